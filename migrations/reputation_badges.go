package migrations

import "github.com/pocketbase/pocketbase/core"

// seedBadges makes the badges that a portal begins with. Editors may change and add to them.
func seedBadges(app core.App) error {
	c, err := app.FindCollectionByNameOrId("badges")
	if err != nil {
		return err
	}
	for _, b := range []struct {
		slug, name, nameEn, description, descriptionEn, tier, count string
		atLeast                                                     int
	}{
		{"introduced", "亮相", "Introduced", "填好名字、主页地址、头像和自我介绍", "Filled in a name, an address, a portrait and a bio", "bronze", "profile", 1},
		{"first-vote", "第一票", "First vote", "第一次给文章或评论投票", "Voted for the first time", "bronze", "votes_cast", 1},
		{"first-comment", "开口", "Joined in", "第一次发表评论", "Wrote a first comment", "bronze", "comments", 1},
		{"first-article", "落笔", "First article", "第一篇文章发布", "Had a first article published", "bronze", "articles", 1},
		{"appreciated", "得到认可", "Appreciated", "得到 10 个赞同", "Received 10 votes for", "bronze", "votes_received", 10},
		{"noticed", "有人在看", "Noticed", "有 10 人关注", "Has 10 followers", "bronze", "followers", 10},
		{"reader", "读书人", "Reader", "读完 30 篇文章", "Read 30 articles to the end", "bronze", "reads", 30},
		{"one-year", "一年", "One year", "加入满一年", "A member for a year", "bronze", "years", 1},
		{"regular-author", "常写", "Regular author", "发布 10 篇文章", "Had 10 articles published", "silver", "articles", 10},
		{"conversation", "谈得来", "Conversation", "发表 100 条评论", "Wrote 100 comments", "silver", "comments", 100},
		{"fine-article", "好文", "Fine article", "一篇文章得到 25 个赞同", "One article received 25 votes for", "silver", "votes_on_one", 25},
		{"trusted-reviewer", "把关", "Reviewer", "审过并接受 10 篇投稿", "Reviewed and accepted 10 submissions", "silver", "reviews", 10},
		{"gatherer", "有号召力", "Gatherer", "有 100 人关注", "Has 100 followers", "silver", "followers", 100},
		{"prolific", "笔耕不辍", "Prolific", "发布 50 篇文章", "Had 50 articles published", "gold", "articles", 50},
		{"great-article", "名篇", "Great article", "一篇文章得到 100 个赞同", "One article received 100 votes for", "gold", "votes_on_one", 100},
		{"cornerstone", "基石", "Cornerstone", "得到 1000 个赞同", "Received 1,000 votes for", "gold", "votes_received", 1000},
		{"five-years", "五年", "Five years", "加入满五年", "A member for five years", "gold", "years", 5},
	} {
		r := core.NewRecord(c)
		r.Load(map[string]any{
			"slug": b.slug, "name": b.name, "name_en": b.nameEn, "description": b.description, "description_en": b.descriptionEn,
			"tier": b.tier, "active": true, "rule": map[string]any{"count": b.count, "at_least": b.atLeast},
		})
		if err := app.Save(r); err != nil {
			return err
		}
	}
	return nil
}
