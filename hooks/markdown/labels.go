package markdown

// labels are the few words that the pipeline itself puts into a document.
type labels struct {
	heading, copy, table, footnotes, footnote, back, play, done, open string
	alerts                                                            map[string]string
}

var (
	chinese = &labels{
		heading: "本节链接：", copy: "复制", table: "表格 ", footnotes: "脚注", footnote: "脚注 ", back: "返回正文：脚注 ",
		play: "播放视频：", done: "已完成", open: "未完成",
		alerts: map[string]string{"note": "说明", "tip": "提示", "important": "重要", "warning": "注意", "caution": "警告"},
	}
	english = &labels{
		heading: "Link to section: ", copy: "Copy", table: "Table ", footnotes: "Footnotes", footnote: "Footnote ", back: "Back to text: footnote ",
		play: "Play video: ", done: "Done", open: "Not done",
		alerts: map[string]string{"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"},
	}
)

func labelsOf(lang string) *labels {
	if len(lang) >= 2 && lang[:2] == "en" {
		return english
	}
	return chinese
}
