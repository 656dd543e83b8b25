package transfer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/address"
	"qiao/hooks/schema"
	"qiao/hooks/transfer/article"
	"qiao/hooks/transfer/sniff"
)

// kinds are the values of an article's kind.
var kinds = []string{"article", "tutorial", "doc", "case", "book", "news"}

// fingerprint is what is stored to tell a changed source from an unchanged one: the source's hash, and the options
// that change what becomes of it.
func (o Options) fingerprint(a *Article) (string, error) {
	hash := a.Hash
	if hash == "" {
		plain := *a
		plain.Cover, plain.Attachments = nil, nil
		b, err := json.Marshal(plain)
		if err != nil {
			return "", err
		}
		hash = string(b)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{hash, o.Author, o.Column, o.Series, o.Lang, fmt.Sprint(o.Drafts)}, "\x00")))
	return hex.EncodeToString(sum[:]), nil
}

// fill writes what doesn't need other records into the record of an article. It gives notes about what had to be
// left behind.
func (o Options) fill(r *core.Record, a *Article, isNew bool) ([]string, error) {
	own := a.ID != ""
	notes := slices.Clone(a.Notes)
	if isNew {
		r.Id = recordID(a.Key)
		if own {
			r.Id = a.ID
		}
	}
	trim := func(s string, runes int) string {
		if own {
			return s
		}
		return clip(clean(s, 8*runes), runes)
	}
	title := a.Title
	if !own {
		if title = clean(a.Title, 1000); strings.Join(strings.Fields(title), "") != strings.Join(strings.Fields(a.Title), "") {
			notes = append(notes, "control characters were taken out of the title")
		}
	}
	r.Set(schema.ArticleTitle, title)
	r.Set(schema.ArticleBody, a.Body)
	kind := a.Kind
	if !slices.Contains(kinds, kind) {
		if kind != "" {
			notes = append(notes, "kind "+clean(kind, 20)+" is not known, article is taken")
		}
		kind = "article"
	}
	r.Set(schema.ArticleKind, kind)
	if a.Lang != "" || isNew {
		r.Set(schema.ArticleLang, a.Lang)
	}
	r.Set(schema.ArticleExcerpt, trim(a.Excerpt, 500))
	r.Set(schema.ArticleCoverAlt, trim(a.CoverAlt, 200))
	r.Set(schema.ArticlePart, a.Part)
	for _, link := range []struct{ field, value string }{{schema.ArticleCanonical, a.Canonical}, {schema.ArticleSourceURL, a.SourceURL}} {
		value, ok := webAddress(link.value)
		if !ok {
			notes = append(notes, link.field+" is no web address: "+clip(clean(link.value, 200), 80))
		}
		r.Set(link.field, value)
	}
	r.Set(schema.ArticleSourceTitle, trim(a.SourceTitle, 300))
	r.Set(schema.ArticleSourceLicence, trim(a.SourceLicence, 120))
	credits, more := creditsJSON(a.Credits)
	notes = append(notes, more...)
	r.Set(schema.ArticleCredits, credits)
	o.setStatus(r, a, isNew)
	o.setTimes(r, a, isNew)
	if !own {
		r.Set(schema.ArticleOrigin, originOf(a.Key))
	}
	if err := setFiles(r, a); err != nil {
		return nil, err
	}
	return notes, nil
}

// setStatus follows the source, but never brings back what was taken down or is being reviewed here.
func (o Options) setStatus(r *core.Record, a *Article, isNew bool) {
	status := a.Status
	if status == "" {
		status = "published"
	}
	if o.Drafts && (status == "published" || status == "scheduled") {
		status = "draft"
	}
	switch r.GetString(schema.ArticleStatus) {
	case "hidden": // a moderator decided
		return
	case "archived", "rejected", "pending":
		if !isNew && a.ID == "" {
			return
		}
	}
	r.Set(schema.ArticleStatus, status)
	r.Set(schema.ArticleReason, a.Reason)
}

// setTimes writes the times the source knows. SetRaw is how PocketBase lets automatic dates be set.
func (o Options) setTimes(r *core.Record, a *Article, isNew bool) {
	set := func(field string, t time.Time) {
		if !t.IsZero() {
			r.Set(field, t)
		} else if a.ID != "" {
			r.Set(field, "")
		}
	}
	published := a.Published
	if published.IsZero() && a.ID == "" {
		if published = a.Created; published.IsZero() {
			published = a.Updated
		}
		if !isNew {
			published = time.Time{}
		}
	}
	set(schema.ArticlePublished, published)
	set(schema.ArticlePublishAt, a.PublishAt)
	set(schema.ArticleEdited, a.Edited)
	raw := func(field string, t time.Time) {
		if t.IsZero() {
			return
		}
		if d, err := types.ParseDateTime(t); err == nil {
			r.SetRaw(field, d)
		}
	}
	if isNew || a.ID != "" {
		raw("created", a.Created)
		if a.ID != "" {
			raw("updated", a.Updated)
		}
	}
}

// setFiles hands the record its cover and attachments. Files that are there under their name stay as they are.
func setFiles(r *core.Record, a *Article) error {
	cover := r.GetString(schema.ArticleCover)
	switch {
	case a.Cover == nil:
		if cover != "" && a.ID != "" {
			r.Set(schema.ArticleCover, "")
		}
	case cover != a.Cover.Name:
		f, err := upload(*a.Cover)
		if err != nil {
			return err
		}
		r.Set(schema.ArticleCover, f)
	}
	have := r.GetStringSlice(schema.ArticleFiles)
	if len(a.Attachments) == 0 && len(have) == 0 {
		return nil
	}
	files := make([]any, 0, len(a.Attachments))
	for _, attachment := range a.Attachments {
		if slices.Contains(have, attachment.Name) {
			files = append(files, attachment.Name)
			continue
		}
		f, err := upload(attachment)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	r.Set(schema.ArticleFiles, files)
	return nil
}

// upload reads an attachment into a file that keeps its name.
func upload(a article.Attachment) (*filesystem.File, error) {
	reader, err := a.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Name, err)
	}
	defer reader.Close()
	data, err := io.ReadAll(io.LimitReader(reader, sniff.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Name, err)
	}
	// The file is looked at once more: it may not be the one that was read before.
	if _, _, err := sniff.Check(a.Name, data); err != nil {
		return nil, fmt.Errorf("%s: %w", a.Name, err)
	}
	return &filesystem.File{Reader: &filesystem.BytesReader{Bytes: data}, Name: a.Name, OriginalName: a.Name, Size: int64(len(data))}, nil
}

// creditsJSON writes credits as their field holds them, at most 60, without addresses that are none.
func creditsJSON(credits []article.Credit) (any, []string) {
	type entry struct {
		Role string `json:"role"`
		Name string `json:"name"`
		URL  string `json:"url,omitempty"`
	}
	var out []entry
	var notes []string
	for _, c := range credits {
		name := clean(c.Name, 120)
		if name == "" {
			continue
		}
		url, ok := webAddress(c.URL)
		if !ok {
			notes = append(notes, "the address of "+name+" is none: "+clip(clean(c.URL, 200), 80))
		}
		if len(out) == 60 {
			notes = append(notes, "there are more than 60 credits")
			break
		}
		out = append(out, entry{c.Role, name, url})
	}
	if out == nil {
		return nil, notes
	}
	return out, notes
}

// webAddress gives an absolute http or https address as it is, and ok for nothing at all.
func webAddress(s string) (address string, ok bool) {
	if s = strings.TrimSpace(s); s == "" {
		return "", true
	}
	if strings.HasPrefix(s, "//") {
		s = "https:" + s
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || len(s) > 2000 {
		return "", false
	}
	return s, true
}

// clip shortens a text to a number of characters.
func clip(s string, runes int) string {
	if len(s) <= runes {
		return s
	}
	if r := []rune(s); len(r) > runes {
		return strings.TrimSpace(string(r[:runes-1])) + "…"
	}
	return s
}

// relate finds or makes what an article refers to, and its address. It needs the transaction.
func (o Options) relate(app core.App, res *resolver, r *core.Record, a *Article, isNew bool) (notes []string, err error) {
	if isNew || a.ID != "" {
		if err := o.setAuthors(app, res, r, a); err != nil {
			return nil, err
		}
	}
	if column := first(a.Column, o.Column); column != "" {
		id := res.columns[fold(column)]
		if id == "" {
			notes = append(notes, "there is no column "+clip(column, 80))
		}
		r.Set(schema.ArticleColumn, id)
	} else if a.ID != "" {
		r.Set(schema.ArticleColumn, "")
	}
	if series := first(a.Series, o.Series); series != "" {
		id, err := res.seriesID(app, series, r.GetString(schema.ArticleAuthor), r.GetString(schema.ArticleLang))
		if err != nil {
			return nil, err
		}
		r.Set(schema.ArticleSeries, id)
	} else if a.ID != "" {
		r.Set(schema.ArticleSeries, "")
	}
	tags, dropped, err := res.tagIDs(app, append(slices.Clone(a.Tags), a.Categories...), maxTags)
	if err != nil {
		return nil, err
	}
	if len(dropped) > 0 {
		notes = append(notes, "more than 10 tags, left out: "+strings.Join(dropped, ", "))
	}
	r.Set(schema.ArticleTags, tags)
	switch {
	case a.ID != "":
		r.Set(schema.ArticleSlug, a.Slug)
	case isNew && a.Slug != "":
		slug, err := address.Free(app, schema.Articles, address.Slugify(a.Slug))
		if err != nil {
			return nil, err
		}
		r.Set(schema.ArticleSlug, slug)
	}
	return notes, nil
}

// setAuthors names the author: who the source names, or the one the options give, or a translator who is known
// here, or the account for imports.
func (o Options) setAuthors(app core.App, res *resolver, r *core.Record, a *Article) error {
	authors := a.Authors
	if len(authors) == 0 && o.Author != "" {
		id := res.users[fold(o.Author)]
		if id == "" {
			return fmt.Errorf("there is nobody with the handle %s", o.Author)
		}
		r.Set(schema.ArticleAuthor, id)
		return nil
	}
	if len(authors) == 0 {
		for _, c := range a.Credits {
			if c.Role == "translator" && res.users[fold(c.Name)] != "" {
				authors = []string{c.Name}
				break
			}
		}
	}
	author, err := res.user(app, first(authors...))
	if err != nil {
		return err
	}
	r.Set(schema.ArticleAuthor, author)
	coauthors := []string{}
	for _, name := range authors[min(1, len(authors)):] {
		id, err := res.user(app, name)
		if err != nil {
			return err
		}
		if id != author && !slices.Contains(coauthors, id) && len(coauthors) < 20 {
			coauthors = append(coauthors, id)
		}
	}
	r.Set(schema.ArticleCoauthors, coauthors)
	return nil
}

func first(s ...string) string {
	for _, v := range s {
		if v != "" {
			return v
		}
	}
	return ""
}

// same reports whether two records hold the same values in every field but the automatic dates.
func same(a, b *core.Record) bool {
	for _, field := range a.Collection().Fields {
		if name := field.GetName(); name != "updated" && name != "created" {
			if len(a.GetUnsavedFiles(name)) > 0 || len(b.GetUnsavedFiles(name)) > 0 {
				return false
			}
			x, err := json.Marshal(a.Get(name))
			if err != nil {
				return false
			}
			y, err := json.Marshal(b.Get(name))
			if err != nil || !bytes.Equal(x, y) {
				return false
			}
		}
	}
	return true
}
