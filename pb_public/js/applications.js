// Site editors decide who gets a column.

import { ask, bench, common, editsSite, field, list, pager, person, rest, soon, states, to, when } from './bench.js';
import { h } from './dom.js';
import { listening, subscribe } from './realtime.js';
import { call } from './session.js';
import { lang } from './words.js';

const zh = {
  only: '这一页只给站点编辑用。', none: '没有这样的申请。', approve: '批准', reject: '不批准', answer: '答复', approveHint: '可不填，申请人会看到。', rejectHint: '写明原因，申请人会看到。',
  /** @type {Record<string, string>} */
  states: { pending: '等待答复', approved: '已批准', rejected: '未批准' },
  /** @type {Record<string, string>} */
  kinds: { individual: '个人', enterprise: '企业', partner: '伙伴' },
  answered: '答复：', column: '看专栏',
};
/** @type {typeof zh} */
const en = {
  only: 'This page is for site editors.', none: 'No such applications.', approve: 'Approve', reject: 'Reject', answer: 'Answer', approveHint: 'Optional; who applied will read it.', rejectHint: 'Say why; who applied will read it.',
  states: { pending: 'Waiting', approved: 'Approved', rejected: 'Rejected' },
  kinds: { individual: 'Individual', enterprise: 'Enterprise', partner: 'Partner' },
  answered: 'Answer: ', column: 'See the column',
};
const words = lang === 'en' ? en : zh;

bench('applications', async (place, who) => {
  if (!editsSite(who)) {
    place.replaceChildren(h('p', { class: 'none' }, words.only));
    return;
  }
  let state = 'pending', page = 1;
  const found = h('div', { 'aria-live': 'polite' });
  const tabs = states(words.states, state, (chosen) => { state = chosen; page = 1; show(); });
  place.replaceChildren(tabs, found);

  /** @param {any} a @param {string} label @param {string} to @param {string} hint */
  const decide = (a, label, to, hint) => {
    const answer = h('textarea', { maxlength: 2000, required: to === 'rejected' });
    ask(label, label, [h('p', {}, a.name), field(words.answer, answer, hint)], () => call(who, 'PATCH', rest('column_applications', a.id), { state: to, answer: answer.value }).then(show));
  };

  /** @param {any} a */
  const item = (a) => h('li', { class: 'item' },
    h('div', { class: 'body' }, h('h2', {}, a.name),
      h('p', { class: 'line' }, words.kinds[a.kind] ?? a.kind, ' · ', `/columns/${a.slug}`, ' · ', person(a.expand?.applicant), ' · ', when(a.created)),
      a.tagline ? h('p', {}, a.tagline) : null, h('p', { class: 'text' }, a.reason),
      a.answer ? h('p', { class: 'word' }, words.answered, a.answer) : null,
      a.expand?.column ? h('p', {}, h('a', { href: to(`/columns/${a.expand.column.slug}`) }, words.column)) : null),
    a.state === 'pending' ? h('div', { class: 'acts' },
      h('button', { type: 'button', class: 'btn small', onclick: () => decide(a, words.approve, 'approved', words.approveHint) }, words.approve),
      h('button', { type: 'button', class: 'btn bad small', onclick: () => decide(a, words.reject, 'rejected', words.rejectHint) }, words.reject)) : null);

  async function show() {
    const answer = await list(who, 'column_applications', { filter: `state='${state}'`, sort: state === 'pending' ? 'created' : '-updated', perPage: 20, page, expand: 'applicant,column' });
    found.replaceChildren(answer.items.length ? h('ul', { class: 'items' }, ...answer.items.map(item)) : h('p', { class: 'none' }, words.none), pager(answer.page, answer.totalPages, (n) => { page = n; show(); }) ?? '');
  }
  const again = soon(() => { show().catch(() => { found.replaceChildren(h('p', { class: 'say bad' }, common.failed)); }); });
  subscribe('column_applications/*', again);
  await listening();
  await show();
  document.addEventListener('qiao:reconnected', again);
});
