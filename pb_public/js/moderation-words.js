// The words of the pages of moderation.

import { lang } from './words.js';

const zh = {
  queue: '举报', appeals: '申诉', audit: '操作记录', held: '待放行', tabs: '社区管理',
  signIn: '请先登录。', failed: '没有成功，请再试一次', all: '全部', state: '状态', kind: '对象', reason: '理由', action: '操作', person: '成员', handle: '主页地址（handle）', search: '筛选',
  none: '没有等待处理的举报。', noAppeals: '没有等待答复的申诉。', noEntries: '没有符合条件的记录。', prev: '上一页', next: '下一页', back: '返回列表', gone: '（已删除）',
  reports: (/** @type {number} */ n) => `${n} 个举报`, by: '作者', since: '最早', open: '打开', look: '在站点上查看', words: '内容', context: '所在的会话', noWords: '没有文字内容。',
  record: '这位成员', joined: '加入于', written: '文章 / 评论', reported: '被举报：属实 / 不属实', silenced: '禁言到', suspended: '停用到', forGood: '永久', lift: '提前解除',
  earlier: '以往的决定', nothingEarlier: '没有以往的决定。', said: '举报人与理由', trust: (/** @type {number} */ a, /** @type {number} */ d) => `曾举报：${a} 次属实，${d} 次不属实`, nobody: '已注销的成员',
  decide: '作出决定', why: '理由', whyHint: '当事人会看到，也会随通知发给对方。', answer: '给举报人的答复', answerHint: '不填则与理由相同。', days: '天数', term: (/** @type {number} */ n) => (n ? `按以往次数为 ${n} 天，可以更短。` : '按以往次数为永久，可以更短。'),
  into: '并入哪里', intoHint: '对方页面或评论的地址。', column: '移到哪个专栏', columnHint: '专栏的地址；留空则移出专栏。', submit: '确认', noDecision: '这件事不能由你决定。', done: '已处理，当事人和举报人都会收到通知。', reload: '重新载入',
  grant: '撤销原决定', decline: '维持原决定', appealed: '申诉理由', decided: '原决定', system: '系统', superuser: '超级管理员', changes: '前后对比',
  states: { open: '待处理', accepted: '属实', declined: '不属实' }, kinds: { article: '文章', comment: '评论', user: '成员', column: '专栏', group: '小组', question: '问题', answer: '回答', event: '活动', session: '议程', entry: '参赛作品' },
  reasons: { spam: '广告或刷屏', abuse: '辱骂或骚扰', illegal: '违法违规', copyright: '侵犯版权', privacy: '泄露隐私', off_topic: '与主题无关', other: '其他' },
  actions: {
    hide: '隐藏', restore: '恢复', lock: '关闭讨论', unlock: '重新开放讨论', merge: '合并', move: '移动', warn: '警告', silence: '禁言', suspend: '停用账号', dismiss: '驳回举报', lift: '解除处分',
    'question.lock': '锁定', 'question.unlock': '解除锁定', protect: '保护', unprotect: '取消保护', close: '关闭', reopen: '重开',
    delete: '删除', serial: '撤销集中投票', tag: '新建标签', roles: '修改角色', site: '修改站点设置', policy: '修改社区规则', column: '专栏认证或开设', group: '小组审核、归档或移交', application: '专栏申请', 'report.accepted': '举报属实', 'report.declined': '驳回举报',
    'appeal.granted': '申诉成立', 'appeal.declined': '申诉驳回',
  },
  appeal: {
    none: '这里没有需要你查看的决定。通知里的链接会带你到具体的决定。', about: '对象', when: '时间', why: '理由', until: '截止', lifted: '已提前解除', text: '为什么认为有误？', hint: '写给复核的版主。每个决定可以申诉一次。', send: '提交申诉',
    open: '申诉已提交，等待另一位版主复核。', granted: '申诉成立，原决定已经撤销。', declined: '复核后维持原决定。', yours: '你的申诉', answer: '答复', fixed: '这个决定不能申诉。',
  },
};

/** @type {typeof zh} */
const en = {
  queue: 'Reports', appeals: 'Appeals', audit: 'Audit log', held: 'Held back', tabs: 'Moderation',
  signIn: 'Please sign in first.', failed: 'That did not work, please try again', all: 'All', state: 'State', kind: 'About', reason: 'Reason', action: 'Action', person: 'Member', handle: 'Handle', search: 'Filter',
  none: 'No reports are waiting.', noAppeals: 'No appeals are waiting.', noEntries: 'No entries match.', prev: 'Previous', next: 'Next', back: 'Back to the list', gone: '(deleted)',
  reports: (n) => `${n} report${n === 1 ? '' : 's'}`, by: 'By', since: 'Since', open: 'Open', look: 'See it on the site', words: 'What it says', context: 'The thread around it', noWords: 'It has no words.',
  record: 'This member', joined: 'Joined', written: 'Articles / comments', reported: 'Reported: rightly / wrongly', silenced: 'Silenced until', suspended: 'Suspended until', forGood: 'for good', lift: 'Lift early',
  earlier: 'Earlier decisions', nothingEarlier: 'No earlier decisions.', said: 'Who reported, and why', trust: (a, d) => `Reports so far: ${a} right, ${d} wrong`, nobody: 'A member who left',
  decide: 'Decide', why: 'Reason', whyHint: 'The person concerned reads it; it goes out with their notice.', answer: 'Answer to who reported', answerHint: 'The reason, if left empty.', days: 'Days', term: (n) => (n ? `${n} day${n === 1 ? '' : 's'} by earlier ones; fewer if you like.` : 'For good by earlier ones; shorter if you like.'),
  into: 'Merge into', intoHint: 'The address of the page or the comment.', column: 'Move to column', columnHint: 'The column’s address; empty takes it out of any.', submit: 'Confirm', noDecision: 'You can’t decide about this.', done: 'Done. The person concerned and those who reported are told.', reload: 'Reload',
  grant: 'Undo the decision', decline: 'Keep the decision', appealed: 'The appeal', decided: 'The decision', system: 'System', superuser: 'Superuser', changes: 'Before and after',
  states: { open: 'Waiting', accepted: 'Accepted', declined: 'Declined' }, kinds: { article: 'Article', comment: 'Comment', user: 'Member', column: 'Column', group: 'Group', question: 'Question', answer: 'Answer', event: 'Event', session: 'Talk', entry: 'Entry' },
  reasons: { spam: 'Spam', abuse: 'Abuse', illegal: 'Illegal', copyright: 'Copyright', privacy: 'Privacy', off_topic: 'Off topic', other: 'Other' },
  actions: {
    hide: 'Hide', restore: 'Restore', lock: 'Close the discussion', unlock: 'Reopen the discussion', merge: 'Merge', move: 'Move', warn: 'Warn', silence: 'Silence', suspend: 'Suspend the account', dismiss: 'Dismiss the reports', lift: 'Lift a sanction',
    'question.lock': 'Lock', 'question.unlock': 'Unlock', protect: 'Protect', unprotect: 'End protection', close: 'Close', reopen: 'Reopen',
    delete: 'Delete', serial: 'Serial votes reversed', tag: 'New tag', roles: 'Change of roles', site: 'Change of the site', policy: 'Change of the policy', column: 'Column opened or verified', group: 'Group approved, archived or handed over', application: 'Column application', 'report.accepted': 'Report accepted', 'report.declined': 'Report declined',
    'appeal.granted': 'Appeal granted', 'appeal.declined': 'Appeal declined',
  },
  appeal: {
    none: 'There is no decision for you here. The link in your notification leads to it.', about: 'About', when: 'When', why: 'Reason', until: 'Until', lifted: 'lifted early', text: 'Why is it wrong?', hint: 'For the moderator who looks at it. You can appeal once against a decision.', send: 'Send the appeal',
    open: 'Your appeal is in; another moderator will look at it.', granted: 'The appeal was granted, the decision is undone.', declined: 'The decision stays.', yours: 'Your appeal', answer: 'Answer', fixed: 'There is no appeal against this decision.',
  },
};

export const words = lang === 'en' ? en : zh;

/** @param {Record<string, string>} names @param {string} key */
export const name = (names, key) => names[key] ?? key;

/** What an action is called for a kind of thing. @param {string} kind @param {string} action */
export const actionOn = (kind, action) => name(words.actions, words.actions[/** @type {keyof typeof words.actions} */ (`${kind}.${action}`)] ? `${kind}.${action}` : action);

/**
 * A time of PocketBase's in the reader's zone, which is named.
 * @param {string} utc
 */
export function time(utc) {
  if (utc.startsWith('9999')) return words.forGood;
  const date = new Date(utc.replace(' ', 'T'));
  return Number.isNaN(+date) ? '' : date.toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }) + ' ' + zone(date);
}

/** @param {Date} date */
function zone(date) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { timeZoneName: 'short' }).formatToParts(date).find((p) => p.type === 'timeZoneName')?.value ?? '';
}

/** @param {unknown} error */
export function problem(error) {
  const refused = /** @type {Partial<import('./session.js').Refusal>} */ (error ?? {});
  return Object.values(refused.fields ?? {})[0]?.message || refused.message || words.failed;
}
