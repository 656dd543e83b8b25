package qa_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"qiao/hooks/qa"
)

// Every stretch of a list is that of the whole, also where the next shelf follows it in the index.
func TestStretchesOfAList(t *testing.T) {
	p := newPortal(t)
	for i := range 7 {
		id := p.ask(fields{"title": fmt.Sprintf("第 %d 个问题", i)})
		if i%3 == 0 {
			p.answer(p.wang, id, "答案。")
		}
	}
	for _, sort := range []string{"", "newest", "hot", "score"} {
		for _, l := range []qa.List{
			{Shelf: qa.ShelfAll}, {Shelf: qa.ShelfAll, Filter: "unanswered"}, {Shelf: qa.ShelfAll, Lang: "zh"},
			{Shelf: qa.Shelf("tag", p.tag.Id)}, {Shelf: qa.Shelf("tag", p.tag.Id), Filter: "unsolved"}, {Shelf: qa.Shelf("tag", p.tag.Id), Also: []string{qa.ShelfAll + qa.Unanswered}},
		} {
			l.Sort = sort
			whole, err := l.IDs(context.Background(), p.app, 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := l.Count(context.Background(), p.app, 100); err != nil || n != len(whole) || n < 4 {
				t.Errorf("%+v has %d questions and counts %d: %v", l, len(whole), n, err)
			}
			for offset := range len(whole) + 3 {
				got, err := l.IDs(context.Background(), p.app, offset, 3)
				if err != nil {
					t.Fatal(err)
				}
				if from := min(offset, len(whole)); !slices.Equal(got, whole[from:min(from+3, len(whole))]) {
					t.Errorf("%+v from %d: %v of %v", l, offset, got, whole)
				}
			}
		}
	}
}
