package qa

import (
	"path"

	"qiao/hooks/cards"
	"qiao/hooks/site"
)

// answerFeeds adds a feed of its answers for each question, the newest first.
func answerFeeds(f *site.Frame) {
	cards.Formats(f, "/questions/:id", func(r *site.Request, name string) (site.Feed, error) {
		row, err := findQuestion(r, r.Param("id"))
		if to, merged := site.RedirectTarget(err); merged {
			return site.Feed{}, site.RedirectTo(path.Dir(to)) // the feeds of the question that it became part of
		}
		if err != nil {
			return site.Feed{}, err
		}
		return row.feed(r, name)
	})
}

// feedPath is the address under which the feeds of a question's answers are. It has no title in it: readers keep it.
func feedPath(id string) string { return "/questions/" + id }

func (row *questionRow) feed(r *site.Request, name string) (site.Feed, error) {
	r.Reads(pageOf(row.ID))
	page := questionPath(row.ID, row.Slug)
	feed := cards.Head(r, r.T("questions.answers_to", "Title", row.Title), row.Excerpt, feedPath(row.ID), name)
	feed.Home = r.Abs(r.Link(page))
	answers, err := answersOf(r, &answerList{question: row.ID, path: page, accepted: row.Accepted, asker: row.Author, sort: answersNewest}, 0, cards.FeedSize)
	if err != nil {
		return feed, err
	}
	for i := range answers {
		feed.Items = append(feed.Items, answers[i].feedItem(r, cards.Tag(row.Lang)))
	}
	return feed, nil
}

// feedItem is an answer in a feed, under the address that it has for ever.
func (p *Post) feedItem(r *site.Request, lang string) site.FeedItem {
	url := r.Abs(r.Link("/answers/" + p.ID))
	item := site.FeedItem{
		URL: url, Title: r.T("questions.answer_by", "Name", p.Author.Label), Summary: p.Excerpt, HTML: cards.Absolute(string(p.HTML), r.Abs(""), url),
		Language: lang, Published: p.At, Updated: p.Edited,
	}
	item.Authors = cards.FeedAuthors(r, site.Link{Label: p.Author.Label, URL: p.Author.URL})
	if p.Source != nil {
		item.Source, item.Rights = site.FeedSource{Title: p.Source.Site, URL: p.Source.URL}, p.Source.Licence
	}
	return item
}
