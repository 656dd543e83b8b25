// What asking and answering say.

import { lang } from '../words.js';

const zh = {
  tools: { bold: '加粗', italic: '强调', heading: '小标题', link: '链接', quote: '引用', code: '代码', list: '列表', numbers: '编号列表', table: '表格', image: '图片', formula: '公式' },
  toolbar: '格式', text: '编辑', preview: '预览', views: '编辑或预览', check: '检查排版', pick: '选择图片',
  signIn: '写的内容会留在这台设备上，登录后接着发布。', goSignIn: '登录', signInAndAsk: '登录并发布', publish: '发布问题', publishing: '正在发布…', signInToSee: '登录后可以预览和传图。',
  pending: '已提交。审核通过后就会公开，结果会通知你。', rejected: '没有发布，请看标出的地方。', gone: '没有这篇草稿，或者它不是你的。', restored: '已恢复你登录前写的内容。',
  drafts: '我的草稿', discard: '丢弃', discardSure: '丢弃这篇草稿？', anew: '另写一个问题', failed: '没有成功，请再试一次',
  similar: '可能已有答案', accepted: '已解决',
  /** @param {number} n */ similarIs: (n) => `${n} 个相似的内容`,
  /** @param {number} n */ answers: (n) => (n ? `${n} 个回答` : '还没有回答'),
  dismiss: '不再提示', article: '文章', untitled: '无标题',
  answer: '发布回答', keptHere: '草稿已存在这台设备上', body: '正文', edit: '编辑',
  done: '已做到', open: '还没有',
  /** @param {number} n @param {number} of */ progress: (n, of) => `${n} / ${of}`,
};

/** @type {typeof zh} */
const en = {
  tools: { bold: 'Bold', italic: 'Emphasis', heading: 'Heading', link: 'Link', quote: 'Quote', code: 'Code', list: 'List', numbers: 'Numbered list', table: 'Table', image: 'Picture', formula: 'Formula' },
  toolbar: 'Formatting', text: 'Write', preview: 'Preview', views: 'Write or preview', check: 'Check typography', pick: 'Choose pictures',
  signIn: 'What you write is kept on this device; sign in to go on and publish it.', goSignIn: 'Sign in', signInAndAsk: 'Sign in and publish', publish: 'Publish question', publishing: 'Publishing…', signInToSee: 'Sign in to see the preview and to add pictures.',
  pending: 'Sent. It becomes public once a moderator has looked at it; you will hear of it.', rejected: 'Not published; see what is marked.', gone: 'There is no such draft, or it isn’t yours.', restored: 'What you wrote before signing in is back.',
  drafts: 'My drafts', discard: 'Discard', discardSure: 'Discard this draft?', anew: 'Ask another question', failed: 'That did not work, please try again',
  similar: 'This may be answered already', accepted: 'solved',
  similarIs: (n) => `${n} similar`,
  answers: (n) => (n ? `${n} answer${n === 1 ? '' : 's'}` : 'No answers yet'),
  dismiss: 'Don’t show again', article: 'Article', untitled: 'Untitled',
  answer: 'Post answer', keptHere: 'Draft kept on this device', body: 'Text', edit: 'Edit',
  done: 'done', open: 'not yet',
  progress: (n, of) => `${n} of ${of}`,
};

export const says = lang === 'en' ? en : zh;
