// Badges of an event, to be printed and cut: <div data-bench="badges" data-event="ID">.

import { bench, button, field, pager } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang, prefix } from '../words.js';

const zh = {
  print: '打印这一页', ticket: '票种', all: '全部', none: '还没有人有确认的名额。', back: '现场签到',
  /** @param {number} n @param {number} page @param {number} pages */
  sum: (n, page, pages) => `共 ${n} 张，第 ${page} / ${pages} 页。用 A4 纸打印，每张纸 10 个，边距设为“无”或“默认”，缩放 100%。`,
};
/** @type {typeof zh} */
const en = {
  print: 'Print this page', ticket: 'Ticket', all: 'All', none: 'Nobody has a confirmed seat yet.', back: 'Check-in',
  sum: (n, page, pages) => `${n} badge${n === 1 ? '' : 's'}, page ${page} of ${pages}. Print on A4 at 100%: ten to a sheet.`,
};
const words = lang === 'en' ? en : zh;

/** @param {number} size @param {string} path */
function code(size, path) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('shape-rendering', 'crispEdges');
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  drawn.setAttribute('d', path);
  svg.append(drawn);
  return svg;
}

bench('badges', async (place, who) => {
  let page = 1;
  const ticket = h('select', {}, h('option', { value: '' }, words.all));
  const print = button(words.print, '', async () => window.print());
  const sum = h('p', { class: 'hint', role: 'status' });
  const link = h('p', {});
  const turn = h('div', { class: 'badge-pages' });
  const sheet = h('ul', { class: 'badges' });
  place.replaceChildren(h('div', { class: 'badge-acts' }, link, field(words.ticket, ticket), sum, h('div', { class: 'acts' }, print), turn), sheet);
  ticket.onchange = () => { page = 1; look(); };

  async function look() {
    const v = await call(who, 'GET', `/api/qiao/events/${place.dataset.event}/badges?${new URLSearchParams({ page: String(page), ticket: ticket.value })}`);
    if (ticket.options.length === 1) ticket.append(...v.tickets.map((/** @type {any} */ t) => h('option', { value: t.id }, t.name)));
    link.replaceChildren(h('a', { href: `${prefix}/events/${v.event.slug}` }, v.event.title), ' · ', h('a', { href: `${prefix}/events/${v.event.slug}/checkin` }, words.back));
    sum.textContent = v.total ? words.sum(v.total, page, v.pages) : words.none;
    print.disabled = !v.total;
    turn.replaceChildren(pager(page, v.pages, (n) => { page = n; look(); }) ?? '');
    sheet.replaceChildren(...v.items.map((/** @type {any} */ b) => h('li', { 'data-badge': b.id },
      h('div', {}, h('p', { class: 'event' }, v.event.title), h('p', { class: 'name' }, b.name || '—'), b.company ? h('p', { class: 'company' }, b.company) : null, h('p', { class: 'kind' }, b.ticket)),
      code(b.size, b.path))));
  }
  await look();
});
