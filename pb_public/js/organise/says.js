// What the form of an event says.

import { lang } from '../words.js';

const zh = {
  signIn: '登录后就可以新建活动。', goSignIn: '登录', gone: '没有这个活动，或者你不能编辑它。', notYours: '这个活动由创建人、专栏编辑、小组组织者和站点编辑修改。', failed: '没有成功，请检查网络后再试。',
  dirty: '有改动还没有保存', kept: '有改动还没有保存，已留在这台设备上',
  offline: '连不上服务器，改动留在这台设备上。', restored: '已恢复上次没有保存的改动。', discard: '放弃这些改动', merged: '别人刚才也改了这个活动，已经合并。请看一遍，再保存一次。', place: '请写成“纬度, 经度”，如 30.6421, 104.0433。',
  removeCover: '移除封面', none: '还没有。',
  states: /** @type {Record<string, string>} */ ({ draft: '草稿', published: '已发布', cancelled: '已取消', archived: '已归档' }),
  publish: '发布', again: '恢复为已发布', cancel: '取消活动', archive: '归档', remove: '删除草稿', removeSure: '删除这份草稿？它的议程和报名设置也会一起删除。', archiveSure: '归档这个活动？它会留在往期活动里。',
  why: '为什么取消', whyHint: '显示在活动页顶部，报了名的人会收到邮件。', cancelSure: '确定取消活动', keep: '不取消了',
  only: '发布、取消和归档由专栏编辑、小组组织者或站点编辑负责。准备好以后，把这一页的网址发给他们。', draftSay: '草稿不公开。', view: '查看活动页',
};

/** @type {typeof zh} */
const en = {
  signIn: 'Sign in to make an event.', goSignIn: 'Sign in', gone: 'There is no such event, or you can’t edit it.', notYours: 'This event is edited by who made it, the editors of its column, the organisers of its group and site editors.', failed: 'That did not work. Check the connection and try again.',
  dirty: 'Not saved yet', kept: 'Not saved yet; kept on this device',
  offline: 'The server can’t be reached; your changes are kept on this device.', restored: 'Your unsaved changes are back.', discard: 'Discard them', merged: 'Somebody else has just changed this event; both were merged. Look it over, and save once more.', place: 'Write it as “latitude, longitude”, such as 30.6421, 104.0433.',
  removeCover: 'Remove the cover', none: 'None yet.',
  states: { draft: 'Draft', published: 'Published', cancelled: 'Cancelled', archived: 'Archived' },
  publish: 'Publish', again: 'Publish again', cancel: 'Cancel the event', archive: 'Archive', remove: 'Delete the draft', removeSure: 'Delete this draft, with its agenda and registration settings?', archiveSure: 'Archive this event? It stays among the past ones.',
  why: 'Why it is cancelled', whyHint: 'Stands on top of the event’s page; those who registered get a mail.', cancelSure: 'Cancel the event', keep: 'Keep it',
  only: 'The editors of its column, the organisers of its group or site editors publish, cancel and archive it. Send them the address of this page once it is ready.', draftSay: 'A draft isn’t public.', view: 'See its page',
};

export const says = lang === 'en' ? en : zh;
