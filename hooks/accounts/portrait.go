package accounts

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"qiao/hooks/fetch"
	"qiao/hooks/schema"
)

// Fetch reads what is at an address that somebody else named, through a client that refuses addresses inside the own
// network and answers that are too large or too slow.
type Fetch func(ctx context.Context, address string) ([]byte, error)

// Through reads with the portal's client for other sites.
func Through(client *fetch.Client) Fetch {
	return func(ctx context.Context, address string) ([]byte, error) {
		answer, err := client.Get(ctx, address, "image/*")
		if err != nil {
			return nil, err
		}
		if answer.Status != http.StatusOK {
			return nil, fmt.Errorf("status %d", answer.Status)
		}
		return answer.Body, nil
	}
}

// portraitTakes is how long signing up with a provider waits for the portrait.
const portraitTakes = 5 * time.Second

// portraits are the types of image that are taken over, with the ending of their files' names. A drawing (SVG) isn't
// among them: it comes from elsewhere and can hold scripts.
var portraits = map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}

// portrait takes the picture over that somebody has with a provider. An account without one is better than none, so
// what can't be taken over is left out. It is asked for before anything is written: no transaction waits for it.
func (f Fetch) portrait(e *core.RecordAuthWithOAuth2RequestEvent) *filesystem.File {
	address := e.OAuth2User.AvatarURL
	if f == nil || !strings.HasPrefix(address, "https://") {
		return nil
	}
	ctx, cancel := context.WithTimeout(e.Request.Context(), portraitTakes)
	defer cancel()
	image, err := f(ctx, address)
	if err != nil {
		e.App.Logger().Info("a portrait of a provider isn't taken over", "provider", e.ProviderName, "error", err)
		return nil
	}
	return portraitOf(e.App, image)
}

// portraitOf makes a file of an image, if it is one that the field takes.
func portraitOf(app core.App, image []byte) *filesystem.File {
	ending, known := portraits[http.DetectContentType(image)]
	if !known {
		return nil
	}
	users, err := app.FindCachedCollectionByNameOrId(schema.Users)
	if err != nil {
		return nil
	}
	field, ok := users.Fields.GetByName(schema.UserAvatar).(*core.FileField)
	if !ok || int64(len(image)) > field.MaxSize || !slices.Contains(field.MimeTypes, http.DetectContentType(image)) {
		return nil
	}
	file, err := filesystem.NewFileFromBytes(image, "portrait"+ending)
	if err != nil {
		return nil
	}
	return file
}
