// What discussions, questions and lists of one's own share: a button that says why it failed, and the votes on a thing.

import { h, icon } from './dom.js';
import { call } from './session.js';
import { says } from './talk-words.js';

/** @typedef {{id: string, target: string, value: number}} Mark a vote */

/**
 * A button that says why it failed for a moment.
 * @param {string} label @param {() => Promise<void>} act @param {...Node} inner
 */
export function button(label, act, ...inner) {
  const b = h('button', { type: 'button', class: 'act', 'aria-label': inner.length ? label : null, title: inner.length ? label : null }, ...inner.length ? inner : [label]);
  b.addEventListener('click', async () => {
    b.disabled = true;
    try { await act(); } catch (error) {
      const why = h('span', { role: 'alert', class: 'why' }, refusal(error));
      b.after(why);
      setTimeout(() => why.remove(), 6000);
    }
    b.disabled = false;
  });
  return b;
}

/** What an error says to people. @param {any} error @returns {string} */
export function refusal(error) {
  const fields = Object.values(error?.fields ?? {});
  return fields[0]?.message || (error?.status ? error.message : says.offline);
}

const rest = '/api/collections/votes/records';

/**
 * The votes on a thing with the buttons to vote; without them where it is one's own. What is pressed counts at once, and is
 * taken back where the server says no.
 * @param {import('./session.js').Session | null} who @param {string} kind @param {string} target
 * @param {{count: number, own: boolean, mark: Mark | null}} state
 */
export function votes(who, kind, target, { count, own, mark }) {
  const box = h('span', { class: 'votes', role: 'group', 'aria-label': says.votes });
  const shown = h('span', { class: 'num', 'aria-live': 'polite' });
  let sum = count;
  let value = mark?.value ?? 0;
  /** @param {number} to */
  const show = (to) => {
    sum += to - value;
    value = to;
    shown.textContent = String(sum);
    up.setAttribute('aria-pressed', String(value === 1));
    down.setAttribute('aria-pressed', String(value === -1));
  };
  /** @param {1 | -1} pressed */
  const vote = async (pressed) => {
    const old = value;
    show(old === pressed ? 0 : pressed);
    try {
      if (mark && old === pressed) {
        await call(who, 'DELETE', `${rest}/${mark.id}`);
        mark = null;
      } else mark = await call(who, 'POST', rest, { user: who?.id, kind, target, value: pressed });
    } catch (error) {
      show(old);
      throw error;
    }
  };
  const up = button(says.up, () => vote(1), icon('vote'));
  const down = button(says.down, () => vote(-1), icon('down'));
  show(value);
  if (own) box.append(icon('vote'), shown);
  else box.append(up, shown, down);
  return box;
}

/**
 * Opens the form of a comment. The field is there at once and stays the same one, so that no key is lost while what belongs
 * to the form is loaded.
 * @param {import('./talk-form.js').Place} place @param {HTMLElement} at @param {{parent?: string, edit?: string}} what
 * @param {(comment: any) => Promise<void>} sent @param {() => void} [cancelled]
 */
export async function write(place, at, what, sent, cancelled) {
  const there = at.querySelector('form.talk-form textarea');
  if (there instanceof HTMLElement) { there.focus(); return; }
  const key = place.draft(what.edit ? `edit-${what.edit}` : what.parent ?? '');
  const area = h('textarea', { rows: 4, 'aria-label': says.label });
  area.value = localStorage.getItem(key) ?? '';
  const made = h('form', { class: 'talk-form', onsubmit: (/** @type {Event} */ event) => event.preventDefault() }, h('div', { class: 'field' }, area));
  const keys = { composing: false };
  area.addEventListener('compositionstart', () => { keys.composing = true; });
  area.addEventListener('compositionend', () => { keys.composing = false; });
  at.append(made);
  area.focus();
  try {
    const { equip } = await import('./talk-form.js');
    await equip(place, what, key, made, area, keys, async (comment) => { made.remove(); await sent(comment); }, () => { made.remove(); cancelled?.(); });
  } catch (error) {
    if (!what.edit && area.value.trim()) localStorage.setItem(key, area.value);
    made.append(h('p', { class: 'why', role: 'alert' }, refusal(error)));
  }
}
