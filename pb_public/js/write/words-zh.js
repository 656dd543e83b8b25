// What the editor's scripts say, in Chinese.

export const words = {
  signIn: '登录后就可以写文章了。', goSignIn: '去登录', gone: '没有这篇文章，或者你不能编辑它。', failed: '没有成功，请再试一次', again: '重试',
  untitled: '无标题', hint: '文字', pictureHint: '说明',
  /** @param {string} time */
  saved: (time) => `已保存 ${time}`,
  saving: '正在保存…', dirty: '有改动，稍后自动保存', offline: '连不上服务器：改动已存在这台设备上，恢复后自动保存', refused: '没有保存，请看标出的地方', kept: '只存在这台设备上',
  draft: '草稿', pending: '待审', scheduled: '定时', published: '已发布', rejected: '已驳回', archived: '已归档', live: '正在修改已发布的文章，读者看到的仍是上一版',
  submit: '提交审核', publish: '发布', schedule: '定时发布', update: '发布修改', withdraw: '撤回', drop: '放弃修改', resubmit: '重新提交', toDraft: '转为草稿', archive: '下架',
  dropSure: '放弃还没发布的修改？已发布的文章不变。', archiveSure: '下架这篇文章？它的页面将不再公开。',
  done: { pending: '已提交，等待审核。', published: '已发布。', scheduled: '已安排发布。', draft: '已转为草稿。', archived: '已下架。' },
  see: '查看文章', rejectedFor: '驳回原因：',
  newer: '这台设备上有一份没来得及保存的文字', look: '看看差别', restore: '恢复', discard: '丢弃', elsewhere: '它也在另一个标签页里打开着，两边的改动会自动合并。',
  merged: '已并入别人刚才的修改。',
  clash: '两边改了同一处', clashSay: '别人刚保存了这些修改。逐处选择，其余的已经自动合并。', mine: '我的', theirs: '对方的', both: '都留', apply: '就这样合并', copy: '把我的另存为新草稿', cancel: '先不合并',
  lines: { mine: '我改的', theirs: '对方改的' }, diff: '这台设备上的文字与已保存的差别', close: '关闭', empty: '（空）', copied: '我的文字已另存为新草稿',
  fields: { title: '标题', excerpt: '摘要', kind: '类型', lang: '语言', canonical: '原发地址', column: '专栏', series: '系列', part: '第几篇', cover_alt: '封面说明', publish_at: '定时发布', source_title: '原文标题', source_url: '原文地址', source_licence: '原文许可', credits: '原作者', tags: '标签' },
  /** @param {number} n @param {number} words @param {number} minutes */
  count: (n, words, minutes) => `${n} 字${words ? ` · ${words} 词` : ''} · 约 ${minutes} 分钟读完`,
  uploading: '正在上传', badType: '不是可以插入的图片（PNG、JPEG、GIF、WebP、AVIF、SVG）', tooLarge: '缩小后仍超过 10 MB，请换一张小一些的', uploadFailed: '没有传上去', remove: '移除',
  noFindings: '没有发现排版问题。', fix: '修正', fixAll: '全部修正', go: '找到它',
  /** @param {number} n */
  findings: (n) => `发现 ${n} 处`,
  kinds: { space: '中文与英文、数字之间加空格', 'inner-space': '全角标点旁不加空格', half: '中文里用全角标点', repeat: '标点重复', ellipsis: '省略号用 ……', quotes: '引号用 “ ”', full: '数字和字母用半角', pair: '括号或引号没有成对' },
  importTitle: '从网址导入一篇文章', importSay: '正文、标题、作者和来源会填进一篇新草稿。请确认你有权转载或翻译。', url: '网址', own: '这是我（们）发在别处的文章，或者获准转载', translate: '我要翻译它', doImport: '导入', importing: '正在读取网页…', overwrite: '当前草稿里已有文字。请先新建一篇再导入。',
  zone: '时区', previewFailed: '预览没有成功',
};
