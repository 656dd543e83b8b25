package guard

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
	"qiao/hooks/i18n"
	"qiao/hooks/schema"
	"qiao/hooks/words"
)

// writing is what people write in a collection.
type writing struct {
	fields []string
	fixed  []string // among them, those of a form that ＊ doesn't fit: masking refuses
	lang   string   // the field with the language; empty where every rule is meant
	holds  bool     // it can wait for a moderator; elsewhere what would have to is refused
	free   bool     // people look at it before anybody else: what would have to wait passes
}

// texts are the collections in which words are looked for. Reports and notes between authors
// and reviewers are left alone: they have to quote.
var texts = map[string]writing{
	schema.Articles:  {fields: []string{schema.ArticleTitle, schema.ArticleExcerpt, schema.ArticleBody, schema.ArticleSlug}, fixed: []string{schema.ArticleSlug}, lang: schema.ArticleLang, holds: true},
	schema.Revisions: {fields: []string{schema.RevisionTitle, schema.RevisionExcerpt, schema.RevisionBody}},
	schema.Comments:  {fields: []string{schema.CommentBody}, holds: true},
	schema.Questions: {fields: []string{schema.QuestionTitle, schema.QuestionBody}, lang: schema.QuestionLang, holds: true},
	schema.Answers:   {fields: []string{schema.AnswerBody}, holds: true},
	schema.Events: {fields: []string{schema.EventTitle, schema.EventSummary, schema.EventCoverAlt, schema.EventNotice, schema.EventHost, schema.EventVenue, schema.EventAddress, schema.EventCity, schema.EventAccessNotes, schema.EventBody, schema.EventSlug},
		fixed: []string{schema.EventSlug}, lang: schema.EventLang},
	schema.EventSessions:       {fields: []string{schema.EventSessionTitle, schema.EventSessionTrack, schema.EventSessionRoom, schema.EventSessionAbstract}},
	schema.EventRegistrations:  {fields: []string{schema.EventRegistrationMessage}},
	schema.EventTickets:        {fields: []string{schema.EventTicketName, schema.EventTicketAbout}},
	schema.EventQuestions:      {fields: []string{schema.EventQuestionLabel, schema.EventQuestionHelp, schema.EventQuestionOptions}, fixed: []string{schema.EventQuestionOptions}},
	schema.Proposals:           {fields: []string{schema.ProposalTitle, schema.ProposalAbstract, schema.ProposalNotes, schema.ProposalSpeakers}, fixed: []string{schema.ProposalSpeakers}, lang: schema.ProposalLang, free: true},
	schema.EventSeriesList:     {fields: []string{schema.EventSeriesTitle, schema.EventSeriesSummary, schema.EventSeriesSlug}, fixed: []string{schema.EventSeriesSlug}},
	schema.Speakers:            {fields: []string{schema.SpeakerName, schema.SpeakerTitle, schema.SpeakerCompany, schema.SpeakerBio, schema.SpeakerSlug}, fixed: []string{schema.SpeakerSlug}},
	schema.Teams:               {fields: []string{schema.TeamName, schema.TeamAbout}},
	schema.Entries:             {fields: []string{schema.EntryTitle, schema.EntryBody}},
	schema.EventAfterwardsList: {fields: []string{schema.EventAfterwardsIssuer, schema.EventAfterwardsSurveyAbout, schema.EventAfterwardsCameText, schema.EventAfterwardsMissedText}},
	schema.SurveyQuestions:     {fields: []string{schema.SurveyQuestionLabel, schema.SurveyQuestionHelp, schema.SurveyQuestionOptions}, fixed: []string{schema.SurveyQuestionOptions}},
	schema.Users:               {fields: []string{schema.UserName, schema.UserHandle, schema.UserBio, schema.UserCity, schema.UserCompany, schema.UserLinks}, fixed: []string{schema.UserHandle, schema.UserLinks}},
	schema.Columns:             {fields: []string{schema.ColumnName, schema.ColumnTagline, schema.ColumnDescription, schema.ColumnSlug}, fixed: []string{schema.ColumnSlug}, lang: schema.ColumnLang},
	schema.Groups:              {fields: []string{schema.GroupName, schema.GroupSummary, schema.GroupCity, schema.GroupBody, schema.GroupLinks, schema.GroupSlug}, fixed: []string{schema.GroupLinks, schema.GroupSlug}, lang: schema.GroupLang},
	schema.ColumnApplications:  {fields: []string{schema.ColumnApplicationName, schema.ColumnApplicationSlug, schema.ColumnApplicationTagline, schema.ColumnApplicationReason}, fixed: []string{schema.ColumnApplicationSlug}, free: true},
	schema.SeriesList:          {fields: []string{schema.SeriesTitle, schema.SeriesDescription, schema.SeriesSlug}, fixed: []string{schema.SeriesSlug}, lang: schema.SeriesLang},
	schema.Tags:                {fields: []string{schema.TagName, schema.TagNameEn, schema.TagDescription, schema.TagDescriptionEn}, fixed: []string{schema.TagName, schema.TagNameEn}},
}

// A Match is where a rule's word stands, for the moderators.
type Match struct {
	Rule   string `json:"rule"` // id of the rule
	Word   string `json:"word"` // the rule's word
	List   string `json:"list,omitempty"`
	Field  string `json:"field"`
	Found  string `json:"found"`  // as it is written
	Before string `json:"before"` // what stands before it
	After  string `json:"after"`
	Line   int    `json:"line"` // from 1
	Column int    `json:"column"`
	Start  int    `json:"start"` // bytes of the field
	End    int    `json:"end"`
}

const (
	mostMatches  = 1000 // that are looked for in one text
	mostKept     = 40   // that a hold names
	contextRunes = 24
	mostMasked   = 50_000
)

// inEarnest are the statuses in which an article is more than a draft of its author's.
var inEarnest = []string{"pending", "scheduled", "published"}

// read looks for words in what somebody asks to be saved.
func (g *Guard) read(e *core.RecordRequestEvent) error {
	if e.Auth != nil && e.Auth.IsSuperuser() {
		return e.Next()
	}
	book, err := g.rules.current()
	if err != nil {
		return err
	}
	if book.matcher.Len() == 0 {
		return e.Next()
	}
	w, r := texts[e.Collection.Name], e.Record
	changed := func(field string) bool {
		return r.IsNew() || r.GetString(field) != r.Original().GetString(field)
	}
	all := false
	if slices.Contains([]string{schema.Articles, schema.Questions, schema.Events}, e.Collection.Name) {
		status := r.GetString(schema.ArticleStatus)
		if !slices.Contains(inEarnest, status) && (e.Collection.Name != schema.Events || status == "draft" || status == "") {
			return e.Next() // what nobody else reads may be saved as often as the editor likes
		}
		all = changed(schema.ArticleStatus)
	}
	lang := ""
	if w.lang != "" {
		lang = r.GetString(w.lang)
	}
	refused, held := validation.Errors{}, []Match(nil)
	for _, field := range w.fields {
		text := written(r, field)
		if text == "" || !all && !changed(field) {
			continue
		}
		found := book.find(text, lang)
		if err := w.refuses(field, text, found, access.IsModerator(e.Auth)); err != nil {
			refused[field] = err
		}
		if w.holds {
			held = append(held, book.describe(field, text, found[Hold])...)
		}
		if len(found[Mask]) > 0 && refused[field] == nil {
			r.Set(field, words.Mask(text, found[Mask]))
		}
	}
	if len(refused) > 0 {
		return refused
	}
	if len(held) > 0 && !access.IsModerator(e.Auth) {
		r.SetRaw(heldKey, held[:min(len(held), mostKept)])
	}
	if slices.Contains([]string{schema.Articles, schema.Questions, schema.Answers}, e.Collection.Name) && access.IsModerator(e.Auth) {
		r.SetRaw(freeKey, true)
	}
	return e.Next()
}

// refuses says what stands in a text that can't stay there.
func (w writing) refuses(field, text string, found map[string][]words.Match, moderator bool) error {
	switch {
	case len(found[Block]) > 0:
		return refusal(text, found[Block])
	case len(found[Hold]) > 0 && !w.holds && !w.free && !moderator:
		return refusal(text, found[Hold])
	case len(found[Mask]) > 0 && slices.Contains(w.fixed, field):
		return refusal(text, found[Mask])
	}
	return nil
}

// written is what somebody wrote in a field: of a list or an object the texts in it, a line each, however they are encoded.
func written(r *core.Record, field string) string {
	text := r.GetString(field)
	if _, ok := r.Collection().Fields.GetByName(field).(*core.JSONField); !ok {
		return text
	}
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return text
	}
	return strings.Join(textsIn(value), "\n")
}

// textsIn gives the texts in what JSON says, those of an object in the order of their names.
func textsIn(value any) (list []string) {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		for _, one := range v {
			list = append(list, textsIn(one)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			list = append(list, textsIn(v[name])...)
		}
	}
	return list
}

// find gives the matches of a text by what their rules do.
func (b *rules) find(text, lang string) map[string][]words.Match {
	by := map[string][]words.Match{}
	for _, m := range b.matcher.Find(text, lang, mostMasked) {
		action := b.rows[m.Rule].Action
		if action == Mask || len(by[action]) < mostMatches {
			by[action] = append(by[action], m)
		}
	}
	return by
}

// describe says where matches stand.
func (b *rules) describe(field, text string, found []words.Match) []Match {
	var list []Match
	for _, m := range found[:min(len(found), mostKept)] {
		row := b.rows[m.Rule]
		line, column := place(text, m.Start)
		list = append(list, Match{
			Rule: row.ID, Word: row.Word, List: row.List, Field: field, Found: clip(text[m.Start:m.End], 120),
			Before: lastRunes(text[:m.Start], contextRunes), After: clip(text[m.End:], contextRunes),
			Line: line, Column: column, Start: m.Start, End: m.End,
		})
	}
	return list
}

// refusal names the first word that stands in the way, and where it is.
func refusal(text string, found []words.Match) error {
	m := found[0]
	line, column := place(text, m.Start)
	args := []any{"Word", clip(text[m.Start:m.End], 40), "line", line, "column", column, "more", len(found) - 1}
	switch {
	case len(found) > 1 && strings.Contains(text, "\n"):
		return i18n.NewError("guard.blocked_line_more", args...)
	case len(found) > 1:
		return i18n.NewError("guard.blocked_more", args...)
	case strings.Contains(text, "\n"):
		return i18n.NewError("guard.blocked_line", args...)
	}
	return i18n.NewError("guard.blocked", args...)
}

// place is the line and the character in it, from 1, of a byte of a text.
func place(text string, at int) (line, column int) {
	before := text[:at]
	begin := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[begin:]) + 1
}

// clip gives the first characters of a text.
func clip(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}

// lastRunes gives the last characters of a text.
func lastRunes(s string, most int) string {
	i := len(s)
	for ; most > 0 && i > 0; most-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}

// heldWords gives what the word rules found in a record that is saved on request.
func heldWords(r *core.Record) []Match {
	held, _ := r.GetRaw(heldKey).([]Match)
	return held
}
