// The words of the organisers' page of a competition.

import { lang } from '../words.js';

const zh = {
  settings: '设置', board: '排行榜', sealed: '封存中：只有组织者能看到。', open: '已公开：所有人都能看到。', reveal: '公布结果', revealSay: '公布后所有人都能看到排行榜和奖项，评委不能再改分。', seal: '重新封存', sealSay: '封存后，排行榜和奖项对其他人不再可见。',
  rank: '名次', rankHint: '没有名次的奖填 0。', team: '队伍', entry: '作品', score: '得分', judges: '评委', name: '姓名', best: '最好成绩', none: '还没有。', nobody: '没有找到这个用户名。', invite: '邀请评委', remove: '移除', removeJudge: '移除后，这位评委打的分也会删除。', handle: '用户名',
  results: '录入成绩', csv: '表头：参赛号, 姓名, 车队, 组别, 账号, 备注, 取消成绩, 第1圈, 第2圈…… 时间写成 1:23.456，或 DNF、DSQ、DNS。同一参赛号再次导入会更新。', file: 'CSV 文件', replace: '删除表格里没有的成绩', import: '导入',
  /** @param {number} c @param {number} u @param {number} n @param {number} r */ imported: (c, u, n, r) => `新增 ${c}，更新 ${u}，未变 ${n}，删除 ${r}。`,
  /** @param {number} n @param {string} c */ line: (n, c) => `第 ${n} 行${c ? `“${c}”` : ''}：`,
  awards: '奖项', give: '颁奖', title: '奖项', person: '个人', why: '颁奖词',
  kind: '类型', kinds: { judged: '评审作品', race: '计时竞速' }, rules: '规则（Markdown）', min: '每队至少几人', max: '每队最多几人', teamsUntil: '组队截止', entriesDue: '作品截止', judgingUntil: '评审截止', show: '排行榜', shows: { sealed: '先封存', live: '实时公开' }, revealAt: '何时公布（可不填）',
  entriesPublic: '截止后公开作品', normalise: '校正评委打分的松紧', sameCompany: '评委回避同公司的队伍', criteria: '评分项', criteriaHint: '每行一项：标识, 名称, 权重, 最低分, 最高分。例如 idea, 创意, 30, 0, 10', save: '保存设置', kept: '已保存', zone: '按你所在的时区填写：', line5: '评分项的每一行要有五部分，用逗号隔开。',
};
/** @type {typeof zh} */
const en = {
  settings: 'Settings', board: 'Leaderboard', sealed: 'Sealed: organisers alone see it.', open: 'Public: everybody sees it.', reveal: 'Reveal the results', revealSay: 'Everybody sees the leaderboard and the awards then, and scores stay as they are.', seal: 'Seal again', sealSay: 'Nobody else sees the leaderboard and the awards then.',
  rank: 'Rank', rankHint: '0 for an award without a rank.', team: 'Team', entry: 'Entry', score: 'Score', judges: 'Judges', name: 'Name', best: 'Best time', none: 'Nothing yet.', nobody: 'There is nobody of this name.', invite: 'Invite a judge', remove: 'Remove', removeJudge: 'The scores that this judge gave go, too.', handle: 'User name',
  results: 'Results', csv: 'First line: number, name, team, class, member, note, disqualified, lap 1, lap 2… Times are written 1:23.456, or DNF, DSQ, DNS. The same number again is an update.', file: 'CSV file', replace: 'Delete results that the table doesn’t have', import: 'Import',
  imported: (c, u, n, r) => `${c} new, ${u} changed, ${n} as they were, ${r} deleted.`, line: (n, c) => `Line ${n}${c ? `, ${c}` : ''}: `,
  awards: 'Awards', give: 'Give an award', title: 'Award', person: 'A person', why: 'Why',
  kind: 'Kind', kinds: { judged: 'Entries are judged', race: 'Times are taken' }, rules: 'Rules, in Markdown', min: 'Fewest people in a team', max: 'Most people in a team', teamsUntil: 'Teams until', entriesDue: 'Entries due', judgingUntil: 'Judging until', show: 'Leaderboard', shows: { sealed: 'Sealed at first', live: 'Live' }, revealAt: 'When it becomes public (optional)',
  entriesPublic: 'Entries are public after the deadline', normalise: 'Even out how strict judges are', sameCompany: 'Judges don’t score teams of their own company', criteria: 'Criteria', criteriaHint: 'One a line: id, name, weight, lowest, highest. For example: idea, Idea, 30, 0, 10', save: 'Save', kept: 'Saved', zone: 'In your own time zone: ', line5: 'Each line of the criteria has five parts with commas between them.',
};

export const says = lang === 'en' ? en : zh;
