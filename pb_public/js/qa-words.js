// The words of a question's page.

import { lang } from './words.js';

const zh = {
  up: '赞同', down: '反对', votes: '投票',
  own: '不能给自己的内容投票，别人会来评价。', locked: '问题已锁定，暂时不能投票和修改。', signInToVote: '登录后就能投票。', signIn: '登录',
  accept: '采纳', accepted: '已采纳', acceptedShort: '已采纳', acceptedBy: '提问者采纳了这个回答', unaccept: '取消采纳',
  keep: '收藏', kept: '已收藏', follow: '关注', following: '已关注', copied: '链接已复制', copyFailed: '请手动复制地址',
  edit: '编辑', suggest: '建议修改', waits: '有待审的修改', remove: '删除', history: '修改历史', report: '举报',
  /** @param {number} n */ answers: (n) => `${n} 个新回答`,
  changed: '内容有更新', show: '点此查看',
  /** @param {number} n */ comments: (n) => `${n} 条新评论`,
  comment: '评论', reply: '回复', signInToTalk: '登录后评论',
  yours: '你的回答', write: '写下你的回答……', signInToAnswer: '登录后回答', own_: '也可以回答自己的问题，把解决的办法留给后来的人。',
  closed: '问题已关闭，不再接受新的回答。已有的内容保留，可以投票和评论。', isLocked: '问题已锁定，不能回答、评论、投票和修改。',
  /** @param {number} needs @param {number} have */ protected: (needs, have) => `这个问题受保护：回答需要 ${needs} 声望，你有 ${have}。先在别处回答或写作，积累一些再来。`,
  /** @param {string} until */ barred: (until) => `你的账号在 ${until} 之前不能发言。对处理有异议可以申诉。`, appeal: '去申诉',
  already: '你已经回答过这个问题。想补充的话，请修改原来的回答。', editMine: '修改我的回答', pending: '你的回答已提交，正在等待审核。', hidden: '你的回答被版主撤下了。',
  failed: '没有成功，请再试一次', loading: '正在打开编辑器…',
};

/** @type {typeof zh} */
const en = {
  up: 'Upvote', down: 'Downvote', votes: 'Votes',
  own: 'Nobody votes on what is their own; others will.', locked: 'The question is locked: no votes and no changes for now.', signInToVote: 'Sign in to vote.', signIn: 'Sign in',
  accept: 'Accept', accepted: 'Accepted', acceptedShort: 'accepted', acceptedBy: 'The asker accepted this answer', unaccept: 'Take the acceptance back',
  keep: 'Bookmark', kept: 'Bookmarked', follow: 'Follow', following: 'Following', copied: 'Link copied', copyFailed: 'Please copy the address by hand',
  edit: 'Edit', suggest: 'Suggest an edit', waits: 'Your edit awaits review', remove: 'Delete', history: 'History', report: 'Report',
  answers: (n) => `${n} new answer${n === 1 ? '' : 's'}`,
  changed: 'This was changed', show: 'Show',
  comments: (n) => `${n} new comment${n === 1 ? '' : 's'}`,
  comment: 'Comment', reply: 'Reply', signInToTalk: 'Sign in to comment',
  yours: 'Your answer', write: 'Write your answer…', signInToAnswer: 'Sign in to answer', own_: 'You may answer your own question: leave the solution for those who come later.',
  closed: 'The question is closed and takes no new answers. What is there stays, and can be voted and commented on.', isLocked: 'The question is locked: no answers, comments, votes or changes.',
  protected: (needs, have) => `This question is protected: answering takes ${needs} reputation, and you have ${have}. Answer or write elsewhere first, and come back.`,
  barred: (until) => `Your account can’t post before ${until}. You may appeal against that.`, appeal: 'Appeal',
  already: 'You have answered this question. To add something, edit your answer.', editMine: 'Edit my answer', pending: 'Your answer was sent and awaits review.', hidden: 'A moderator took your answer down.',
  failed: 'That did not work, please try again', loading: 'Opening the editor…',
};

export const says = lang === 'en' ? en : zh;
