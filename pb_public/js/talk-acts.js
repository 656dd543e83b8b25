// What is rarely done in a discussion: deleting, looking at what a comment said before, closing and slowing.

import { h } from './dom.js';
import { call } from './session.js';
import { button } from './talk-parts.js';
import { says } from './talk-words.js';

const rest = '/api/collections/';
const intervals = [0, 30, 60, 300, 900, 3600];

/** @typedef {{who: import('./session.js').Session | null, refresh: () => Promise<void>}} Place */

/** @param {Place} talk @param {string} id */
export async function remove(talk, id) {
  if (!confirm(says.removeSure)) return;
  await call(talk.who, 'DELETE', `${rest}comments/records/${id}`);
  await talk.refresh();
}

/** Shows and hides the earlier texts of a comment. @param {Place} talk @param {HTMLElement} said @param {string} id */
export async function history(talk, said, id) {
  const shown = said.querySelector('.past');
  if (shown) { shown.remove(); return; }
  const filter = encodeURIComponent(`comment='${id}'`);
  const { items } = await call(talk.who, 'GET', `${rest}comment_edits/records?filter=${filter}&sort=-created&perPage=50&skipTotal=1&fields=body,created`);
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
  said.append(h('div', { class: 'past' }, ...items.map((/** @type {{body: string, created: string}} */ edit) => h('div', {},
    h('small', {}, `${says.before} · ${format.format(new Date(edit.created.replace(' ', 'T')))}`), h('pre', {}, edit.body)))));
}

/** Offers closing to who may, and slowing to who manages the discussion. @param {import('./talk.js').Discussion} talk */
export function manage(talk) {
  const { section, mine } = talk;
  if (!section || !mine) return;
  /** @param {{closed?: boolean, slow?: number}} change */
  const keep = async (change) => {
    const path = `${rest}discussions/records`;
    mine.discussion = mine.discussion
      ? await call(talk.who, 'PATCH', `${path}/${mine.discussion.id}`, change)
      : await call(talk.who, 'POST', path, { kind: talk.kind, target: talk.id, ...change });
    location.reload();
  };
  const slow = h('select', { 'aria-label': says.slow, onchange: () => keep({ slow: Number(slow.value) }).catch(() => location.reload()) },
    ...intervals.map((s) => h('option', { value: s, selected: mine.discussion?.slow === s }, s ? says.every(s) : says.off)));
  const closed = mine.discussion?.closed;
  section.append(h('div', { class: 'manage' }, button(closed ? says.open : says.close, () => keep({ closed: !closed })),
    ...closed || !mine.manages ? [] : [h('label', {}, `${says.slow} `, slow)]));
}
