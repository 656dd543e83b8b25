// The page of all notifications: by day, filtered by kind, a page at a time.
// What is shown is in the address: #unread, #kind=reply, #kind=reply&unread

import { h } from './dom.js';
import { item, kinds, list, readAll, rest, zoneOf } from './notices.js';
import { listening, subscribe } from './realtime.js';
import { call, session, signInLink } from './session.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    kind: '种类', every: '全部', unread: '只看未读', read: '全部标为已读', settings: '通知设置', more: '更早的通知', remove: '删除',
    none: '这里还没有通知。', noneUnread: '没有未读的通知。', guest: '登录后查看你的通知。', signIn: '登录', failed: '没有读到，请刷新页面再试。', fresh: '有新的通知，点这里显示',
    today: '今天', yesterday: '昨天',
  },
  en: {
    kind: 'Kind', every: 'All', unread: 'Unread only', read: 'Mark all read', settings: 'Settings', more: 'Earlier', remove: 'Delete',
    none: 'Nothing here yet.', noneUnread: 'Nothing is unread.', guest: 'Sign in to see your notifications.', signIn: 'Sign in', failed: 'Could not be read. Please reload the page.',
    fresh: 'There is news: show it', today: 'Today', yesterday: 'Yesterday',
  },
}[lang];
const size = 30;

const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-notifications]'));
const who = session();
if (place && who) start(place, who);
else if (place) place.append(h('p', { class: 'say' }, words.guest, ' ', h('a', { href: signInLink() }, words.signIn)));

/** @param {HTMLElement} box @param {import('./session.js').Session} who */
function start(box, who) {
  const select = h('select', { onchange: () => go() }, h('option', { value: '' }, words.every),
    ...Object.entries(kinds).map(([kind, name]) => h('option', { value: kind }, name)));
  const unread = h('input', { type: 'checkbox', onchange: () => go() });
  const mark = h('button', { type: 'button', class: 'link', onclick: () => readAll(who, select.value || undefined).then(show, failed) }, words.read);
  const fresh = h('button', { type: 'button', class: 'btn quiet', hidden: true, onclick: () => show() }, words.fresh);
  const days = h('div', {});
  const more = h('button', { type: 'button', class: 'btn quiet', hidden: true, onclick: () => next() }, words.more);
  const state = h('p', { class: 'say', role: 'status' });
  box.append(
    h('div', { class: 'notices-bar' },
      h('label', {}, `${words.kind} `, select), h('label', { class: 'check' }, unread, h('span', {}, words.unread)),
      h('span', { class: 'end' }, mark, h('a', { href: `${prefix}/settings/notifications` }, words.settings))),
    h('p', {}, fresh), days, state, h('p', { class: 'more-notices' }, more));

  const zone = zoneOf(who);
  const dayKey = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  const dayName = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'zh-CN', { timeZone: zone, year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' });
  let page = 0;
  let until = '';
  let lastDay = '';
  let round = 0;

  function failed() { state.textContent = words.failed; }

  function fromAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    select.value = kinds[asked.get('kind') ?? ''] ? String(asked.get('kind')) : '';
    unread.checked = asked.has('unread');
    show();
  }

  function go() {
    const asked = [select.value && `kind=${select.value}`, unread.checked && 'unread'].filter(Boolean).join('&');
    history.replaceState(null, '', asked ? `#${asked}` : location.pathname);
    show();
  }

  async function show() {
    round++;
    page = 0;
    until = lastDay = '';
    fresh.hidden = more.hidden = true;
    state.textContent = '';
    days.replaceChildren();
    await next();
  }

  async function next() {
    const mine = round;
    try {
      const found = await list(who, { page: page + 1, size, kind: select.value, unread: unread.checked, until });
      if (mine !== round) return;
      page++;
      until ||= found[0]?.at ?? '';
      for (const n of found) add(n);
      more.hidden = found.length < size;
      if (!days.childElementCount) state.textContent = unread.checked ? words.noneUnread : words.none;
    } catch { failed(); }
  }

  /** @param {import('./notices.js').Notice} n */
  function add(n) {
    const at = new Date(n.at.replace(' ', 'T'));
    const day = dayKey.format(at);
    if (day !== lastDay) {
      lastDay = day;
      const today = dayKey.format(new Date());
      const name = day === today ? words.today : day === dayKey.format(new Date(Date.now() - 86_400_000)) ? words.yesterday : dayName.format(at);
      days.append(h('section', { class: 'day' }, h('h2', {}, name), h('ol', { role: 'list' })));
    }
    const li = item(who, n);
    const time = li.querySelector('time');
    const remove = h('button', {
      type: 'button', 'aria-label': `${words.remove}: ${n.text}`,
      onclick: () => call(who, 'DELETE', `${rest}/${n.id}`).then(() => {
        const section = li.closest('section');
        li.remove();
        if (section && !section.querySelector('li')) section.remove();
      }, failed),
    }, words.remove);
    if (n.data?.words) time?.before(h('p', { class: 'words' }, n.data.words));
    time?.replaceWith(h('div', { class: 'notice-foot' }, time.cloneNode(true), h('span', {}, kinds[n.kind] ?? ''), remove));
    days.lastElementChild?.querySelector('ol')?.append(li);
  }

  subscribe('notifications/*', ({ action }) => { if (action === 'create') fresh.hidden = false; });
  // what came while nothing was told may be new
  document.addEventListener('qiao:reconnected', () => { fresh.hidden = false; });
  addEventListener('hashchange', fromAddress);
  listening().then(fromAddress);
}
