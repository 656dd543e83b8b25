// What waits for a review, the oldest first.

import { any, button, common, editsSite, list, pager, person, rest, soon, to, when } from './bench.js';
import { h } from './dom.js';
import { listening, subscribe } from './realtime.js';
import { call } from './session.js';
import { lang } from './words.js';

const zh = {
  none: '没有要审的稿子。', nobody: '你还不是任何专栏的编辑，这里没有要你审的稿子。', column: '专栏', all: '全部', noColumn: '未选专栏', state: '状态', whose: '谁在审',
  everyone: '所有人', mine: '我在审', free: '还没人领', claim: '领取', read: '审读', by: '投稿人', reviewer: '审稿人', answer: '退回原因：',
  /** @type {Record<string, string>} */
  states: { open: '待审', accepted: '已通过', rejected: '已退回', withdrawn: '已撤回' },
  applications: '专栏申请',
};
/** @type {typeof zh} */
const en = {
  none: 'Nothing to review.', nobody: 'You are no editor of a column yet, so nothing waits for you here.', column: 'Column', all: 'All', noColumn: 'No column', state: 'State', whose: 'Reviewer',
  everyone: 'Anybody', mine: 'Me', free: 'Nobody yet', claim: 'Claim', read: 'Read', by: 'Submitted by', reviewer: 'Reviewer', answer: 'Sent back because: ',
  states: { open: 'Open', accepted: 'Accepted', rejected: 'Sent back', withdrawn: 'Withdrawn' },
  applications: 'Column applications',
};
const words = lang === 'en' ? en : zh;

const fields = ['id', 'article', 'state', 'reviewer', 'message', 'answer', 'created', 'decided', 'expand.article.title', 'expand.column.name', 'expand.submitter.name', 'expand.submitter.handle', 'expand.reviewer.name', 'expand.reviewer.handle'];

/** @param {HTMLElement} place @param {import('./session.js').Session} who */
export default async function queue(place, who) {
  const site = editsSite(who);
  const seats = await list(who, 'column_members', { filter: `user='${who.id}' && role!='author'`, perPage: 200, skipTotal: 1, expand: 'column', fields: 'column,expand.column.name' });
  const columns = new Map(seats.items.map((m) => [m.column, m.expand?.column?.name ?? m.column]));
  if (site) {
    const waiting = await list(who, 'submissions', { filter: "state='open'", sort: 'created', perPage: 200, skipTotal: 1, expand: 'column', fields: 'column,expand.column.name' });
    for (const s of waiting.items) if (s.column && !columns.has(s.column)) columns.set(s.column, s.expand?.column?.name ?? s.column);
  }
  if (!site && !columns.size) {
    place.replaceChildren(h('p', { class: 'none' }, words.nobody));
    return () => {};
  }

  let page = 1;
  /** @param {string} label @param {[string, string][]} options */
  const select = (label, options) => {
    const control = h('select', { onchange: () => { page = 1; show(); } }, ...options.map(([value, text]) => h('option', { value }, text)));
    return { control, whole: h('label', { class: 'pick' }, h('span', {}, label), control) };
  };
  const column = select(words.column, [['', words.all], ...columns.entries(), ...(site ? /** @type {[string, string][]} */ ([['-', words.noColumn]]) : [])]);
  const state = select(words.state, Object.entries(words.states));
  const whose = select(words.whose, [['', words.everyone], ['me', words.mine], ['free', words.free]]);
  const found = h('div', { 'aria-live': 'polite' });
  place.replaceChildren(h('div', { class: 'picks form' }, column.whole, state.whole, whose.whole,
    site ? h('a', { class: 'more', href: to('/review/applications') }, words.applications) : null), found);

  /** @param {any} s */
  const item = (s) => {
    const reviewer = s.expand?.reviewer;
    return h('li', { class: 'item' },
      h('div', { class: 'body' },
        h('h2', {}, h('a', { href: `#${s.article}` }, s.expand?.article?.title ?? '')),
        h('p', { class: 'line' }, h('span', {}, s.expand?.column?.name ?? words.noColumn), ' · ', `${words.by} `, person(s.expand?.submitter), ' · ', when(s.created),
          reviewer ? ` · ${words.reviewer} ` : '', reviewer ? person(reviewer) : ''),
        s.message ? h('p', { class: 'word' }, s.message) : null,
        s.answer ? h('p', {}, words.answer, s.answer) : null),
      h('div', { class: 'acts' },
        s.state === 'open' && !s.reviewer ? button(words.claim, 'small', () => call(who, 'PATCH', rest('submissions', s.id), { reviewer: who.id }).then(show)) : null,
        h('a', { class: 'btn quiet small', href: `#${s.article}` }, words.read)));
  };

  async function show() {
    const filter = [`state='${state.control.value}'`];
    if (column.control.value === '-') filter.push("column=''");
    else if (column.control.value) filter.push(`column='${column.control.value}'`);
    else if (!site) filter.push(any('column', [...columns.keys()]));
    if (whose.control.value === 'me') filter.push(`reviewer='${who.id}'`);
    if (whose.control.value === 'free') filter.push("reviewer=''");
    const open = state.control.value === 'open';
    const answer = await list(who, 'submissions', { filter: filter.join(' && '), sort: open ? 'created' : '-decided', perPage: 20, page, expand: 'article,column,submitter,reviewer',
      fields: fields.join(',') });
    found.replaceChildren(answer.items.length ? h('ul', { class: 'items' }, ...answer.items.map(item)) : h('p', { class: 'none' }, words.none),
      pager(answer.page, answer.totalPages, (n) => { page = n; show(); }) ?? '');
  }

  const again = soon(() => { show().catch(() => { found.replaceChildren(h('p', { class: 'say bad' }, common.failed)); }); });
  const stop = subscribe('submissions/*', again);
  await listening();
  await show();
  document.addEventListener('qiao:reconnected', again);
  return () => { stop(); document.removeEventListener('qiao:reconnected', again); };
}
