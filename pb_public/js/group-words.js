// What the pages say on which groups are founded and kept.

import { lang } from './words.js';

const zh = {
  mine: '我的小组', waiting: '等待审核', none: '你还没有可以管理的小组。', found: '发起小组', missing: '没有这个小组，或者你不能管理它。', view: '看小组页', save: '保存', send: '提交申请', saved: '已保存。', sent: '已提交，编辑看过以后会通知你。',
  about: '介绍', name: '名称', kind: '类型', city: '城市', country: '国家或地区', countryHint: '两个字母的代码，如 CN。', zone: '时区', zoneHint: '如 Asia/Shanghai。', summary: '一句话介绍', body: '详细介绍', bodyHint: '用 Markdown 写：做什么，多久聚一次，怎样参与。',
  lang: '介绍的语言', website: '网站', links: '链接', linksHint: '一行一个：名称，空格，网址。最多 10 个。', linksWrong: '每行写一个名称和一个以 https:// 开头的网址。', tags: '标签', logo: '标志', logoHint: '方形图片，不超过 5 MB。', cover: '封面', coverHint: '约 5:1 的横图，不超过 5 MB。', drop: '移除现有图片',
  /** @type {Record<string, string>} */
  kinds: { city: '城市小组：同城的人', topic: '主题小组：同一个方向的人', campus: '校园小组：同一所学校的人', project: '项目小组：做同一个项目的人' },
  /** @type {Record<string, string>} */
  states: { proposed: '等待审核', declined: '没有通过', active: '活跃', archived: '已归档' },
  status: '状态', reason: '没有通过的原因', reasonHint: '发起人会看到，按它修改。', approve: '通过', decline: '不通过', again: '再次申请', archive: '归档', archiveSure: '归档以后不再收新成员、不再办新活动；随时可以恢复。确定归档吗？', bring: '恢复', remove: '删除', removeSure: '确定删除这个小组吗？', hidden: '版主隐藏了这个小组，现在只有组织者和编辑能看到。',
  members: '成员', owner: '负责人', organiser: '组织者', member: '成员', quiet: '不公开', makeOrganiser: '设为组织者', makeMember: '改为成员', hand: '交给 TA', handSure: '确定把小组交给 NAME 吗？你会成为组织者。', out: '移出', outSure: '确定移出 NAME 吗？',
};
/** @type {typeof zh} */
const en = {
  mine: 'Your groups', waiting: 'Waiting for approval', none: 'You have no group to manage yet.', found: 'Found a group', missing: 'There is no such group, or you can’t manage it.', view: 'See its page', save: 'Save', send: 'Propose it', saved: 'Saved.', sent: 'Proposed. You are told once editors have read it.',
  about: 'About', name: 'Name', kind: 'Kind', city: 'City', country: 'Country', countryHint: 'Two letters, like CN.', zone: 'Time zone', zoneHint: 'Like Asia/Shanghai.', summary: 'In one sentence', body: 'Description', bodyHint: 'In Markdown: what you do, how often you meet, how one takes part.',
  lang: 'Language of the text', website: 'Web site', links: 'Links', linksHint: 'One to a line: a name, a space, an address. At most 10.', linksWrong: 'Write a name and an address that begins with https:// on each line.', tags: 'Tags', logo: 'Logo', logoHint: 'A square picture of at most 5 MB.', cover: 'Cover', coverHint: 'A wide picture, about 5:1, of at most 5 MB.', drop: 'Remove the present picture',
  kinds: { city: 'City: people who live there', topic: 'Topic: people who care about the same', campus: 'University: people of one school', project: 'Project: people who work on it' },
  states: { proposed: 'Waiting for approval', declined: 'Declined', active: 'Active', archived: 'Archived' },
  status: 'Status', reason: 'Why it is declined', reasonHint: 'Who proposed it reads this, to change it.', approve: 'Approve', decline: 'Decline', again: 'Propose it anew', archive: 'Archive', archiveSure: 'An archived group takes no new members and organises no new events; it can be brought back. Archive it?', bring: 'Bring back', remove: 'Delete', removeSure: 'Delete this group?', hidden: 'A moderator hid this group; its organisers and editors alone see it.',
  members: 'Members', owner: 'Owner', organiser: 'Organiser', member: 'Member', quiet: 'not named', makeOrganiser: 'Make organiser', makeMember: 'Make member', hand: 'Hand over', handSure: 'Hand this group over to NAME? You stay as an organiser.', out: 'Remove', outSure: 'Remove NAME?',
};
export const words = lang === 'en' ? en : zh;
