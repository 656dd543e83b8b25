package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The events group: events, their agenda and who speaks.
func init() {
	m.Register(func(app core.App) error {
		for _, step := range []func(core.App) error{createEventSeriesList, createEvents, createSpeakers, createEventSessions} {
			if err := step(app); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		return dropCollections(app, "event_sessions", "speakers", "events", "event_series")
	})
}

// Who may do what with the records of this group.
const (
	eventSignedIn   = "@request.auth.id != ''"
	eventSiteEditor = "@request.auth.roles:each ?= 'editor'"
	eventRuns       = "(column.column_members_via_column.user ?= @request.auth.id && column.column_members_via_column.role ?!= 'author')"
	eventRunsIt     = "(event.column.column_members_via_column.user ?= @request.auth.id && event.column.column_members_via_column.role ?!= 'author')"
	eventSomewhere  = "(@collection.column_members.user ?= @request.auth.id && @collection.column_members.role ?!= 'author')"
	eventOrganise   = eventSignedIn + " && (author = @request.auth.id || " + eventRuns + " || " + eventSiteEditor + ")"
	sessionOrganise = eventSignedIn + " && (event.author = @request.auth.id || " + eventRunsIt + " || " + eventSiteEditor + ")"
)

func createEventSeriesList(app core.App) error {
	c := core.NewBaseCollection("event_series")
	c.Fields.Add(
		presentable(required(text("title", 120, "系列名称 · Name of the series."))),
		slug("网址中的短名 · Name in the address."),
		text("summary", 300, "一句话介绍 · What it is, in a sentence."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "author", to: "users", help: "创建人 · Who made it."},
		relationSpec{name: "column", to: "columns", help: "由哪个专栏举办 · Column that organises it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("city", 60, "城市 · City."),
		text("zone", 64, "时区（IANA 名称） · Time zone, its IANA name."),
		text("rule", 300, "重复规则（RFC 5545 RRULE） · How it recurs, as an RRULE of RFC 5545."),
		&core.TextField{Name: "origin", Max: 200, Hidden: true, Help: "导入来源的键 · Key of the import it came from."},
		&core.TextField{Name: "origin_hash", Max: 64, Hidden: true, Help: "导入内容的指纹 · Fingerprint of what was imported."},
	)
	timestamps(c)
	c.AddIndex("idx_event_series_slug", true, "slug", "")
	c.AddIndex("idx_event_series_origin", true, "origin", "origin != ''")
	c.AddIndex("idx_event_series_column", false, "[[column]]", "[[column]] != ''")
	c.AddIndex("idx_event_series_author", false, "author", "")
	c.ListRule, c.ViewRule = rule(""), rule("")
	c.CreateRule = rule(eventSignedIn + " && (" + eventSiteEditor + " || (author = @request.auth.id && " + eventRuns + "))")
	c.UpdateRule = rule(eventSignedIn + " && (" + eventSiteEditor + " || (" + eventRuns + " && @request.body.author:changed = false && @request.body.column:changed = false))")
	c.DeleteRule = rule(eventSignedIn + " && (" + eventSiteEditor + " || " + eventRuns + ")")
	return app.Save(c)
}

func createEvents(app core.App) error {
	c := core.NewBaseCollection("events")
	c.Fields.Add(
		presentable(required(text("title", 200, "活动名称 · Name of the event."))),
		slug("网址中的短名 · Name in the address."),
		mustChoose(choice("kind", []string{"talk", "workshop", "meetup", "community_day", "dev_day", "conference", "webinar", "hackathon", "challenge", "race"}, "类型：技术沙龙、动手实验、聚会、社区日、开发者日、大会、线上分享、黑客松、挑战赛、竞速赛 · Kind of event.")),
		mustChoose(choice("mode", []string{"offline", "online", "hybrid"}, "线下、线上、线上线下同步 · Offline, online or both.")),
		mustChoose(choice("status", []string{"draft", "published", "cancelled", "archived"}, "草稿、已发布、已取消、已归档；进行中与已结束由时间决定 · Draft, public, cancelled, archived; running and over follow from the time.")),
		mustChoose(choice("lang", []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}, "介绍文字的语言 · Language of the text.")),
		&core.SelectField{Name: "langs", Values: []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}, MaxSelect: 5, Help: "活动使用的语言 · Languages spoken there."},
	)
	if err := addRelations(app, c,
		relationSpec{name: "author", to: "users", help: "创建人；导入的或注销的为空 · Who made it; empty when imported or gone."},
		relationSpec{name: "column", to: "columns", help: "由哪个专栏举办 · Column that organises it."},
		relationSpec{name: "series", to: "event_series", help: "所属系列 · Series that it belongs to."},
		relationSpec{name: "tags", to: "tags", max: 10, help: "标签，最多 10 个 · Tags, at most 10."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("host", 120, "合作主办方 · Partner that organises it."),
		link("host_url", "主办方的网址 · Address of the partner."),
		date("starts", "开始时间 · When it begins."),
		date("ends", "结束时间 · When it ends."),
		required(text("zone", 64, "时区（IANA 名称），如 Asia/Shanghai · Time zone, its IANA name.")),
		flag("all_day", "全天活动：只显示日期，结束时间所在的那天是最后一天 · Whole days: only dates are shown, and the day of ends is the last one."),
		text("venue", 200, "场地 · Venue."),
		text("address", 300, "地址 · Address of the venue."),
		text("city", 60, "城市 · City."),
		text("country", 2, "国家或地区代码（ISO 3166-1） · Country, as ISO 3166-1 has it."),
		&core.GeoPointField{Name: "place", Help: "场地坐标 · Where the venue is."},
		link("stream_url", "直播地址 · Where it is shown live."),
		link("register_url", "站外报名地址 · Where one registers on another site."),
		link("recording_url", "回放地址 · Recording."),
		link("slides_url", "讲义地址 · Slides."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "recap", to: "articles", help: "回顾文章 · Article that looks back on it."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("notice", 300, "变更或取消的说明，显示在页面顶部 · What changed, or why it is cancelled; shown on top of the page."),
		text("access_notes", 2000, "无障碍说明 · How it can be reached and followed by everyone."),
		link("conduct_url", "行为准则的地址 · Code of conduct."),
		integer("sequence", "日历中的修订号，由系统维护 · Revision in calendars; kept by the system."),
		date("published", "首次发布的时间 · When it was first public."),
		date("edited", "最近一次修改 · When it was last edited."),
		text("summary", 300, "一句话介绍 · What it is, in a sentence."),
		text("source_site", 60, "来自哪里 · Site that it came from."),
		link("source_url", "原地址 · Its address there."),
		&core.TextField{Name: "origin", Max: 200, Hidden: true, Help: "导入来源的键 · Key of the import it came from."},
		&core.TextField{Name: "origin_hash", Max: 64, Hidden: true, Help: "导入内容的指纹 · Fingerprint of what was imported."},
		image("cover", "封面 · Cover."),
		&core.FileField{Name: "files", MaxSelect: 20, MaxSize: 10 << 20, MimeTypes: imageTypes, Help: "附图 · Attachments; the body refers to them by file name."},
		text("body", 100000, "介绍，Markdown · The text, Markdown."),
		text("html", 1000000, "渲染结果 · The text rendered; kept by the system."),
	)
	timestamps(c)
	c.AddIndex("idx_events_slug", true, "slug", "")
	c.AddIndex("idx_events_origin", true, "origin", "origin != ''")
	// the lists walk along these: what isn't over, what is, and a month
	c.AddIndex("idx_events_ends", false, "ends, starts, status, kind, city", "status != 'draft'")
	c.AddIndex("idx_events_starts", false, "starts, ends, status", "status != 'draft'")
	c.AddIndex("idx_events_city", false, "city, ends, status", "city != '' AND status != 'draft'")
	c.AddIndex("idx_events_series", false, "series, starts", "series != ''")
	c.AddIndex("idx_events_column", false, "[[column]], status, starts", "[[column]] != ''")
	c.AddIndex("idx_events_author", false, "author, created", "")
	c.ListRule = rule("status != 'draft' || (" + eventOrganise + ")")
	c.ViewRule = c.ListRule
	c.CreateRule = rule(eventSignedIn + " && @request.auth.verified = true && (author = @request.auth.id || " + eventSiteEditor + ")")
	c.UpdateRule = rule(eventOrganise)
	c.DeleteRule = rule(eventSignedIn + " && status = 'draft' && (author = @request.auth.id || " + eventSiteEditor + ")")
	return app.Save(c)
}

func createSpeakers(app core.App) error {
	c := core.NewBaseCollection("speakers")
	c.Fields.Add(
		presentable(required(text("name", 80, "姓名 · Name."))),
		slug("网址中的短名 · Name in the address."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "user", to: "users", help: "本站账号 · Account here."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		text("title", 80, "职位 · Position."),
		text("company", 80, "公司或组织 · Company or organisation."),
		text("bio", 2000, "简介 · About the person."),
		object("links", 4000, "链接：[{\"name\": \"...\", \"url\": \"...\"}] · Links."),
		&core.TextField{Name: "origin", Max: 200, Hidden: true, Help: "导入来源的键 · Key of the import it came from."},
		&core.TextField{Name: "origin_hash", Max: 64, Hidden: true, Help: "导入内容的指纹 · Fingerprint of what was imported."},
		image("avatar", "头像 · Picture."),
	)
	timestamps(c)
	c.AddIndex("idx_speakers_slug", true, "slug", "")
	c.AddIndex("idx_speakers_origin", true, "origin", "origin != ''")
	c.AddIndex("idx_speakers_user", true, "user", "user != ''")
	c.ListRule, c.ViewRule = rule(""), rule("")
	c.CreateRule = rule(eventSignedIn + " && (" + eventSiteEditor + " || (user = '' && " + eventSomewhere + "))")
	c.UpdateRule = rule(eventSignedIn + " && (" + eventSiteEditor + " || ((user = @request.auth.id || (user = '' && " + eventSomewhere + ")) && @request.body.user:changed = false))")
	c.DeleteRule = rule(eventSiteEditor)
	return app.Save(c)
}

func createEventSessions(app core.App) error {
	c := core.NewBaseCollection("event_sessions")
	if err := addRelations(app, c,
		relationSpec{name: "event", to: "events", required: true, cascade: true, help: "活动 · The event."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		presentable(required(text("title", 200, "标题 · Title."))),
		mustChoose(choice("kind", []string{"talk", "keynote", "workshop", "panel", "break", "other"}, "演讲、主题演讲、动手实验、圆桌、休息、其他 · Kind of session.")),
		text("track", 60, "分会场或主题 · Track."),
		text("room", 60, "房间 · Room."),
		date("starts", "开始时间 · When it begins."),
		date("ends", "结束时间 · When it ends."),
	)
	if err := addRelations(app, c,
		relationSpec{name: "speakers", to: "speakers", max: 10, help: "讲者 · Who speaks."},
	); err != nil {
		return err
	}
	c.Fields.Add(
		choice("lang", []string{"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "pt", "ru"}, "语言 · Language."),
		link("slides_url", "讲义地址 · Slides."),
		link("video_url", "录像地址 · Recording."),
		text("abstract", 5000, "摘要，Markdown · What it is about, Markdown."),
		text("html", 50000, "渲染结果 · The text rendered; kept by the system."),
		&core.TextField{Name: "origin", Max: 200, Hidden: true, Help: "导入来源的键 · Key of the import it came from."},
		&core.TextField{Name: "origin_hash", Max: 64, Hidden: true, Help: "导入内容的指纹 · Fingerprint of what was imported."},
	)
	timestamps(c)
	c.AddIndex("idx_event_sessions_event", false, "event, starts", "")
	c.AddIndex("idx_event_sessions_origin", true, "origin", "origin != ''")
	c.ListRule = rule("event.status != 'draft' || (" + sessionOrganise + ")")
	c.ViewRule = c.ListRule
	c.CreateRule, c.DeleteRule = rule(sessionOrganise), rule(sessionOrganise)
	c.UpdateRule = rule(sessionOrganise + " && @request.body.event:changed = false")
	return app.Save(c)
}
