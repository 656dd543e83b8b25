package search

import (
	"fmt"
	"time"
)

// fixture is a small library of documents written for these tests.
func fixture() []*Document {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			panic(err)
		}
		return d
	}
	list := []*Document{
		{ID: "goroutine", Title: "Goroutine 泄漏排查手记", Headings: "先看监控\n用 pprof 找到泄漏点\n修复与回归", Lang: "zh", ArticleKind: "tutorial",
			Text:  "线上服务的内存每天涨一点，重启就好。我们用 pprof 抓了两次 goroutine 的快照，相减之后发现一万多个协程停在同一个 channel 上。发送方等不到接收方，永远不会退出。",
			Names: []string{"林一舟", "linyizhou"}, Tags: []string{"go", "Go 语言", "golang", "performance"}, TagSlugs: []string{"go", "performance"}, Published: day("2025-06-01")},
		{ID: "channel", Title: "Go 语言的 channel 到底怎么用", Headings: "无缓冲与有缓冲\n关闭的规矩", Lang: "zh", ArticleKind: "article",
			Text:  "channel 是 goroutine 之间传话的管道。谁发送谁关闭，接收方只管读。带缓冲的 channel 像一个小仓库，满了发送方就得等。",
			Names: []string{"周明"}, Tags: []string{"go", "Go 语言"}, TagSlugs: []string{"go"}, Published: day("2024-03-02")},
		{ID: "sqlite-wal", Title: "SQLite 的预写日志是怎样工作的", SourceTitle: "How SQLite's Write-Ahead Log Works", Headings: "读者不挡写者\n检查点", Lang: "zh", ArticleKind: "tutorial",
			Text:  "预写日志把修改先追加到一个单独的文件里，读者继续看旧的页。等到检查点，日志里的页才搬回数据库文件。这样读和写互不阻塞。",
			Names: []string{"Erin Maple", "译者小舟", "校对阿桥"}, Authors: []string{"Erin Maple", "译者小舟"}, Tags: []string{"database", "数据库", "sqlite"}, TagSlugs: []string{"database"}, Published: day("2025-01-15")},
		{ID: "index", Title: "给数据库加索引之前先想清楚的五件事", Headings: "写入会变慢\n最左前缀", Lang: "zh", ArticleKind: "article",
			Text: "索引不是越多越好。每一次写入都要维护所有索引。先看慢查询，再看过滤条件和排序，最后才动手建联合索引。", Names: []string{"周明"},
			Tags: []string{"database", "数据库"}, TagSlugs: []string{"database"}, Published: day("2023-09-09")},
		{ID: "css-grid", Title: "用栅格布局重做我们的首页", Headings: "从浮动到栅格\n断点的选择", Lang: "zh", ArticleKind: "case",
			Text: "旧首页用浮动拼出来，改一处坏三处。换成 CSS Grid 之后，版面用几行代码就说清楚了，手机上也不再错位。", Names: []string{"苏念"},
			Tags: []string{"css", "frontend", "前端"}, TagSlugs: []string{"css", "frontend"}, Published: day("2025-05-20")},
		{ID: "a11y", Title: "无障碍：键盘用户看到的网页", Headings: "焦点去哪了\n跳过导航", Lang: "zh", ArticleKind: "article",
			Text: "拔掉鼠标，试着只用键盘走完注册流程。你会发现焦点时隐时现，弹窗关不掉。把焦点样式找回来，是最便宜的改进。", Names: []string{"苏念"},
			Tags: []string{"frontend", "前端", "accessibility"}, TagSlugs: []string{"frontend"}, Published: day("2025-02-11")},
		{ID: "rust", Title: "Rust 所有权入门：从借书说起", Headings: "借用与归还\n生命周期", Lang: "zh", ArticleKind: "tutorial",
			Text: "图书馆的书同一时间只能有一个人带走，但可以很多人一起在馆里看。所有权、可变借用和不可变借用就是这条规矩。", Names: []string{"何川"},
			Tags: []string{"rust"}, TagSlugs: []string{"rust"}, Published: day("2025-04-04")},
		{ID: "k8s", Title: "在三台旧电脑上搭一个 Kubernetes 集群", Headings: "选型\n网络插件\n存储", Lang: "zh", ArticleKind: "tutorial",
			Text: "家里有三台闲置的电脑，正好拿来学习。容器编排听起来复杂，拆开看不过是调度、网络和存储三件事。", Names: []string{"何川"},
			Tags: []string{"kubernetes", "k8s", "容器"}, TagSlugs: []string{"kubernetes"}, Published: day("2024-11-30")},
		{ID: "http-cache", Title: "一次讲透 HTTP 缓存", Headings: "强缓存\n协商缓存 ETag\nVary 的坑", Lang: "zh", ArticleKind: "tutorial",
			Text: "浏览器先看新鲜度，再问服务器有没有变。ETag 是内容的指纹，If-None-Match 把它带回去，没变就只回 304。", Names: []string{"林一舟", "linyizhou"},
			Tags: []string{"http", "web"}, TagSlugs: []string{"http"}, Published: day("2025-03-18")},
		{ID: "react", Title: "React 组件的十个坏味道", SourceTitle: "Ten Smells in React Components", Headings: "过长的依赖数组\n用 useEffect 做推导", Lang: "zh", ArticleKind: "article",
			Text: "组件一长，状态就散落各处。把能从属性算出来的东西从状态里拿掉，useEffect 往往随之消失。", Names: []string{"Ada Fernwood", "译者小舟"}, Authors: []string{"Ada Fernwood"},
			Tags: []string{"react", "frontend", "前端"}, TagSlugs: []string{"react", "frontend"}, Published: day("2024-08-08")},
		{ID: "vue", Title: "Vue.js 响应式系统拆解", Headings: "依赖收集\n派发更新", Lang: "zh", ArticleKind: "article",
			Text: "响应式的核心是两张表：谁读了我，我变了要告诉谁。代理对象在读取时登记，在写入时通知。", Names: []string{"苏念"},
			Tags: []string{"vue", "frontend", "前端"}, TagSlugs: []string{"vue", "frontend"}, Published: day("2024-06-16")},
		{ID: "traditional", Title: "軟體工程師的遠端工作日常", Headings: "早晨的站立會議\n時差", Lang: "zh-Hant", ArticleKind: "article",
			Text: "團隊散佈在三個時區，我們把決定寫成文件，讓睡著的人醒來就能跟上。會議愈少，文件愈要寫得清楚。", Names: []string{"陳語"},
			Tags: []string{"remote", "遠端"}, TagSlugs: []string{"remote"}, Published: day("2025-01-02")},
		{ID: "english", Title: "Designing Calm Error Messages", Headings: "Say what happened\nSay what to do", Lang: "en", ArticleKind: "article",
			Text: "An error message is a conversation at a bad moment. Say what happened, what it means, and what the reader can do next. Never blame.", Names: []string{"Ada Fernwood"}, Authors: []string{"Ada Fernwood"},
			Tags: []string{"design"}, TagSlugs: []string{"design"}, Published: day("2025-06-30")},
		{ID: "search", Title: "给中文站内搜索挑一种分词", Headings: "二元切分\n词典分词\n怎么评判", Lang: "zh", ArticleKind: "article",
			Text: "二元切分不需要词典，召回高；词典分词索引小，但新词会切错。评判要有查询集，只凭感觉会越改越偏。", Names: []string{"周明"},
			Tags: []string{"search", "搜索"}, TagSlugs: []string{"search"}, Published: day("2025-05-05")},
		{ID: "mq", Title: "消息队列选型：我们为什么没有用最热门的那个", Headings: "需求\n对比\n迁移", Lang: "zh", ArticleKind: "case",
			Text: "每天十万条消息，一台机器就够。热门的方案要三台起步，运维的人手也要算进成本。最后我们用了数据库里的一张表。", Names: []string{"何川"},
			Tags: []string{"architecture", "架构"}, TagSlugs: []string{"architecture"}, Published: day("2024-12-12")},
		{ID: "git", Title: "Git 变基不可怕", Headings: "交互式变基\n出错了怎么办", Lang: "zh", ArticleKind: "tutorial",
			Text: "变基只是把提交按新的起点重放一遍。只要没推送，怎么折腾都能用 reflog 找回来。", Names: []string{"阿桥"},
			Tags: []string{"git", "工具"}, TagSlugs: []string{"git"}, Published: day("2023-12-24")},
		{ID: "docker", Title: "把镜像从 1.2 GB 减到 40 MB", Headings: "多阶段构建\n静态链接", Lang: "zh", ArticleKind: "case",
			Text: "多阶段构建先在大镜像里编译，再把产物拷进空镜像。Docker 的层会留下每一步的文件，删掉也不会变小。", Names: []string{"林一舟", "linyizhou"},
			Tags: []string{"docker", "容器"}, TagSlugs: []string{"docker"}, Published: day("2025-02-28")},
		{ID: "llm", Title: "在笔记本上跑大语言模型", Headings: "量化\n显存不够怎么办", Lang: "zh", ArticleKind: "tutorial",
			Text: "四比特量化之后，七十亿参数的模型只要四个多 GB。速度够聊天，写代码还差一点。", Names: []string{"陳語"},
			Tags: []string{"ai", "人工智能", "llm"}, TagSlugs: []string{"ai"}, Published: day("2025-06-15")},
		{ID: "old-perf", Title: "性能优化笔记", Headings: "测量\n缓存", Lang: "zh", ArticleKind: "article",
			Text: "先测量，再动手。", Names: []string{"周明"}, Tags: []string{"performance"}, TagSlugs: []string{"performance"}, Published: day("2015-01-01")},
		{ID: "new-perf", Title: "性能优化笔记", Headings: "测量\n缓存", Lang: "zh", ArticleKind: "article",
			Text: "先测量，再动手。", Names: []string{"周明"}, Tags: []string{"performance"}, TagSlugs: []string{"performance"}, Published: day("2025-06-01")},
		{ID: "news", Title: "本站上线全文搜索", Lang: "zh", ArticleKind: "news",
			Text: "现在可以在站内搜索文章、专栏和作者了，支持引号、减号和标签过滤。性能也比以前好。", Names: []string{"阿桥"}, Published: day("2025-06-20")},
		{ID: "col-web", Title: "网页手艺", Headings: "", Lang: "zh", Text: "一个讲前端细节的专栏：布局、动效、无障碍。", Names: []string{"苏念"}, Published: day("2024-01-01")},
	}
	for _, d := range list {
		d.Kind, d.URL = "article", "/articles/"+d.ID
		if d.Authors == nil {
			d.Authors = d.Names
		}
		if d.ID == "col-web" {
			d.Kind, d.URL = "column", "/columns/web"
		}
	}
	return list
}

// filler are documents that share common words with the fixture's, to have something to rank against.
func filler(n int) []*Document {
	var out []*Document
	for i := range n {
		out = append(out, &Document{Kind: "article", ID: fmt.Sprintf("filler-%d", i), URL: fmt.Sprintf("/articles/filler-%d", i),
			Title: fmt.Sprintf("第 %d 期周报", i), Lang: "zh", ArticleKind: "news", Headings: "本周进展\n下周计划",
			Text: fmt.Sprintf("本周我们修复了 %d 个问题，缓存和数据库的性能都有提升，文档也补上了。", i%17)})
	}
	return out
}
