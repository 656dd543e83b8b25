package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// A moderator can take a member's profile out of sight.
func init() {
	m.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}
		c.Fields.Add(&core.BoolField{Name: "profile_hidden", Hidden: true, Help: "资料被版主隐藏，请在“管理社区”里操作 · A moderator hid the profile; use the moderators' page."})
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("profile_hidden")
		return app.Save(c)
	})
}
