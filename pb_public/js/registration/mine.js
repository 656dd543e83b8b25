// The events that a member registered for, with tickets, and the secret address of their calendar: <div data-bench="my-events">.

import { attempt, bench, button, list, rest, states } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang, prefix } from '../words.js';
import { own } from './parts.js';

const zh = {
  upcoming: '将要参加', past: '参加过的', none: '还没有报名的活动。', nonePast: '还没有参加过活动。', find: '看看有什么活动', prev: '上一页', next: '下一页', page: '页', off: '活动已取消', after: '证明、问卷和录像',
  calendar: '订阅到日历', about: '把报名的活动显示在手机或电脑的日历里：已确认的照常，待审核和待确认的标为暂定，取消的会划掉。地址是你的秘密，不要发给别人。',
  make: '生成日历地址', again: '换一个地址', revoke: '停用地址', has: '你有一个日历地址。它只在生成时显示一次；忘了就换一个，旧的随即失效。', copy: '复制', copied: '已复制', address: '日历地址（只显示这一次）', open: '在日历应用中打开', revoked: '已停用，原来的地址不能再用。',
};
/** @type {typeof zh} */
const en = {
  upcoming: 'Upcoming', past: 'Past', none: 'You have not registered for an event yet.', nonePast: 'No past events.', find: 'See what is on', prev: 'Previous', next: 'Next', page: 'Page', off: 'The event was cancelled', after: 'Certificate, survey, recordings',
  calendar: 'Subscribe in your calendar', about: 'Shows your events in the calendar of your phone or computer: confirmed ones as they are, those not sure yet as tentative, cancelled ones struck out. The address is your secret: give it to nobody.',
  make: 'Make an address', again: 'Make another address', revoke: 'Revoke the address', has: 'You have a calendar address. It is shown only when it is made; if you lost it, make another one: the old one is good no more then.', copy: 'Copy', copied: 'Copied', address: 'Address of your calendar (shown this once)', open: 'Open in a calendar', revoked: 'Revoked: the address is good no more.',
};
const words = lang === 'en' ? en : zh;

bench('my-events', async (place, who) => {
  let when = 'upcoming', page = 1;
  const items = h('div', { class: 'people' });
  const calendar = h('section', { class: 'panel' });
  place.replaceChildren(states({ upcoming: words.upcoming, past: words.past }, when, (chosen) => { when = chosen; page = 1; look(); }), items, calendar);

  async function look() {
    const v = await call(who, 'GET', `/api/qiao/registrations/mine?${new URLSearchParams({ when, page: String(page) })}`);
    const step = (/** @type {string} */ label, /** @type {number} */ by, /** @type {boolean} */ off) =>
      h('button', { type: 'button', class: 'btn quiet small', disabled: off, onclick: () => { page += by; look(); } }, label);
    items.replaceChildren(
      ...(v.items.length ? v.items.map(row) : [h('p', { class: 'none' }, when === 'past' ? words.nonePast : words.none), h('p', {}, h('a', { class: 'btn quiet', href: `${prefix}/events` }, words.find))]),
      h('nav', { class: 'pager acts', 'aria-label': words.page, hidden: page === 1 && !v.more }, step(words.prev, -1, page === 1), h('span', {}, String(page)), step(words.next, 1, !v.more)));
    return v;
  }

  /** @param {any} v */
  function row(v) {
    const at = v.event.starts && new Date(v.event.starts.replace(' ', 'T'));
    const time = at ? `${at.toLocaleString(lang === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'full', ...(!v.event.allDay && { timeStyle: 'short' }), timeZone: v.event.zone })} (${v.event.zone})` : '';
    return h('article', { class: 'my-event', 'data-event': v.event.id },
      h('h2', {}, h('a', { href: `${prefix}/events/${v.event.slug}` }, v.event.title)),
      h('p', { class: 'hint' }, [v.event.status === 'cancelled' && words.off, time, v.mode === 'in_person' && v.event.venue, v.mode === 'in_person' && v.event.city].filter(Boolean).join(' · ')),
      own(v.seat, v.ticket, look),
      when === 'past' && v.seat.state === 'confirmed' && v.seat.name && v.event.status !== 'cancelled' ? h('p', { class: 'acts' }, h('a', { class: 'btn quiet', href: `${prefix}/afterwards#${v.seat.key}` }, words.after)) : null);
  }

  /** @param {boolean} has @param {Node[]} [more] */
  function drawCalendar(has, more = []) {
    const make = button(has ? words.again : words.make, has ? 'quiet' : '', async () => {
      const { path } = await call(who, 'POST', '/api/qiao/calendar');
      const url = location.origin + path;
      const input = h('input', { readonly: true, value: url, 'aria-label': words.address, 'data-calendar': true, onfocus: (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.target).select() });
      const copy = h('button', { type: 'button', class: 'btn quiet', onclick: () => attempt(copy, async () => { await navigator.clipboard.writeText(url); copy.textContent = words.copied; }) }, words.copy);
      drawCalendar(true, [h('div', { class: 'form' }, h('div', { class: 'field' }, h('p', { class: 'hint' }, words.address), input)),
        h('div', { class: 'acts' }, copy, h('a', { class: 'btn quiet', href: url.replace(/^https?:/, 'webcal:') }, words.open))]);
    });
    const revoke = button(words.revoke, 'quiet', async () => {
      const { items: links } = await list(who, 'calendar_links', { perPage: 1 });
      for (const link of links) await call(who, 'DELETE', rest('calendar_links', link.id));
      drawCalendar(false, [h('p', { class: 'say', role: 'status' }, words.revoked)]);
    });
    calendar.replaceChildren(h('h2', {}, words.calendar), h('p', { class: 'hint' }, has && !more.length ? words.has : words.about), ...more, h('div', { class: 'acts' }, make, has ? revoke : null));
  }

  drawCalendar((await look()).calendar);
});
