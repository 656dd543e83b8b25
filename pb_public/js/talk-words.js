// The words of discussions, bookmarks and reading.

import { lang } from './words.js';

const zh = {
  signIn: '登录后参与讨论',
  offline: '没有连上服务器，写的内容还在，请稍后再试。',
  votes: '投票', up: '赞同', down: '反对',
  keep: '收藏', kept: '已收藏', follow: '关注讨论', following: '已关注讨论',
  write: '写下你的看法…', goOn: '继续写上次的评论…', reply: '回复', edit: '编辑', remove: '删除', report: '举报', history: '修改历史',
  removeSure: '删除这条评论？', cancel: '取消', send: '发表', save: '保存', label: '评论内容',
  hint: '支持粗体、链接、列表、引用和代码；@ 提到别人；Ctrl + Enter 发表',
  waits: '已提交，等待审核', before: '修改前', close: '关闭讨论', open: '重新开放讨论', slow: '慢速讨论', off: '关',
  /** @param {number} n */ arrived: (n) => `${n} 条新评论`,
  /** @param {number} n */ found: (n) => (n ? `${n} 个人，用上下键选择` : '没有找到'),
  /** @param {number} s */ every: (s) => (s < 60 ? `${s} 秒` : `${s / 60} 分钟`),
  people: '可以提到的人',
  /** @param {number} p */ resume: (p) => `上次读到 ${p}%，继续阅读`,
  all: '全部', unsorted: '未分类', newFolder: '新建文件夹', rename: '改名', folderName: '文件夹名称', move: '移到', note: '备注', addNote: '写备注',
  search: '在收藏里搜索', empty: '这里还没有收藏。', nothing: '没有找到。', gone: '已看不到', more: '更多', removeFolder: '删除这个文件夹？其中的收藏会回到“未分类”。',
  noReads: '还没有阅读记录。', finished: '已读完', forget: '移除', needSignIn: '登录后查看', page: '第', continueAt: '继续读',
  kinds: { article: '文章', comment: '评论', series: '连载' },
};

/** @type {typeof zh} */
const en = {
  signIn: 'Sign in to join the discussion',
  offline: 'The server could not be reached. What you wrote is kept; try again later.',
  votes: 'Votes', up: 'Upvote', down: 'Downvote',
  keep: 'Bookmark', kept: 'Bookmarked', follow: 'Follow discussion', following: 'Following discussion',
  write: 'Write a comment…', goOn: 'Go on with your comment…', reply: 'Reply', edit: 'Edit', remove: 'Delete', report: 'Report', history: 'History of changes',
  removeSure: 'Delete this comment?', cancel: 'Cancel', send: 'Post', save: 'Save', label: 'Your comment',
  hint: 'Bold, links, lists, quotes and code; @ mentions people; Ctrl + Enter posts',
  waits: 'Sent, waiting for review', before: 'Before the change of', close: 'Close discussion', open: 'Open discussion again', slow: 'Slow mode', off: 'Off',
  arrived: (n) => `${n} new comment${n === 1 ? '' : 's'}`,
  found: (n) => (n ? `${n} found, use the arrow keys` : 'Nobody found'),
  every: (s) => (s < 60 ? `${s} s` : `${s / 60} min`),
  people: 'People to mention',
  resume: (p) => `You were at ${p}%: continue reading`,
  all: 'All', unsorted: 'Unsorted', newFolder: 'New folder', rename: 'Rename', folderName: 'Name of the folder', move: 'Move to', note: 'Note', addNote: 'Add a note',
  search: 'Search bookmarks', empty: 'No bookmarks here yet.', nothing: 'Nothing found.', gone: 'No longer visible', more: 'More', removeFolder: 'Delete this folder? Its bookmarks become unsorted.',
  noReads: 'Nothing read yet.', finished: 'Read', forget: 'Remove', needSignIn: 'Sign in to see it', page: 'Page', continueAt: 'Continue',
  kinds: { article: 'Article', comment: 'Comment', series: 'Series' },
};

export const says = lang === 'en' ? en : zh;
