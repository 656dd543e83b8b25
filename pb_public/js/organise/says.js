// What the form of an event says.

import { lang } from '../words.js';

const zh = {
  signIn: '登录后就可以新建活动。', goSignIn: '登录', gone: '没有这个活动，或者你不能编辑它。', notYours: '这个活动由它的创建人、专栏的编辑和网站编辑修改。', failed: '没有成功，请检查网络后再试。',
  saving: '正在保存…', dirty: '有改动还没有保存', kept: '有改动还没有保存，已留在这台设备上',
  /** @param {string} time */ saved: (time) => `已保存 ${time}`,
  offline: '连不上服务器，改动留在这台设备上。', restored: '已恢复上次没有保存的改动。', discard: '放弃这些改动', merged: '别人刚才也改了这个活动，已经合并。请看一遍，再保存一次。', place: '请写成“纬度, 经度”，如 30.6421, 104.0433。',
  /** @param {string} time */ yours: (time) => `你那里的时间：${time}`,
  removeCover: '移除封面', titleNeeded: '请填写活动名称。',
  states: /** @type {Record<string, string>} */ ({ draft: '草稿', published: '已发布', cancelled: '已取消', archived: '已归档' }),
  publish: '发布', again: '恢复为已发布', cancel: '取消活动', archive: '归档', remove: '删除草稿', removeSure: '删除这份草稿？它的议程和报名设置也会一起删除。', archiveSure: '归档这个活动？它会留在往期活动里。',
  why: '为什么取消', whyHint: '显示在活动页顶部，报了名的人会收到邮件。', cancelSure: '确定取消活动', keep: '不取消了',
  only: '发布、取消和归档由所属专栏的编辑或网站编辑来做。写好以后，把这一页的地址发给他们。', published: '已发布。', draftSay: '草稿不公开。', view: '查看活动页',
  fields: /** @type {Record<string, string>} */ ({
    title: '活动名称', kind: '类型', mode: '参与方式', summary: '一句话介绍', notice: '变更说明', zone: '时区', city: '城市', country: '国家或地区代码', venue: '场地', address: '地址', stream_url: '直播地址', register_url: '站外报名地址', conduct_url: '行为准则',
    column: '专栏', series: '系列', host: '合作主办方', host_url: '合作主办方的网址', lang: '正文的语言', access_notes: '无障碍说明', recording_url: '录像地址', slides_url: '讲义地址', all_day: '全天', langs: '现场使用的语言', starts: '开始', ends: '结束', place: '坐标',
  }),
};

/** @type {typeof zh} */
const en = {
  signIn: 'Sign in to make an event.', goSignIn: 'Sign in', gone: 'There is no such event, or you can’t edit it.', notYours: 'This event is edited by who made it, the editors of its column and site editors.', failed: 'That did not work. Check the connection and try again.',
  saving: 'Saving…', dirty: 'Not saved yet', kept: 'Not saved yet; kept on this device',
  saved: (time) => `Saved ${time}`,
  offline: 'The server can’t be reached; your changes are kept on this device.', restored: 'Your unsaved changes are back.', discard: 'Discard them', merged: 'Somebody else has just changed this event; both were merged. Look it over, and save once more.', place: 'Write it as “latitude, longitude”, such as 30.6421, 104.0433.',
  yours: (time) => `Your time: ${time}`,
  removeCover: 'Remove the cover', titleNeeded: 'Give the event a name.',
  states: { draft: 'Draft', published: 'Published', cancelled: 'Cancelled', archived: 'Archived' },
  publish: 'Publish', again: 'Publish again', cancel: 'Cancel the event', archive: 'Archive', remove: 'Delete the draft', removeSure: 'Delete this draft, with its agenda and registration settings?', archiveSure: 'Archive this event? It stays among the past ones.',
  why: 'Why it is cancelled', whyHint: 'Stands on top of the event’s page; those who registered get a mail.', cancelSure: 'Cancel the event', keep: 'Keep it',
  only: 'The editors of its column or site editors publish, cancel and archive it. Send them the address of this page once it is ready.', published: 'Published.', draftSay: 'A draft isn’t public.', view: 'See its page',
  fields: {
    title: 'Name', kind: 'Kind', mode: 'How to take part', summary: 'In a sentence', notice: 'Notice', zone: 'Time zone', city: 'City', country: 'Country code', venue: 'Venue', address: 'Address', stream_url: 'Live stream', register_url: 'Registration elsewhere', conduct_url: 'Code of conduct',
    column: 'Column', series: 'Series', host: 'Partner', host_url: 'Address of the partner', lang: 'Language of the text', access_notes: 'Accessibility', recording_url: 'Recording', slides_url: 'Slides', all_day: 'Whole days', langs: 'Languages spoken', starts: 'Begins', ends: 'Ends', place: 'Coordinates',
  },
};

export const says = lang === 'en' ? en : zh;
