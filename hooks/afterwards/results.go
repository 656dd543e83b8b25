package afterwards

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/i18n"
	"qiao/hooks/sheets"
)

// fewest is how many answers a kind of ticket needs to be shown by itself. Where one has fewer, none is: what is left after
// the others would tell of it.
const fewest = 5

// textsPerPage is how many texts are shown at a time.
const textsPerPage = 20

// resultsView is what GET /api/qiao/events/{id}/survey answers.
type resultsView struct {
	Event     *event        `json:"event"`
	Asked     int           `json:"asked"` // how many may answer
	Answered  int           `json:"answered"`
	Open      bool          `json:"open"`
	Until     string        `json:"until"`
	Questions []*resultView `json:"questions"`
	Tickets   []ticketMean  `json:"tickets"` // empty where there are too few answers to tell them apart
}

// resultView is what was answered to a question.
type resultView struct {
	*question
	Answers int      `json:"answers"`
	Mean    float64  `json:"mean,omitempty"` // of ratings
	Counts  []tally  `json:"counts,omitempty"`
	Texts   []string `json:"texts,omitempty"`
	More    bool     `json:"more,omitempty"`
}

type tally struct {
	Value string `json:"value" db:"value"`
	N     int    `json:"n" db:"n"`
}

// ticketMean is what those with a kind of ticket answered.
type ticketMean struct {
	Ticket   string             `json:"ticket"`
	Answered int                `json:"answered"`
	Means    map[string]float64 `json:"means"` // of ratings, by question
}

// results is GET /api/qiao/events/{id}/survey, and with ?texts=QUESTION&page=2 one page of the texts that were written.
func results(e *core.RequestEvent) error {
	ev, err := organised(e)
	if err != nil {
		return err
	}
	questions, err := questionsOf(e.App, ev.ID)
	if err != nil {
		return err
	}
	query := e.Request.URL.Query()
	if id := query.Get("texts"); id != "" {
		for _, q := range questions {
			if q.ID == id && q.Kind == textKind {
				texts, more, err := textsOf(e.App, ev.ID, id, pageNumber(query.Get("page")))
				if err != nil {
					return err
				}
				return private(e, map[string]any{"items": texts, "more": more})
			}
		}
		return i18n.NewError("afterwards.no_question")
	}
	v := resultsView{Event: ev, Open: ev.Survey && ev.tookPlace(now()) && now().Before(ev.surveyEnds()), Until: stamp(ev.surveyEnds()), Questions: []*resultView{}, Tickets: []ticketMean{}}
	if err := e.App.DB().NewQuery("SELECT (SELECT count(*) FROM registrations WHERE event = {:event} AND state = 'confirmed') asked, (SELECT count(*) FROM survey_responses WHERE event = {:event}) answered").
		Bind(dbx.Params{"event": ev.ID}).Row(&v.Asked, &v.Answered); err != nil {
		return err
	}
	for _, q := range questions {
		one, err := resultOf(e.App, ev.ID, q)
		if err != nil {
			return err
		}
		v.Questions = append(v.Questions, one)
	}
	if v.Tickets, err = byTicket(e.App, ev.ID, questions); err != nil {
		return err
	}
	return private(e, v)
}

// path is where an answer stands in a response. Ids have letters and digits only.
func path(question string) string { return `$."` + question + `"` }

func resultOf(app core.App, event string, q *question) (*resultView, error) {
	v := &resultView{question: q}
	params := dbx.Params{"event": event, "path": path(q.ID)}
	if err := app.DB().NewQuery("SELECT count(*) FROM survey_responses WHERE event = {:event} AND json_type(answers, {:path}) IS NOT NULL").Bind(params).Row(&v.Answers); err != nil {
		return nil, err
	}
	if q.Kind == textKind {
		var err error
		v.Texts, v.More, err = textsOf(app, event, q.ID, 1)
		return v, err
	}
	source := "SELECT CAST(json_extract(answers, {:path}) AS TEXT) value, count(*) n FROM survey_responses WHERE event = {:event} AND json_type(answers, {:path}) IS NOT NULL GROUP BY 1"
	if q.Kind == someKind {
		source = "SELECT CAST(j.value AS TEXT) value, count(*) n FROM survey_responses r, json_each(r.answers, {:path}) j WHERE r.event = {:event} GROUP BY 1"
	}
	var found []tally
	if err := app.DB().NewQuery(source).Bind(params).All(&found); err != nil {
		return nil, err
	}
	n := map[string]int{}
	for _, t := range found {
		n[t.Value] = t.N
	}
	if q.Kind == rateKind {
		sum := 0
		for rating := 1; rating <= bestRating; rating++ {
			value := string(rune('0' + rating))
			v.Counts = append(v.Counts, tally{value, n[value]})
			sum += rating * n[value]
		}
		v.Mean = mean(sum, v.Answers)
		return v, nil
	}
	for _, option := range q.Options {
		v.Counts = append(v.Counts, tally{option, n[option]})
	}
	return v, nil
}

func mean(sum, n int) float64 {
	if n == 0 {
		return 0
	}
	return math.Round(float64(sum)/float64(n)*100) / 100
}

// textsOf gives a page of what was written to a question, in an order that tells nothing.
func textsOf(app core.App, event, question string, page int) ([]string, bool, error) {
	texts := []string{}
	err := app.DB().NewQuery("SELECT json_extract(answers, {:path}) FROM survey_responses WHERE event = {:event} AND json_type(answers, {:path}) IS NOT NULL ORDER BY id LIMIT {:n} OFFSET {:skip}").
		Bind(dbx.Params{"event": event, "path": path(question), "n": textsPerPage + 1, "skip": (page - 1) * textsPerPage}).Column(&texts)
	more := len(texts) > textsPerPage
	if more {
		texts = texts[:textsPerPage]
	}
	return texts, more, err
}

// split gives the kinds of tickets that answers may be told apart by, with how many there are of each; none where one has too few.
func split(app core.App, event string) ([]tally, error) {
	var found []tally
	if err := app.DB().NewQuery("SELECT ticket value, count(*) n FROM survey_responses WHERE event = {:event} GROUP BY ticket").Bind(dbx.Params{"event": event}).All(&found); err != nil {
		return nil, err
	}
	for _, t := range found {
		if t.N < fewest {
			return nil, nil
		}
	}
	if len(found) < 2 {
		return nil, nil
	}
	return found, nil
}

func byTicket(app core.App, event string, questions []*question) ([]ticketMean, error) {
	list := []ticketMean{}
	tickets, err := split(app, event)
	if err != nil {
		return nil, err
	}
	names, err := ticketNames(app, event)
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		one := ticketMean{names[t.Value], t.N, map[string]float64{}}
		for _, q := range questions {
			if q.Kind != rateKind {
				continue
			}
			var sum, n int
			if err := app.DB().NewQuery("SELECT coalesce(sum(json_extract(answers, {:path})), 0), count(json_extract(answers, {:path})) FROM survey_responses WHERE event = {:event} AND ticket = {:ticket}").
				Bind(dbx.Params{"event": event, "ticket": t.Value, "path": path(q.ID)}).Row(&sum, &n); err != nil {
				return nil, err
			}
			if n >= fewest {
				one.Means[q.ID] = mean(sum, n)
			}
		}
		list = append(list, one)
	}
	return list, nil
}

func ticketNames(app core.App, event string) (map[string]string, error) {
	var tickets []struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}
	err := app.DB().NewQuery("SELECT id, name FROM event_tickets WHERE event = {:event} LIMIT 100").Bind(dbx.Params{"event": event}).All(&tickets)
	names := map[string]string{}
	for _, t := range tickets {
		names[t.ID] = t.Name
	}
	return names, err
}

// batch is how many rows are held at a time.
const batch = 1000

// resultsCSV is GET /api/qiao/events/{id}/survey/csv: a row for each who answered, in an order that tells nothing, with the
// kind of ticket only where there are enough of each.
func resultsCSV(e *core.RequestEvent) error {
	ev, err := organised(e)
	if err != nil {
		return err
	}
	questions, err := questionsOf(e.App, ev.ID)
	if err != nil {
		return err
	}
	apart, err := split(e.App, ev.ID)
	if err != nil {
		return err
	}
	names, err := ticketNames(e.App, ev.ID)
	if err != nil {
		return err
	}
	sheets.Headers(e, ev.Slug+"-survey.csv")
	w, err := sheets.NewCSV(e.Response)
	if err != nil {
		return err
	}
	head := []any{}
	if apart != nil {
		head = append(head, i18n.T(i18n.Of(e.Request), "afterwards.table.ticket"))
	}
	for _, q := range questions {
		head = append(head, q.Label)
	}
	if err := w.Row(head...); err != nil {
		return err
	}
	for last := ""; ; {
		var rows []struct {
			ID      string `db:"id"`
			Ticket  string `db:"ticket"`
			Answers string `db:"answers"`
		}
		if err := e.App.DB().NewQuery("SELECT id, ticket, coalesce(answers, '') answers FROM survey_responses WHERE event = {:event} AND id > {:last} ORDER BY id LIMIT {:n}").
			Bind(dbx.Params{"event": ev.ID, "last": last, "n": batch}).All(&rows); err != nil {
			return err
		}
		for _, r := range rows {
			last = r.ID
			answers := map[string]any{}
			if err := json.Unmarshal([]byte(r.Answers), &answers); err != nil {
				continue // an empty one
			}
			row := []any{}
			if apart != nil {
				row = append(row, names[r.Ticket])
			}
			for _, q := range questions {
				row = append(row, said(answers[q.ID]))
			}
			if err := w.Row(row...); err != nil {
				return err
			}
		}
		if len(rows) < batch {
			return w.Close()
		}
	}
}

// said is an answer in one cell.
func said(answer any) any {
	switch a := answer.(type) {
	case string, float64:
		return a
	case []any:
		var parts []string
		for _, one := range a {
			if s, ok := one.(string); ok {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, "; ")
	}
	return ""
}
