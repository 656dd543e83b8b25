// The numbers of an event and what its survey says, for its organisers: <div data-bench="numbers" data-event="ID">.

import { bench, button } from '../bench.js';
import { h } from '../dom.js';
import { ways } from '../organise/ways.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { bars, columns } from './plot.js';
import { results } from './results.js';

const words = {
  zh: {
    registered: '报名成功', came: '到场', noShow: '未到率', waiting: '候补与待审核', cancelled: '取消', declined: '未通过与过期', none: '还没有人报名。', unknown: '—',
    tickets: '按票种', ticket: '票种', of: (/** @type {number} */ came, /** @type {number} */ all) => `${all} 人报名，${came} 人到场`, some: (/** @type {number} */ all) => `${all} 人报名`, all: '合计', days: '每天的报名', day: '日期', made: '报名',
    daysSay: (/** @type {number} */ n, /** @type {string} */ day, /** @type {number} */ most) => `${n} 天里，${day} 最多，有 ${most} 人报名。`, zone: (/** @type {string} */ zone) => `按 ${zone} 的日期。`,
    sources: '从哪里来', source: '来源', direct: '未注明', door: '现场登记', sourcesSay: '把活动页的链接加上 #from=名字 发出去（小写字母、数字、- 和 _），从那里来的报名就记在这个名字下，如 #from=weibo。不记录别的。',
    series: '与前几期比较', date: '活动', table: '看数字', csv: '导出数据 CSV', xlsx: '导出数据 XLSX', people: '导出名单 XLSX', copy: '复制带来源的链接',
  },
  en: {
    registered: 'Registered', came: 'Came', noShow: 'No-show rate', waiting: 'Waiting or pending', cancelled: 'Cancelled', declined: 'Declined or expired', none: 'Nobody has registered yet.', unknown: '—',
    tickets: 'By ticket', ticket: 'Ticket', of: (/** @type {number} */ came, /** @type {number} */ all) => `${all} registered, ${came} came`, some: (/** @type {number} */ all) => `${all} registered`, all: 'All', days: 'Registrations a day', day: 'Day', made: 'Registrations',
    daysSay: (/** @type {number} */ n, /** @type {string} */ day, /** @type {number} */ most) => `Of ${n} days, ${day} had the most registrations: ${most}.`, zone: (/** @type {string} */ zone) => `Days are those of ${zone}.`,
    sources: 'Where people came from', source: 'Source', direct: 'Not said', door: 'At the door', sourcesSay: 'Give out the link of the event’s page with #from=name at its end (small letters, digits, - and _): who registers by it is counted under this name, for example #from=weibo. Nothing else is kept.',
    series: 'Compared with earlier dates', date: 'Event', table: 'The numbers', csv: 'Numbers as CSV', xlsx: 'Numbers as XLSX', people: 'Attendees as XLSX', copy: 'Copy a link with a source',
  },
}[lang];

/** @typedef {{name: string, registered: number, came: number, waiting: number, cancelled: number, declined: number, noShow: number}} Count */

const percent = (/** @type {number} */ n) => (n < 0 ? words.unknown : `${n.toLocaleString(lang)} %`);

bench('numbers', async (place, who) => {
  const base = `/api/qiao/events/${place.dataset.event}`;
  const v = await call(who, 'GET', `${base}/numbers`);
  ways(v.event);

  /** @param {string} path */
  async function save(path) {
    const answer = await fetch(base + path, { headers: { authorization: who.token, 'accept-language': document.documentElement.lang } });
    if (!answer.ok) throw new Error(String(answer.status));
    const url = URL.createObjectURL(await answer.blob());
    h('a', { href: url, download: /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'numbers' }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
  const acts = h('div', { class: 'acts' }, button(words.csv, 'quiet', () => save('/numbers/csv')), button(words.xlsx, 'quiet', () => save('/numbers/xlsx')), button(words.people, 'quiet', () => save('/attendees/xlsx')));
  const sum = (/** @type {string} */ label, /** @type {string | number} */ n) => h('li', {}, h('strong', {}, String(n)), label);
  const all = v.all;
  place.replaceChildren(h('p', { class: 'numbers-of' }, h('strong', {}, v.event.title)),
    h('ul', { class: 'sums' }, sum(words.registered, all.registered), sum(words.came, v.noted ? all.came : words.unknown), sum(words.noShow, percent(all.noShow)), sum(words.waiting, all.waiting), sum(words.cancelled, all.cancelled)),
    acts, ...(all.registered + all.waiting + all.cancelled + all.declined ? [tickets(v), days(v), sources(v), series(v)].filter((x) => x !== null) : [h('p', { class: 'none' }, words.none)]), h('div', { 'data-results': true }));
  await results(/** @type {HTMLElement} */ (place.querySelector('[data-results]')), who, base, save);
});

/** A plot with its numbers. @param {string} title @param {string} hint @param {SVGElement | Element} plot @param {Node} numbers */
const part = (title, hint, plot, numbers) => h('section', { class: 'panel figure' }, h('h2', {}, title), hint ? h('p', { class: 'hint' }, hint) : null, h('div', { class: 'beside' }, h('div', {}, plot), numbers));

/** @param {string} title @param {string[]} head @param {(string | number)[][]} rows */
function table(title, head, rows) {
  return h('div', { class: 'table', role: 'region', 'aria-label': title, tabindex: 0 }, h('table', {}, h('caption', { class: 'vh' }, title), h('thead', {}, h('tr', {}, ...head.map((one) => h('th', { scope: 'col' }, one)))),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((cell, i) => (i ? h('td', {}, String(cell)) : h('th', { scope: 'row' }, String(cell)))))))));
}

/** @param {string} title @param {string} name @param {(Count & {label?: string})[]} counts */
const counted = (title, name, counts) => table(title, [name, words.registered, words.came, words.noShow, words.waiting, words.cancelled], counts.map((c) => [c.label ?? c.name, c.registered, c.came, percent(c.noShow), c.waiting, c.cancelled]));

/** @param {boolean} noted @param {Count & {label?: string}} c */
const bar = (noted, c) => ({ label: c.label ?? c.name, value: c.registered, ...(noted && { part: c.came }), note: noted ? words.of(c.came, c.registered) : words.some(c.registered) });

/** @param {any} v */
function tickets(v) {
  const rows = v.tickets.map((/** @type {Count} */ c) => bar(v.noted, c));
  return part(words.tickets, '', bars(words.tickets, rows.map((/** @type {any} */ r) => `${r.label}: ${r.note}`).join('; '), rows), counted(words.tickets, words.ticket, [...v.tickets, { ...v.all, name: words.all }]));
}

/** @param {any} v */
function days(v) {
  if (!v.days.length) return null;
  const most = v.days.reduce((/** @type {any} */ a, /** @type {any} */ b) => (b.registered > a.registered ? b : a));
  return part(words.days, words.zone(v.event.zone), columns(words.days, words.daysSay(v.days.length, most.day, most.registered), v.days.map((/** @type {any} */ d) => ({ label: d.day, value: d.registered })), v.days.length > 1 ? v.days[v.days.length - 1].day : ''),
    table(words.days, [words.day, words.made, words.cancelled], v.days.filter((/** @type {any} */ d) => d.registered || d.cancelled).map((/** @type {any} */ d) => [d.day, d.registered, d.cancelled])));
}

/** @param {any} v */
function sources(v) {
  const all = v.sources.map((/** @type {Count} */ c) => ({ ...c, label: c.name === '' ? words.direct : c.name === 'door' ? words.door : c.name }));
  const rows = all.map((/** @type {any} */ c) => bar(v.noted, c));
  return part(words.sources, words.sourcesSay, bars(words.sources, rows.map((/** @type {any} */ r) => `${r.label}: ${r.note}`).join('; '), rows), counted(words.sources, words.source, all));
}

/** @param {any} v */
function series(v) {
  if (!v.series.length) return null;
  const all = v.series.map((/** @type {any} */ c) => ({ ...c, label: `${c.starts.slice(0, 10)} ${c.name}` }));
  const rows = all.map((/** @type {any} */ c) => bar(c.came > 0, c));
  return part(words.series, '', bars(words.series, rows.map((/** @type {any} */ r) => `${r.label}: ${r.note}`).join('; '), rows), counted(words.series, words.date, all));
}
