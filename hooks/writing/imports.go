package writing

import (
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/fetch"
	"qiao/hooks/i18n"
)

// An account may import this many articles within the window.
const (
	importsPerWindow = 10
	importWindow     = 10 * time.Minute
)

// importer answers requests to read one article from the web.
type importer struct {
	client  *fetch.Client
	convert Converter
	turns   *turns
}

// serve reads the article at an address and answers what a new draft of it begins with.
// It stores nothing.
func (im *importer) serve(e *core.RequestEvent) error {
	var ask struct {
		URL string `json:"url" form:"url"`
	}
	if err := e.BindBody(&ask); err != nil {
		return i18n.NewError("writing.import.address").Because(err)
	}
	done, ok := im.turns.take(e.Auth.Collection().Id + e.Auth.Id)
	if !ok {
		return i18n.NewError("writing.import.often").WithStatus(http.StatusTooManyRequests)
	}
	defer done()
	page, err := im.client.Get(e.Request.Context(), strings.TrimSpace(ask.URL), "text/html, application/xhtml+xml")
	if err != nil {
		return refusal(err)
	}
	if page.Status != http.StatusOK {
		return i18n.NewError("writing.import.status", "Status", page.Status)
	}
	kind, _, err := mime.ParseMediaType(page.Header.Get("Content-Type"))
	if err != nil || kind != "text/html" && kind != "application/xhtml+xml" {
		return i18n.NewError("writing.import.no_page")
	}
	found, err := read(page, im.convert)
	if err != nil {
		return i18n.NewError("writing.import.no_text").Because(err)
	}
	return e.JSON(http.StatusOK, found)
}

// refusal says to a member why an address couldn't be read, without telling what is or
// isn't to be found inside the portal's own network.
func refusal(err error) error {
	key := "writing.import.unreachable"
	switch {
	case errors.Is(err, fetch.ErrAddress):
		key = "writing.import.address"
	case errors.Is(err, fetch.ErrTooLarge):
		key = "writing.import.large"
	case errors.Is(err, fetch.ErrTimeout):
		key = "writing.import.slow"
	}
	return i18n.NewError(key).Because(err)
}
