// Notifications, as the bell and the page about them share them.

import { h } from './dom.js';
import { call } from './session.js';
import { lang, prefix } from './words.js';

export const rest = '/api/collections/notifications/records';

/** @typedef {{id: string, kind: string, text: string, url: string, at: string, read: string, count: number, data: Record<string, string> | null}} Notice */

/** Every kind and its name, in the order in which they are offered. @type {Record<string, string>} */
export const kinds = {
  zh: {
    reply: '回复', mention: '提到我', comment: '我的文章、问题和回答的评论', answer: '问题的回答与动态', accepted: '回答被采纳', invite: '邀请我回答', question: '关注的新问题', bounty: '悬赏',
    review: '投稿、审稿与修改建议', column: '专栏', new_article: '关注的新文章',
    vote: '赞', follow: '新的关注者', badge: '徽章', moderation: '社区管理', account: '账号',
  },
  en: {
    reply: 'Replies', mention: 'Mentions of me', comment: 'Comments on what I wrote', answer: 'Answers to and news of questions', accepted: 'Accepted answers', invite: 'Requests to answer', question: 'New questions I follow',
    bounty: 'Bounties', review: 'Submissions, review and suggested edits', column: 'Columns',
    new_article: 'New articles I follow', vote: 'Upvotes', follow: 'New followers', badge: 'Badges', moderation: 'Moderation', account: 'Account',
  },
}[lang];

/**
 * A page of one's notifications, the newest first.
 * @param {import('./session.js').Session} who
 * @param {{page?: number, size: number, kind?: string, unread?: boolean, until?: string}} what
 * @returns {Promise<Notice[]>}
 */
export async function list(who, { page = 1, size, kind, unread, until }) {
  const filter = [kind && kind in kinds && `kind='${kind}'`, unread && "read=''", until && /^[\d :.Z-]+$/.test(until) && `at<='${until}'`].filter(Boolean).join('&&');
  const query = new URLSearchParams({ page: String(page), perPage: String(size), sort: '-at,-id', skipTotal: '1', ...(filter && { filter }) });
  return (await call(who, 'GET', `${rest}?${query}`)).items;
}

/**
 * Marks one read. The page may be left meanwhile.
 * @param {import('./session.js').Session} who @param {string} id
 */
export function read(who, id) {
  return fetch(`${rest}/${id}`, {
    method: 'PATCH', keepalive: true, headers: { authorization: who.token, 'content-type': 'application/json' },
    body: JSON.stringify({ read: new Date().toISOString() }),
  });
}

/** @param {import('./session.js').Session} who @param {string} [kind] all kinds when there is none */
export function readAll(who, kind) {
  return call(who, 'POST', '/api/qiao/notifications/read', kind ? { kind } : {});
}

const ago = new Intl.RelativeTimeFormat(lang === 'en' ? 'en' : 'zh-CN', { numeric: 'auto' });

/** The reader's time zone: of the profile, else of this device. @param {import('./session.js').Session} who */
export function zoneOf(who) {
  const own = String(who.record.zone ?? '');
  try {
    if (own) new Intl.DateTimeFormat('en', { timeZone: own });
    return own || undefined;
  } catch { return undefined; }
}

/**
 * One notification as an item of a list. Following its link marks it read.
 * @param {import('./session.js').Session} who @param {Notice} n
 */
export function item(who, n) {
  const at = new Date(n.at.replace(' ', 'T'));
  const minutes = Math.floor((Date.now() - at.getTime()) / 60_000);
  const full = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'long', timeStyle: 'short', timeZone: zoneOf(who) }).format(at);
  const when = minutes < 60 ? ago.format(-Math.max(0, minutes), 'minute') : minutes < 1440 ? ago.format(-Math.floor(minutes / 60), 'hour') : full;
  const li = h('li', { class: n.read ? 'told' : 'told new' },
    h('a', { href: prefix + n.url, onclick: () => { if (!n.read) { li.classList.remove('new'); read(who, n.id); } } }, n.text),
    h('time', { datetime: at.toISOString(), title: full }, when));
  return li;
}
