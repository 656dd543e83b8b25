package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"qiao/hooks/registration"
	"qiao/hooks/testkit"
)

// monthRow measures the calendar of a month, before now and after it.
func (g *gatheringBench) monthRow() (row, error) {
	paths, now := []string{"/events?view=month"}, time.Now().UTC()
	for m := 1; m < 8; m++ {
		for _, month := range []int{-m, m} {
			paths = append(paths, "/events?view=month&month="+time.Date(now.Year(), now.Month()+time.Month(month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"))
		}
	}
	return latencyRow(g.portal, fmt.Sprintf("calendar of a month with %d events, uncached, of %d", eventsEach, manyEvents), paths, 10*time.Millisecond)
}

// pageRow measures pages of events, of those that come and of those that were.
func (g *gatheringBench) pageRow() (row, error) {
	var paths []string
	for i := range sample {
		paths = append(paths, fmt.Sprintf("/events/salon-%d", i*manyEvents/sample+1))
	}
	return latencyRow(g.portal, fmt.Sprintf("event page that misses the cache, of %d", manyEvents), paths, 10*time.Millisecond)
}

// slowest gives the longest of the medians of several requests of organisers, and which it was.
func (g *gatheringBench) slowest(paths ...string) (most time.Duration, which string, err error) {
	for _, path := range paths {
		d, err := askedMedian(g.portal, g.gate, repeat("/api/qiao/events/"+g.crowded+path, 10), func() {})
		if err != nil {
			return 0, "", err
		}
		if d > most {
			most, which = d, path
		}
	}
	return most, which, nil
}

const manage = 30 * time.Millisecond

func (g *gatheringBench) attendeesRow() (row, error) {
	d, which, err := g.slowest("/attendees", "/attendees?page=100", fmt.Sprintf("/attendees?page=%d", crowd/50), "/attendees?state=confirmed&page=20", "/attendees?state=waiting")
	return row{fmt.Sprintf("attendees of an event with %d, slowest page", crowd), "-", "<= 30 ms median", ms(d) + "  (" + which + ")", d <= manage}, err
}

func (g *gatheringBench) searchRow() (row, error) {
	var paths []string
	for _, q := range []string{"张三", "王", "子轩", "member7777", "@example.com", "nobody at all", "赵子轩"} {
		paths = append(paths, "/attendees?q="+url.QueryEscape(q))
	}
	d, which, err := g.slowest(paths...)
	if name, unescaped := url.QueryUnescape(which); unescaped == nil {
		which = name
	}
	return row{fmt.Sprintf("attendees by name or address, of %d, slowest", crowd), "-", "<= 30 ms median", ms(d) + "  (" + which + ")", d <= manage}, err
}

// exportRow measures the list of all who come as a file.
func (g *gatheringBench) exportRow(format string) (row, error) {
	d, err := askedMedian(g.portal, g.gate, []string{"/api/qiao/events/" + g.crowded + "/attendees/" + strings.ToLower(format)}, func() {})
	return row{fmt.Sprintf("%s of %d attendees with answers", format, crowd), "-", "<= 2 s", ms(d), d <= 2*time.Second}, err
}

// remindersRow lets the event of the crowd begin within a day, has its people reminded, and waits until the last mail is with
// the mail server. It is measured once: one is reminded once.
func (g *gatheringBench) remindersRow() (row, error) {
	office, err := testkit.OpenPostOffice()
	if err != nil {
		return row{}, err
	}
	defer office.Close()
	settings := g.App.Settings()
	settings.SMTP.Enabled, settings.SMTP.Host, settings.SMTP.Port = true, "127.0.0.1", office.Port()
	if err := g.App.Save(settings); err != nil {
		return row{}, err
	}
	starts := types.NowDateTime().Add(20 * time.Hour)
	if _, err := g.App.DB().NewQuery("UPDATE events SET starts = {:starts}, ends = {:ends} WHERE id = {:id}").
		Bind(dbx.Params{"starts": starts.String(), "ends": starts.Add(time.Hour).String(), "id": g.crowded}).Execute(); err != nil {
		return row{}, err
	}
	begin := time.Now()
	if err := registration.Remind(g.App); err != nil {
		return row{}, err
	}
	queued := time.Since(begin)
	var mails int
	if err := g.App.DB().NewQuery("SELECT count(*) FROM outbox WHERE kind = 'registration.mail' AND [[key]] LIKE 'day:%'").Row(&mails); err != nil {
		return row{}, err
	}
	if mails < crowd {
		return row{}, fmt.Errorf("%d of %d reminders were queued", mails, crowd)
	}
	for deadline := time.Now().Add(10 * time.Minute); office.Accepted() < mails; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			return row{}, fmt.Errorf("%d of %d mails came in ten minutes", office.Accepted(), mails)
		}
	}
	rate := float64(mails) / time.Since(begin).Seconds()
	seen := map[string]bool{}
	for _, l := range office.Letters("") {
		if seen[l.To] {
			return row{}, fmt.Errorf("%s got more than one mail: %s", l.To, l.Subject)
		}
		seen[l.To] = true
	}
	return row{
		fmt.Sprintf("%d reminders: queued, then written and sent to a mail server", mails), "-", "<= 5 s, >= 200/s",
		fmt.Sprintf("%s, %.0f/s", ms(queued), rate), queued <= 5*time.Second && rate >= 200,
	}, nil
}
