package access_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/access"
)

// Whoever mayn't see a record doesn't learn of it from those that it is related to, of whatever collection: not by filter, sort or expand,
// neither from what it belongs to nor from what belongs to it.
func TestRelationsAreNoOracle(t *testing.T) {
	c := newCast(t)
	w := &walk{cast: c, t: t, app: c.app, got: map[string]map[string][]string{}, made: map[string]*core.Record{}}
	c.who["suspended"] = c.who["member"] // the samples ask for one
	samples := w.samples(t)
	byID := map[string]string{} // the collection of an id
	for _, name := range slices.Sorted(maps.Keys(access.Rules)) {
		w.made[name] = samples[name].make()
		collection, err := c.app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		byID[collection.Id] = name
	}
	sees := func(role, collection, id string) bool {
		return c.api.Send(c.who[role], "GET", records(collection, id), nil).Status == http.StatusOK
	}
	tried := 0
	var asked sync.WaitGroup
	// learns reports what somebody gets to know; at once with the others: PocketBase makes who finds nothing wait
	learns := func(role, collection, filter string) {
		tried++
		asked.Go(func() {
			a := c.api.Send(c.who[role], "GET", records(collection)+"?filter="+url.QueryEscape(filter), nil)
			if n, _ := a.JSON("totalItems").(float64); a.Status == http.StatusOK && n > 0 {
				t.Errorf("%s learns from %s of %s", role, filter, collection)
			}
		})
	}
	for name, d := range w.made {
		for _, f := range d.Collection().Fields {
			relation, ok := f.(*core.RelationField)
			if !ok {
				continue
			}
			for _, id := range d.GetStringSlice(relation.Name) {
				other := byID[relation.CollectionId]
				if other == "" {
					continue
				}
				for _, role := range []string{"guest", "member"} {
					seesIt, seesOther := sees(role, name, d.Id), sees(role, other, id)
					back := name + "_via_" + relation.Name
					if !seesIt && seesOther {
						learns(role, other, "id = '"+id+"' && "+back+".id ?= '"+d.Id+"'")
						a := c.api.Send(c.who[role], "GET", records(other, id)+"?expand="+back, nil)
						if strings.Contains(a.Body, d.Id) {
							t.Errorf("%s sees %s expanded from %s", role, name, other)
						}
					}
					if seesIt && !seesOther {
						learns(role, name, "id = '"+d.Id+"' && "+relation.Name+".id ?!= 'x' && "+relation.Name+".id ?!= ''")
						learns(role, name, "id = '"+d.Id+"' && @collection."+other+".id ?= '"+id+"'")
						a := c.api.Send(c.who[role], "GET", records(name, d.Id)+"?expand="+relation.Name, nil)
						if a.JSON("expand", relation.Name) != nil {
							t.Errorf("%s sees %s expanded from %s", role, other, name)
						}
					}
				}
			}
		}
	}
	asked.Wait()
	if tried < 50 {
		t.Errorf("only %d questions were asked", tried)
	}
}
