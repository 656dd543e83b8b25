package content_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"qiao/hooks/cards"
	"qiao/hooks/testkit"
)

// Every stretch of a list is that of the whole, and it counts no further than asked.
func TestStretchesOfAList(t *testing.T) {
	p := newPortal(t)
	app, author, tag := p.app, p.author, p.tag
	for i := range 8 {
		lang, kind := "zh", "article"
		if i%2 == 1 {
			lang, kind = "en", "tutorial"
		}
		testkit.Article(t, app, author, map[string]any{"title": fmt.Sprintf("第 %d 篇", i), "status": "published", "lang": lang, "kind": kind, "tags": []string{tag.Id}})
	}
	ctx := context.Background()
	for _, l := range []struct {
		cards.List
		has int
	}{
		{cards.List{Shelf: cards.ShelfAll}, 8}, {cards.List{Shelf: cards.ShelfAll, Lang: "en"}, 4}, {cards.List{Shelf: cards.ShelfAll, Kind: "article"}, 4},
		{cards.List{Shelf: cards.Shelf("tag", tag.Id)}, 8}, {cards.List{Shelf: cards.Shelf("tag", tag.Id), Lang: "zh", Kind: "article"}, 4}, {cards.List{Shelf: cards.Shelf("tag", "none")}, 0},
	} {
		for _, l.Sort = range cards.Sorts {
			whole, err := l.IDs(ctx, app, 0, 100)
			if err != nil || len(whole) != l.has {
				t.Fatalf("%+v: %v, %v", l, whole, err)
			}
			for most, want := range map[int]int{100: l.has, 3: min(3, l.has), 1: min(1, l.has)} {
				if n, err := l.Count(ctx, app, most); err != nil || n != want {
					t.Errorf("%+v counts %d of at most %d: %v", l, n, most, err)
				}
			}
			for offset := range l.has + 3 {
				got, err := l.IDs(ctx, app, offset, 3)
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
