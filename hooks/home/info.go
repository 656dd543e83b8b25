package home

import (
	"encoding/json"
	"html/template"
	"net/url"
	"strings"
	"unicode/utf8"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

// A NavItem is an entry of the navigation as the site's record keeps it.
type NavItem struct {
	Label   string `json:"label"`
	LabelEN string `json:"label_en"`
	URL     string `json:"url"` // a path of this site, without a language's prefix, or a whole address
}

const maxNavItems = 12

// info gives what every page shows of the site.
func info(app core.App, l i18n.Lang) (site.SiteInfo, error) {
	record, err := app.FindRecordById(schema.SiteSettings, schema.SiteID)
	if err != nil {
		return site.SiteInfo{}, err
	}
	s := schema.AsSite(record)
	footer, err := markdown.Render(cards.Named(l, s.Footer(), s.FooterEn()), markdown.Options{})
	if err != nil {
		return site.SiteInfo{}, err
	}
	out := site.SiteInfo{
		Name: cards.Named(l, s.Name(), s.NameEn()), Tagline: cards.Named(l, s.Tagline(), s.TaglineEn()),
		Logo: cards.File(schema.SiteSettings, s.Id, s.Logo(), ""), Footer: template.HTML(footer.HTML),
		ICP: s.ICP(), Police: s.Police(), Contact: s.Contact(),
	}
	if out.Agreements, err = agreements(app, l); err != nil {
		return out, err
	}
	items, _ := parseNavigation(record.GetString(schema.SiteNavigation))
	for _, item := range items {
		out.Navigation = append(out.Navigation, site.Link{Label: cards.Named(l, item.Label, item.LabelEN), URL: item.URL})
	}
	return out, nil
}

// agreements names the texts that the policy has.
func agreements(app core.App, l i18n.Lang) (links []site.Link, err error) {
	record, err := app.FindRecordById(schema.PolicySettings, schema.PolicyID)
	if err != nil {
		return nil, err
	}
	p := schema.AsPolicy(record)
	if p.Terms() != "" || p.TermsEn() != "" {
		links = append(links, site.Link{Label: i18n.T(l, "mydata.terms"), URL: "/terms"})
	}
	if p.Privacy() != "" || p.PrivacyEn() != "" {
		links = append(links, site.Link{Label: i18n.T(l, "mydata.privacy"), URL: "/privacy"})
	}
	return links, nil
}

// parseNavigation reads the navigation field. ok is false when it isn't a list of sound entries.
func parseNavigation(raw string) (items []NavItem, ok bool) {
	if raw == "" || raw == "null" || raw == `""` {
		return nil, true
	}
	d := json.NewDecoder(strings.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(&items) != nil || len(items) > maxNavItems {
		return nil, false
	}
	for _, item := range items {
		if strings.TrimSpace(item.Label) == "" || utf8.RuneCountInString(item.Label) > 30 || utf8.RuneCountInString(item.LabelEN) > 30 || !leadsSomewhere(item.URL) {
			return nil, false
		}
	}
	return items, true
}

// leadsSomewhere says whether s is a path of this site or a web address.
func leadsSomewhere(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > 500 {
		return false
	}
	if u.Scheme == "" && u.Host == "" {
		return strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.Contains(s, `\`)
	}
	return (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func validateSite(e *core.RecordEvent) error {
	errs := validation.Errors{}
	if _, ok := parseNavigation(e.Record.GetString(schema.SiteNavigation)); !ok {
		errs[schema.SiteNavigation] = i18n.NewError("home.navigation_wrong")
	}
	for _, field := range []string{schema.SiteAbout, schema.SiteAboutEn, schema.SiteFooter, schema.SiteFooterEn} {
		if _, err := markdown.Render(e.Record.GetString(field), markdown.Options{}); err != nil {
			errs[field] = i18n.NewError("home.text_wrong").Because(err)
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}

func validateSlot(e *core.RecordEvent) error {
	s := schema.AsSlot(e.Record)
	need := map[string]string{"hero": s.Article(), "picks": s.Article(), "columns": s.Column(), "communities": s.Community(), "notice": s.Title()}
	if need[s.Slot()] == "" {
		return validation.Errors{schema.SlotSlot: i18n.NewError("home.slot_empty")}
	}
	return e.Next()
}
