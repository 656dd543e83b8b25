// Appeals and the audit log on the moderators' page.

import { h } from './dom.js';
import { actor } from './moderation-case.js';
import { select, turns } from './moderation-parts.js';
import { name, problem, time, words } from './moderation-words.js';
import { call } from './session.js';

/** @typedef {import('./session.js').Session} Session */

const size = 20;

/** @param {Session} who @param {() => void} again */
export async function showAppeals(who, again) {
  const ask = new URLSearchParams({ filter: `state='open' && user!='${who.id}'`, sort: 'created', perPage: '50', skipTotal: '1', expand: 'user,entry' });
  const { items } = await call(who, 'GET', `/api/collections/appeals/records?${ask}`);
  return items.length ? h('ol', { class: 'log' }, ...items.map((/** @type {any} */ a) => appeal(who, a, again))) : h('p', { class: 'none' }, words.noAppeals);
}

/** @param {Session} who @param {any} a @param {() => void} again */
function appeal(who, a, again) {
  const entry = a.expand?.entry;
  const say = h('p', { class: 'say bad', role: 'alert' });
  const text = h('textarea', { id: `a-${a.id}`, maxlength: 2000, rows: 3, required: true });
  const answer = (/** @type {string} */ state) => async () => {
    if (!form.reportValidity()) return;
    say.textContent = '';
    try {
      await call(who, 'PATCH', `/api/collections/appeals/records/${a.id}`, { state, answer: text.value });
      again();
    } catch (error) {
      say.textContent = problem(error);
    }
  };
  const form = h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => e.preventDefault() },
    h('div', { class: 'field' }, h('label', { for: text.id }, words.appeal.answer), text), say,
    h('div', { class: 'acts' }, h('button', { class: 'btn', type: 'button', onclick: answer('granted') }, words.grant), h('button', { class: 'btn quiet', type: 'button', onclick: answer('declined') }, words.decline)));
  return h('li', {},
    h('h2', {}, a.expand?.user?.name || words.nobody), h('small', {}, time(a.created)),
    entry && h('p', {}, `${words.decided}：${name(words.actions, entry.action)} · ${entry.reason} `, h('a', { href: `#case/${entry.kind}/${entry.target}` }, words.open)),
    h('p', {}, `${words.appealed}：`), h('div', { class: 'quote' }, a.text), form);
}

/** @param {Session} who */
export async function showAudit(who) {
  const list = h('div');
  const form = h('form', { class: 'sift', onchange: () => load(1), onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); load(1); } },
    select(words.action, 'action', words.actions, words.all), select(words.kind, 'kind', words.kinds, words.all),
    h('label', {}, `${words.person} · ${words.handle}`, h('input', { name: 'handle', type: 'search', maxlength: 40, autocomplete: 'off' })));
  /** @param {number} page */
  async function load(page) {
    const asked = Object.fromEntries(new FormData(form));
    const filter = [];
    if (asked.action) filter.push(`action='${asked.action}'`);
    if (asked.kind) filter.push(`kind='${asked.kind}'`);
    const handle = String(asked.handle).trim().toLowerCase().replace(/[^a-z0-9-]/g, '');
    if (handle) filter.push(`(affected.handle='${handle}' || actor.handle='${handle}')`);
    const ask = new URLSearchParams({ filter: filter.join(' && '), sort: '-created', page: String(page), perPage: String(size + 1), skipTotal: '1', expand: 'actor,affected' });
    try {
      const { items } = await call(who, 'GET', `/api/collections/audit_log/records?${ask}`);
      list.replaceChildren(items.length ? h('ol', { class: 'log' }, ...items.slice(0, size).map(entry)) : h('p', { class: 'none' }, words.noEntries));
      const turn = turns(page, items.length > size, load);
      if (turn) list.append(turn);
    } catch (error) {
      list.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, problem(error)));
    }
  }
  await load(1);
  return h('div', {}, form, list);
}

/** @param {any} e */
function entry(e) {
  const target = e.kind in words.kinds ? h('a', { href: `#case/${e.kind}/${e.target}` }, name(words.kinds, e.kind)) : e.kind;
  return h('li', {},
    h('p', {}, h('b', {}, name(words.actions, e.action)), ' ', target, e.expand?.affected && ` · ${e.expand.affected.name}`), e.reason && h('p', {}, e.reason),
    h('small', {}, `${actor(e.expand?.actor, e.role)} · ${time(e.created)}`),
    e.before || e.after ? h('details', {}, h('summary', {}, words.changes), h('pre', { tabindex: '0' }, JSON.stringify({ before: e.before, after: e.after }, null, 1))) : null);
}
