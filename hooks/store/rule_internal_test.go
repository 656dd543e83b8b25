package store

import (
	"database/sql/driver"
	"path/filepath"
	"testing"

	"github.com/pocketbase/dbx"
)

func values(list ...any) []driver.NamedValue {
	named := make([]driver.NamedValue, len(list))
	for i, v := range list {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return named
}

// The same question about a new record has one text, however it is put, and each value stays with its column.
func TestRulesHaveOneText(t *testing.T) {
	one, first := settled("WITH `votes__pb_create__aB3dE9` as (SELECT ? AS `value`,? AS `user`,? AS `kind`) SELECT (1) FROM `votes__pb_create__aB3dE9` WHERE ? = `votes__pb_create__aB3dE9`.`user`",
		values(1, "u", "article", "u"))
	other, second := settled("WITH `votes__pb_create__Zz00Zz` as (SELECT ? AS `kind`,? AS `value`,? AS `user`) SELECT (1) FROM `votes__pb_create__Zz00Zz` WHERE ? = `votes__pb_create__Zz00Zz`.`user`",
		values("article", 1, "u", "u"))
	const want = "WITH `votes__pb_create__` as (SELECT ? AS `kind`,? AS `user`,? AS `value`) SELECT (1) FROM `votes__pb_create__` WHERE ? = `votes__pb_create__`.`user`"
	if one != want || other != want {
		t.Errorf("%s\n%s\nwant %s", one, other, want)
	}
	for _, got := range [][]driver.NamedValue{first, second} {
		for i, v := range values("article", "u", 1, "u") {
			if got[i] != v {
				t.Errorf("value %d is %v, want %v", i, got[i], v)
			}
		}
	}
	for _, plain := range []string{
		"SELECT `votes__pb_create__aB3dE9`.* FROM votes",
		"WITH `votes` as (SELECT ? AS `a`,? AS `b`) SELECT 1",
		"WITH `votes__pb_create__aB3dE9` as (SELECT ? AS `a`, max(?, ?) AS `b`) SELECT 1",
		"WITH `votes__pb_create__aB3dE9` as (SELECT ? AS `b`,? AS `a`,? AS `c`,? AS `d`) SELECT 1",
		"WITH `",
	} {
		if got, moved := settled(plain, values(1, 2, 3)); got != plain || moved[0].Value != 1 {
			t.Errorf("%s became %s", plain, got)
		}
	}
}

func TestRulesAreKept(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.DB().SetMaxOpenConns(1)
	for i, text := range []string{
		"WITH {{votes__pb_create__aaaaaa}} as (SELECT {:user} AS [[user]],{:value} AS [[value]]) SELECT [[user]] || [[value]] FROM {{votes__pb_create__aaaaaa}} WHERE {:asked} = [[user]]",
		"WITH {{votes__pb_create__bbbbbb}} as (SELECT {:value} AS [[value]],{:user} AS [[user]]) SELECT [[user]] || [[value]] FROM {{votes__pb_create__bbbbbb}} WHERE {:asked} = [[user]]",
		"WITH {{votes__pb_create__cccccc}} as (SELECT {:value} AS [[value]],{:user} AS [[user]]) SELECT [[user]] || [[value]] FROM {{votes__pb_create__cccccc}} WHERE {:asked} = [[user]]",
	} {
		var got string
		if err := db.NewQuery(text).Bind(dbx.Params{"user": "u", "value": i, "asked": "u"}).Row(&got); err != nil || got != "u"+string(rune('0'+i)) {
			t.Errorf("%q, %v", got, err)
		}
	}
	one, err := db.DB().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	err = one.Raw(func(c any) error {
		if n := c.(*conn).kept.order.Len(); n != 1 {
			t.Errorf("%d statements are kept, want 1", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
