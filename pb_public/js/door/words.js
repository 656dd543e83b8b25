// What the check-in page says.

import { lang } from '../words.js';

const zh = {
  find: '票号或姓名', hint: '扫码枪、输入票号或姓名都可以。', go: '签到', camera: '用摄像头扫码', stop: '关闭摄像头', noCamera: '摄像头打不开，请检查权限，或输入票号。',
  arrived: '已到', of: '应到', online: '在线，名单已同步', offline: '离线，可继续签到',
  /** @param {number} n */
  queued: (n) => `${n} 次签到待同步`,
  /** @param {number} n @param {number} of */
  loading: (n, of) => `正在下载名单 ${n} / ${of}`,
  /** @param {string} at */
  updated: (at) => `名单更新于 ${at}`,
  ok: '签到成功', pending: '已记下，联网后同步', already: '已经签到过', unknown: '不是有效的票号', nobody: '没有找到这个人。', offlineUnknown: '本机名单上没有这个票号，已记下，联网后核对',
  noSeat: '没有确认的名额', refused: '未签到', undone: '这次签到已撤销',
  /** @param {string} at @param {string} by */
  when: (at, by) => `${at}${by ? `，由 ${by} 签到` : ''}`,
  recent: '最近的签到', me: '我', walkIn: '现场登记', walkInHint: '给没有报名的人登记并签到，需要联网。', name: '姓名', email: '邮箱（可不填，填了会收到票）', ticket: '票种', register: '登记并签到',
  /** @param {number} n */
  left: (n) => `剩余 ${n}`, any: '不限', noTickets: '现在没有可以现场登记的票。', offlineWalkIn: '现在没有网络，登记要等联网后进行。',
  notStaff: '你不是这个活动的组织者或签到员，看不到名单。请组织者把你加入活动的工作人员。', manage: '报名管理', badges: '打印胸牌', zone: '时间为', kept: '没有网络时也能打开这一页。', synced: '已同步', waits: '待同步', many: '还有更多，请多输入几个字。',
  /** @type {Record<string, string>} */
  states: { pending: '待审核', waiting: '候补中', offered: '名额待确认', confirmed: '已报名', cancelled: '已取消', declined: '未通过', expired: '已过期' },
};

/** @type {typeof zh} */
const en = {
  find: 'Ticket code or name', hint: 'Scan, or type a code or a name.', go: 'Check in', camera: 'Scan with the camera', stop: 'Stop the camera', noCamera: 'The camera could not be opened. Check its permission, or type the code.',
  arrived: 'arrived', of: 'expected', online: 'Online, the list is up to date', offline: 'Offline: go on checking in',
  queued: (n) => `${n} check-in${n === 1 ? '' : 's'} to be sent`,
  loading: (n, of) => `Fetching the list ${n} / ${of}`,
  updated: (at) => `list of ${at}`,
  ok: 'Checked in', pending: 'Noted, sent once there is a connection', already: 'Has arrived before', unknown: 'Not a valid code', nobody: 'Nobody has that name.', offlineUnknown: 'Not on this device’s list: noted, and checked once there is a connection',
  noSeat: 'Has no confirmed seat', refused: 'not checked in', undone: 'This check-in was taken back',
  when: (at, by) => `${at}${by ? `, by ${by}` : ''}`,
  recent: 'Latest', me: 'me', walkIn: 'Register at the door', walkInHint: 'For people without a registration; needs a connection.', name: 'Name', email: 'E-mail (may be empty; the ticket is sent there)', ticket: 'Ticket', register: 'Register and check in',
  left: (n) => `${n} left`, any: 'no limit', noTickets: 'No ticket can be given at the door now.', offlineWalkIn: 'There is no connection: registering has to wait for one.',
  notStaff: 'You are neither an organiser nor at the gate of this event, so you can’t see its list. Ask an organiser to add you to the event’s staff.', manage: 'Manage registrations', badges: 'Print badges', zone: 'Times are in', kept: 'This page opens without a connection, too.', synced: 'sent', waits: 'to be sent', many: 'There are more: type more letters.',
  states: { pending: 'waits for approval', waiting: 'on the waiting list', offered: 'a seat is offered', confirmed: 'registered', cancelled: 'cancelled', declined: 'not approved', expired: 'expired' },
};

export const words = lang === 'en' ? en : zh;
