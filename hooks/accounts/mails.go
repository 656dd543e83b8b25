package accounts

import (
	"regexp"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/schema"
)

// mails sends what PocketBase writes to members in their language. The templates are in the dashboard and hold both: a
// section for each in the body, and a subject with " / " between. A template without them is sent as it is.
type mails struct {
	baseURL func() string
}

var sections = regexp.MustCompile(`(?s)<section lang="([A-Za-z-]+)">.*?</section>`)

func (m mails) inTheirLanguage(e *core.MailerRecordEvent) error {
	lang, known := i18n.Parse(schema.AsUser(e.Record).Locale())
	names := [len(i18n.All)]string{}
	for _, l := range i18n.All {
		names[l] = i18n.T(l, "site.name")
	}
	if record, err := e.App.FindRecordById(schema.SiteSettings, schema.SiteID); err == nil {
		for _, l := range i18n.All {
			if name := l.Pick(record.GetString(schema.SiteName), record.GetString(schema.SiteNameEn)); name != "" {
				names[l] = name
			}
		}
	}
	if zh, en, two := strings.Cut(e.Message.Subject, " / "); two {
		zh, en = strings.ReplaceAll(zh, "{SITE_NAME}", names[i18n.ZH]), strings.ReplaceAll(en, "{SITE_NAME}", names[i18n.EN])
		switch {
		case !known:
			e.Message.Subject = zh + " / " + en
		case lang == i18n.EN:
			e.Message.Subject = en
		default:
			e.Message.Subject = zh
		}
	}
	e.Message.HTML = sections.ReplaceAllStringFunc(e.Message.HTML, func(section string) string {
		of, _ := i18n.Parse(sections.FindStringSubmatch(section)[1])
		if known && of != lang {
			return ""
		}
		return strings.ReplaceAll(section, "{SITE_NAME}", escape(names[of]))
	})
	// the address in the settings is PocketBase's own until somebody sets it
	if set, base := strings.TrimRight(e.App.Settings().Meta.AppURL, "/"), m.baseURL(); set != "" && base != set {
		e.Message.HTML = strings.ReplaceAll(e.Message.HTML, `href="`+set+`/`, `href="`+base+`/`)
	}
	return e.Next()
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;").Replace
