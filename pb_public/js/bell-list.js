// The newest notifications, in the box that the bell opens.

import { h } from './dom.js';
import { item, list, readAll } from './notices.js';
import { lang, prefix } from './words.js';

const words = {
  zh: { title: '通知', all: '查看全部', settings: '设置', read: '全部标为已读', none: '还没有通知', failed: '没有读到，请稍后再打开' },
  en: { title: 'Notifications', all: 'See all', settings: 'Settings', read: 'Mark all read', none: 'Nothing yet', failed: 'Could not be read; try again later' },
}[lang];
const shown = 8;

/**
 * Fills the box with what there is now.
 * @param {HTMLElement} box @param {import('./session.js').Session} who @param {number} unread @param {() => Promise<void>} changed all were marked read
 */
export async function fill(box, who, unread, changed) {
  const rows = h('ol', { class: 'notices', role: 'list', tabindex: 0, 'aria-label': words.title });
  const say = h('p', {});
  const mark = h('button', { type: 'button', hidden: unread === 0, onclick: async () => {
    await readAll(who).catch(() => { /* the count says that it failed */ });
    await changed();
  } }, words.read);
  try {
    const newest = await list(who, { size: shown });
    rows.append(...newest.map((n) => item(who, n)));
    say.textContent = newest.length ? '' : words.none;
  } catch {
    say.textContent = words.failed;
  }
  rows.hidden = Boolean(say.textContent);
  say.hidden = !rows.hidden;
  const scrolled = box.querySelector('ol')?.scrollTop ?? 0;
  const inside = box.contains(document.activeElement);
  box.replaceChildren(h('div', {}, h('h2', {}, words.title), mark), rows, say,
    h('p', {}, h('a', { href: `${prefix}/notifications` }, words.all), ' · ', h('a', { href: `${prefix}/settings/notifications` }, words.settings)));
  rows.scrollTop = scrolled;
  if (inside) rows.focus(); // what had the focus was replaced
}
