package testkit

import (
	"maps"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// Password is the password of every account made here.
const Password = "correct-horse-battery"

// Create saves a new record with the given fields.
func Create(t testing.TB, app core.App, collection string, fields map[string]any) *core.Record {
	t.Helper()
	r := New(t, app, collection, fields)
	Save(t, app, r)
	return r
}

// New makes a record without saving it.
func New(t testing.TB, app core.App, collection string, fields map[string]any) *core.Record {
	t.Helper()
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		t.Fatalf("collection %s: %v", collection, err)
	}
	r := core.NewRecord(c)
	r.Load(fields)
	return r
}

// Save saves a record that must be accepted.
func Save(t testing.TB, app core.App, r *core.Record) {
	t.Helper()
	if err := app.Save(r); err != nil {
		t.Fatalf("save %s %s: %v", r.Collection().Name, r.Id, err)
	}
}

// User makes a verified account with a handle, name handle and the given site roles.
func User(t testing.TB, app core.App, handle string, roles ...string) *core.Record {
	t.Helper()
	return Create(t, app, schema.Users, map[string]any{
		"handle": handle, "name": handle, "email": handle + "@example.com", "password": Password, "verified": true, "roles": roles,
	})
}

// Superuser makes a superuser.
func Superuser(t testing.TB, app core.App) *core.Record {
	t.Helper()
	return Create(t, app, core.CollectionNameSuperusers, map[string]any{"email": "root@example.com", "password": Password})
}

// Token signs an account in.
func Token(t testing.TB, account *core.Record) string {
	t.Helper()
	token, err := account.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// Tag makes a tag.
func Tag(t testing.TB, app core.App, slug, name string) *core.Record {
	t.Helper()
	return Create(t, app, schema.Tags, map[string]any{"slug": slug, "name": name, "category": "other"})
}

// Column makes an active individual column of an owner.
func Column(t testing.TB, app core.App, slug string, owner *core.Record, fields map[string]any) *core.Record {
	t.Helper()
	all := map[string]any{"slug": slug, "name": slug, "kind": "individual", "status": "active", "lang": "zh", "owner": owner.Id}
	maps.Copy(all, fields)
	return Create(t, app, schema.Columns, all)
}

// Member puts a user into a column with a role.
func Member(t testing.TB, app core.App, column, user *core.Record, role string) *core.Record {
	t.Helper()
	return Create(t, app, schema.ColumnMembers, map[string]any{"column": column.Id, "user": user.Id, "role": role})
}

// Group makes an active group of a city.
func Group(t testing.TB, app core.App, slug string, owner *core.Record, fields map[string]any) *core.Record {
	t.Helper()
	all := map[string]any{"slug": slug, "name": slug, "kind": "city", "city": "成都", "status": "active", "lang": "zh", "owner": owner.Id}
	maps.Copy(all, fields)
	return Create(t, app, schema.Groups, all)
}

// Seat puts a user into a group with a role.
func Seat(t testing.TB, app core.App, group, user *core.Record, role string) *core.Record {
	t.Helper()
	return Create(t, app, schema.GroupMembers, map[string]any{"group": group.Id, "user": user.Id, "role": role})
}

// Article makes an article of an author, a Chinese draft unless fields say otherwise.
func Article(t testing.TB, app core.App, author *core.Record, fields map[string]any) *core.Record {
	t.Helper()
	all := map[string]any{"title": "一篇文章", "author": author.Id, "kind": "article", "lang": "zh", "status": "draft", "body": "正文第一段。"}
	maps.Copy(all, fields)
	return Create(t, app, schema.Articles, all)
}
