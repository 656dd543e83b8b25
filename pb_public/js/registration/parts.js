// What the pages of registration share: the words for states, and one's own registration with what one can do with it.

import { ask, button, field } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang, prefix } from '../words.js';

/**
 * @typedef {{id: string, ticket: string, name: string, state: string, place: number, ahead: number, why: string, until?: string, party: string,
 *   arrived: string, key: string, code?: string, joinUrl?: string, transferable: boolean, order?: string, points: number, files: {question: string, name: string, url: string}[]}} Seat
 */

export const words = {
  zh: {
    /** @type {Record<string, string>} */
    states: { unconfirmed: '邮箱待确认', pending: '待审核', waiting: '候补中', offered: '有名额，待确认', confirmed: '已报名', cancelled: '已取消', declined: '未通过', expired: '已过期' },
    /** @type {Record<string, string>} */
    why: { waiting: '还没有名额空出。有空位时按顺序通知。', over: '报名已截止，空出的名额不再分给候补。', soon: '报名还没有开始。', closed: '活动现在不接受报名。' },
    /** @param {number} n */
    ahead: (n) => (n ? `前面还有 ${n} 人。` : '你是候补第一位。'),
    /** @param {number} n */
    ranked: (n) => `候补按积分从高到低排，同分按报名先后；你有 ${n} 分。`,
    pendingSay: '主办方会审核，结果用邮件告诉你。', unconfirmedSay: '请点击邮件里的链接确认邮箱。',
    /** @param {string} until */
    offeredSay: (until) => `有一个名额留给你，保留到 ${until}。`,
    take: '确认名额', confirm: '确认报名', cancel: '取消报名', sure: '确定取消报名？名额会留给别人。', yes: '取消报名',
    ticket: '查看票', join: '线上参会', transfer: '转让', transferTo: '转让给谁', name: '姓名', email: '邮箱', transferSay: '转让后，你的票和链接不再有效。', arrived: '已签到', given: '已转让，新的票已发到对方邮箱。',
  },
  en: {
    /** @type {Record<string, string>} */
    states: { unconfirmed: 'Address unconfirmed', pending: 'Waits for approval', waiting: 'On the waiting list', offered: 'A seat is kept for you', confirmed: 'Registered', cancelled: 'Cancelled', declined: 'Not approved', expired: 'Expired' },
    /** @type {Record<string, string>} */
    why: { waiting: 'No seat is free yet. Seats go to those who wait, in order.', over: 'Registration has ended: seats that become free are not passed on.', soon: 'Registration has not begun.', closed: 'The event takes no registrations now.' },
    /** @param {number} n */
    ahead: (n) => (n ? `${n} before you.` : 'You are the next.'),
    /** @param {number} n */
    ranked: (n) => `The list goes by points, then by order of arrival; you have ${n}.`,
    pendingSay: 'The organisers look at it; you will hear from them by mail.', unconfirmedSay: 'Please follow the link in the mail to confirm your address.',
    /** @param {string} until */
    offeredSay: (until) => `A seat is kept for you until ${until}.`,
    take: 'Take the seat', confirm: 'Confirm', cancel: 'Cancel registration', sure: 'Cancel your registration? The seat goes to somebody else.', yes: 'Cancel registration',
    ticket: 'See the ticket', join: 'Join online', transfer: 'Give away', transferTo: 'Who gets it?', name: 'Name', email: 'E-mail', transferSay: 'Your ticket and your link are good no more then.', arrived: 'Arrived', given: 'Done: the new ticket was sent to them.',
  },
}[lang];

/** A time of the API's in words, in the reader's zone, which it names. @param {string} stamp */
export function moment(stamp) {
  return new Date(stamp.replace(' ', 'T')).toLocaleString(lang === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'medium', timeStyle: 'short' })
    + ` (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
}

export const over = (/** @type {string} */ state) => ['cancelled', 'declined', 'expired'].includes(state);

/**
 * One's own registration.
 * @param {Seat} seat @param {string} ticket its name
 * @param {(after: any) => unknown} changed is told what the API answered; null after it was given away
 */
export function own(seat, ticket, changed) {
  /** @param {string} action @param {object} [more] */
  const act = async (action, more) => changed(await call(null, 'POST', `/api/qiao/registrations/${seat.key}`, { action, ...more }));
  const says = {
    waiting: [words.ahead(seat.ahead), seat.order === 'priority' ? words.ranked(seat.points) : '', words.why[seat.why] ?? ''], pending: [words.pendingSay], unconfirmed: [words.unconfirmedSay],
    offered: [words.offeredSay(seat.until ? moment(seat.until) : '')],
  }[seat.state] ?? [];
  const acts = h('div', { class: 'acts' });
  if (seat.state === 'offered' || seat.state === 'unconfirmed') acts.append(button(seat.state === 'offered' ? words.take : words.confirm, '', () => act('confirm')));
  if (seat.code) acts.append(h('a', { class: 'btn', href: `${prefix}/tickets/${seat.code}` }, words.ticket));
  if (seat.joinUrl && /^https?:/.test(seat.joinUrl)) acts.append(h('a', { class: 'btn quiet', href: seat.joinUrl, rel: 'noreferrer' }, words.join));
  if (seat.transferable) acts.append(button(words.transfer, 'quiet', async () => {
    const [name, email] = [h('input', { required: true, maxlength: 80, autocomplete: 'off' }), h('input', { required: true, type: 'email', maxlength: 254, autocomplete: 'off' })];
    ask(words.transferTo, words.transfer, [h('p', { class: 'hint' }, words.transferSay), field(words.name, name), field(words.email, email)],
      () => act('transfer', { name: name.value, email: email.value }));
  }));
  if (!over(seat.state) && !seat.arrived) acts.append(button(words.cancel, 'quiet', async () => { ask(words.sure, words.yes, [], () => act('cancel')); }));
  return h('div', { class: 'mine-seat', 'data-seat': seat.state },
    h('p', {}, h('strong', {}, words.states[seat.state] ?? seat.state), ` · ${ticket} · ${seat.name}`, seat.arrived ? ` · ${words.arrived}` : ''),
    ...says.filter(Boolean).map((text) => h('p', { class: 'hint' }, text)),
    ...seat.files.map((f) => h('p', { class: 'hint' }, `${f.question} `, h('a', { href: f.url }, f.name))), acts.childElementCount ? acts : null);
}
