// The words of the pages of competitions.

import { lang } from '../words.js';

const zh = {
  signIn: '登录后参赛', signInSay: '登录后可以组队、提交作品。', found: '新建队伍', name: '队名', about: '一句话介绍（可不填）', join: '用入队码加入', code: '入队码', enter: '加入', or: '已有队伍？向队长要入队码。',
  closed: '组队已经截止。', members: '队员', leader: '队长', give: '交给 TA 当队长', remove: '移出', leave: '离开队伍', disband: '解散队伍', sure: '确定吗？此操作不能撤销。', copy: '复制', copied: '已复制', rotate: '更换入队码', rotateSay: '更换后，旧的入队码不再有效。',
  entry: '作品', none: '还没有提交作品。', write: '提交作品', edit: '修改作品', version: /** @param {number} n */ (n) => `第 ${n} 版`, due: '截止', judge: '去评审', manage: '比赛管理', small: /** @param {number} n */ (n) => `至少 ${n} 人才能提交作品。`,
  title: '作品名称', body: '说明', repo: '代码仓库', video: '演示视频', files: '附件', filesHint: '最多 5 个，每个不超过 20 MB。', submit: '提交', saved: /** @param {number} n */ (n) => `已提交第 ${n} 版。截止前可以继续修改，每次提交都会留存。`, drop: '去掉', late: '作品提交已经截止。', noTeam: '先组队，再提交作品。', back: '回到比赛',
  score: '打分', notes: '评语', note: '总评', save: '保存分数', kept: '已保存', scored: '已打分', conflict: '声明回避', conflictSay: '声明后不能再给这支队伍打分，已打的分数会作废。', reason: '原因', declare: '声明回避', noEntries: '还没有作品。',
  why: { declared: '已声明回避', member: '你是这支队伍的队员', company: '与这支队伍的队员同公司' }, repoLink: '代码仓库', videoLink: '演示视频', next: '下一页', prev: '上一页', page: '页', range: /** @param {number} a @param {number} b */ (a, b) => `${a}–${b} 分`,
};
/** @type {typeof zh} */
const en = {
  signIn: 'Sign in to take part', signInSay: 'Sign in to make a team and hand in an entry.', found: 'Make a team', name: 'Name of the team', about: 'What it is about (optional)', join: 'Join with a code', code: 'Code', enter: 'Join', or: 'Is there a team for you? Ask its leader for the code.',
  closed: 'It is too late to make or join a team.', members: 'Members', leader: 'leads', give: 'Hand over the lead', remove: 'Remove', leave: 'Leave the team', disband: 'Disband the team', sure: 'Are you sure? This can’t be undone.', copy: 'Copy', copied: 'Copied', rotate: 'Change the code', rotateSay: 'The old code is void then.',
  entry: 'Entry', none: 'Nothing has been handed in yet.', write: 'Hand in an entry', edit: 'Change the entry', version: (n) => `Version ${n}`, due: 'Due', judge: 'Judge entries', manage: 'Run the competition', small: (n) => `A team needs ${n} people to hand in an entry.`,
  title: 'Title', body: 'Text', repo: 'Repository', video: 'Video', files: 'Files', filesHint: '5 at most, up to 20 MB each.', submit: 'Hand in', saved: (n) => `Version ${n} is handed in. You can go on until entries are due; every version is kept.`, drop: 'Take out', late: 'It is too late to hand in an entry.', noTeam: 'Make a team first.', back: 'Back to the competition',
  score: 'Score', notes: 'Notes', note: 'Note on the whole', save: 'Save the score', kept: 'Saved', scored: 'Scored', conflict: 'Declare a conflict', conflictSay: 'You can’t score this team then, and what you gave it no longer counts.', reason: 'Why', declare: 'Declare', noEntries: 'There are no entries yet.',
  why: { declared: 'You declared a conflict', member: 'You are in this team', company: 'Somebody of the team is of your company' }, repoLink: 'Repository', videoLink: 'Video', next: 'Next', prev: 'Previous', page: 'Page', range: (a, b) => `${a} to ${b}`,
};

export const words = lang === 'en' ? en : zh;

/** A time of the API's in words, in the reader's zone, which it names. @param {string} stamp */
export function moment(stamp) {
  return `${new Date(stamp.replace(' ', 'T')).toLocaleString(lang === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'medium', timeStyle: 'short' })} (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
}

/**
 * @typedef {{id: string, user: string, handle: string, name: string}} Member
 * @typedef {{id: string, title: string, body: string, repoUrl: string, videoUrl: string, files: string[], version: number, submitted: string}} Entry
 * @typedef {{event: string, slug: string, kind: string, phase: string, teamsUntil: string, entriesDue: string, teamMin: number, teamMax: number, organises: boolean, judge: string,
 *   team: {id: string, name: string, about: string, leader: string, code: string, members: Member[]} | null, entry: Entry | null}} Mine
 */
