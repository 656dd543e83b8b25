package mydata

import (
	"embed"
	"html/template"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/cards"
	"qiao/hooks/i18n"
	"qiao/hooks/markdown"
	"qiao/hooks/schema"
	"qiao/hooks/site"
)

//go:embed views/*.html
var views embed.FS

// Pages adds the page about one's data, and the agreements where the portal has some.
func Pages(f *site.Frame) {
	f.Views(views)
	f.GET("/settings/data", dataPage)
	f.GET("/terms", agreementPage(schema.PolicyTerms, schema.PolicyTermsEn, "mydata.terms"))
	f.GET("/privacy", agreementPage(schema.PolicyPrivacy, schema.PolicyPrivacyEn, "mydata.privacy"))
}

func dataPage(r *site.Request) (*site.Page, error) {
	return &site.Page{
		Template: "mydata/data", Title: r.T("mydata.title"), NoIndex: true,
		Styles: []string{"css/account.css"}, Scripts: []string{"js/mydata.js"},
	}, nil
}

// agreementView is what mydata/agreement shows.
type agreementView struct {
	Title, Version string
	HTML           template.HTML
}

// agreementPage shows one of the texts of the policy, in the reader's language or else in Chinese.
func agreementPage(zh, en, title string) site.Handler {
	return func(r *site.Request) (*site.Page, error) {
		record, err := r.App().FindRecordById(schema.PolicySettings, schema.PolicyID)
		if err != nil {
			return nil, err
		}
		r.Reads(schema.PolicySettings)
		text := cards.Named(r.Lang, record.GetString(zh), record.GetString(en))
		if text == "" {
			return nil, site.ErrNotFound
		}
		doc, err := markdown.Render(text, markdown.Options{})
		if err != nil {
			return nil, err
		}
		return &site.Page{
			Template: "mydata/agreement", Title: r.T(title), Styles: []string{"css/article.css"},
			Data: agreementView{Title: r.T(title), Version: schema.AsPolicy(record).Agreement(), HTML: template.HTML(doc.HTML)},
		}, nil
	}
}

// validateAgreements refuses texts that can't be shown, and a version without texts.
func validateAgreements(e *core.RecordEvent) error {
	errs := validation.Errors{}
	for _, field := range []string{schema.PolicyTerms, schema.PolicyTermsEn, schema.PolicyPrivacy, schema.PolicyPrivacyEn} {
		if _, err := markdown.Render(e.Record.GetString(field), markdown.Options{}); err != nil {
			errs[field] = i18n.NewError("mydata.text_wrong").Because(err)
		}
	}
	p := schema.AsPolicy(e.Record)
	if p.Agreement() != "" && p.Terms() == "" && p.Privacy() == "" {
		errs[schema.PolicyAgreement] = i18n.NewError("mydata.version_alone")
	}
	if len(errs) > 0 {
		return errs
	}
	return e.Next()
}
