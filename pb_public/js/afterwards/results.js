// What the answers to a survey come to. Nobody's name is in them.

import { attempt, button } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { bars } from './plot.js';

const words = {
  zh: {
    survey: '问卷结果', none: '这个活动没有问卷。', sum: (/** @type {number} */ n, /** @type {number} */ of) => `${of} 位报名的人里，${n} 位填写。`, mean: (/** @type {number} */ mean, /** @type {number} */ n) => `平均 ${mean.toLocaleString(lang)} 分，${n} 人打分`, answers: (/** @type {number} */ n) => `${n} 人回答`,
    few: '每个票种都有至少 5 份回答时，才会按票种分开显示。', tickets: '各票种的平均分', ticket: '票种', answered: '填写', csv: '导出回答 CSV', prev: '上一页', next: '下一页', empty: '还没有人填写。', points: (/** @type {string} */ n) => `${n} 分`, value: '回答', n: '人数',
  },
  en: {
    survey: 'What the survey says', none: 'This event has no survey.', sum: (/** @type {number} */ n, /** @type {number} */ of) => `${n} of ${of} who were registered answered.`, mean: (/** @type {number} */ mean, /** @type {number} */ n) => `${mean.toLocaleString(lang)} on average, from ${n}`, answers: (/** @type {number} */ n) => `${n} answers`,
    few: 'Tickets are told apart once there are 5 answers or more for each.', tickets: 'Means by ticket', ticket: 'Ticket', answered: 'Answered', csv: 'Answers as CSV', prev: 'Previous', next: 'Next', empty: 'Nobody has answered yet.', points: (/** @type {string} */ n) => n, value: 'Answer', n: 'People',
  },
}[lang];

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {string} base @param {(path: string) => Promise<void>} save */
export async function results(box, who, base, save) {
  const v = await call(who, 'GET', `${base}/survey`);
  if (!v.questions.length) return;
  const rated = v.questions.filter((/** @type {any} */ q) => q.kind === 'rating');
  box.replaceChildren(h('section', { class: 'panel figure', 'data-survey-results': true }, h('h2', {}, words.survey), h('p', { class: 'hint' }, v.answered ? words.sum(v.answered, v.asked) : words.empty),
    v.answered ? h('div', { class: 'acts' }, button(words.csv, 'quiet', () => save('/survey/csv'))) : null,
    ...(v.answered ? v.questions.map((/** @type {any} */ q) => question(who, base, q)) : []),
    v.answered && rated.length ? (v.tickets.length ? h('div', {}, h('h3', {}, words.tickets), h('div', { class: 'table', role: 'region', 'aria-label': words.tickets, tabindex: 0 }, h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.ticket), h('th', { scope: 'col' }, words.answered), ...rated.map((/** @type {any} */ q) => h('th', { scope: 'col' }, q.label)))),
      h('tbody', {}, ...v.tickets.map((/** @type {any} */ t) => h('tr', {}, h('th', { scope: 'row' }, t.ticket), h('td', {}, String(t.answered)), ...rated.map((/** @type {any} */ q) => h('td', {}, t.means[q.id]?.toLocaleString(lang) ?? '—')))))))) : h('p', { class: 'hint' }, words.few)) : null));
}

/** @param {import('../session.js').Session} who @param {string} base @param {any} q */
function question(who, base, q) {
  const head = h('h3', {}, q.label);
  if (q.kind === 'text') {
    const texts = h('div', {});
    let page = 1;
    /** @param {string[]} items @param {boolean} more */
    const draw = (items, more) => texts.replaceChildren(h('ul', { class: 'said-list' }, ...items.map((t) => h('li', { class: 'lines' }, t))),
      page > 1 || more ? h('nav', { class: 'pager acts', 'aria-label': q.label }, step(words.prev, -1, page === 1), h('span', {}, String(page)), step(words.next, 1, !more)) : '');
    const step = (/** @type {string} */ label, /** @type {number} */ by, /** @type {boolean} */ off) => {
      const b = h('button', { type: 'button', class: 'btn quiet small', disabled: off, onclick: () => attempt(b, async () => {
        page += by;
        const next = await call(who, 'GET', `${base}/survey?texts=${q.id}&page=${page}`);
        draw(next.items, next.more);
      }) }, label);
      return b;
    };
    draw(q.texts ?? [], q.more);
    return h('div', { class: 'result' }, head, h('p', { class: 'hint' }, words.answers(q.answers)), texts);
  }
  const rows = q.counts.map((/** @type {any} */ c) => ({ label: q.kind === 'rating' ? words.points(c.value) : c.value, value: c.n, note: `${c.n} · ${q.answers ? Math.round(100 * c.n / q.answers) : 0} %` }));
  return h('div', { class: 'result' }, head, h('p', { class: 'hint' }, q.kind === 'rating' ? words.mean(q.mean ?? 0, q.answers) : words.answers(q.answers)),
    h('div', { class: 'beside' }, h('div', {}, bars(q.label, rows.map((/** @type {any} */ r) => `${r.label}: ${r.note}`).join('; '), rows, Math.max(1, q.answers))),
      h('div', { class: 'table' }, h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.value), h('th', { scope: 'col' }, words.n))), h('tbody', {}, ...rows.map((/** @type {any} */ r) => h('tr', {}, h('th', { scope: 'row' }, r.label), h('td', {}, String(r.value)))))))));
}
