package demo

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"qiao/hooks/schema"
)

// named says where the things of a kind are, and the field they are found by.
var named = map[string][2]string{
	"article": {schema.Articles, schema.ArticleSlug}, "column": {schema.Columns, schema.ColumnSlug},
	"event": {schema.Events, schema.EventSlug}, "entry": {schema.Entries, schema.EntryTitle},
}

// Who reports what in the demo, by handles and slugs.
var cases = []struct {
	reporter, kind, thing, reason, text string
	answer                              string // of the moderator who declined it; empty while it is open
}{
	{"wu-tong", "article", "burn-rate-alerts", "copyright", "文中的示意图和一家公司博客里的很像，请核对是否注明了来源。", ""},
	{"su-he", "article", "burn-rate-alerts", "other", "图片来源没有写。", ""},
	{"jiang-xun", "column", "rust-lab", "off_topic", "专栏简介里有一段招聘启事。", ""},
	{"ye-qing", "event", "vector-search-shanghai", "other", "页面上写三层，海报上写四层，报名链接也打不开。怕有人白跑一趟。", ""},
	{"qin-chuan", "entry", "到号叫我：医院窗口的远程叫号", "privacy", "演示视频里拍到了候诊的人，没有打码。", ""},
	{"han-lu", "event", "accessible-dialogs-live", "off_topic", "直播为什么用英文？", "活动标明了语言，英文活动同样欢迎。下次可以在报名时提出需要字幕。"},
	{"xu-zhi", "article", "idempotency-keys", "spam", "结尾推荐了作者自己的库，算不算广告？", "作者在文中说明了与这个库的关系，属于正常引用。谢谢提醒。"},
}

// Cases fills the moderators' queue with some open reports and a decided one. What the
// content doesn't have is left out.
func Cases(app core.App) error {
	moderator, err := app.FindFirstRecordByData(schema.Users, schema.UserHandle, "mei-feng")
	if err != nil {
		return nil // somebody else's content
	}
	collection, err := app.FindCollectionByNameOrId(schema.Reports)
	if err != nil {
		return err
	}
	for _, c := range cases {
		reporter, err := app.FindFirstRecordByData(schema.Users, schema.UserHandle, c.reporter)
		if err != nil {
			continue
		}
		in := named[c.kind]
		thing, err := app.FindFirstRecordByData(in[0], in[1], c.thing)
		if err != nil {
			continue
		}
		r := core.NewRecord(collection)
		r.Load(map[string]any{
			schema.ReportReporter: reporter.Id, schema.ReportKind: c.kind, schema.ReportTarget: thing.Id,
			schema.ReportReason: c.reason, schema.ReportText: c.text, schema.ReportState: "open",
		})
		if err := app.Save(r); err != nil {
			return fmt.Errorf("the report about %s: %w", c.thing, err)
		}
		if c.answer == "" {
			continue
		}
		r.Set(schema.ReportState, "declined")
		r.Set(schema.ReportHandler, moderator.Id)
		r.Set(schema.ReportAnswer, c.answer)
		if err := app.Save(r); err != nil {
			return fmt.Errorf("the decision about %s: %w", c.thing, err)
		}
	}
	return nil
}
