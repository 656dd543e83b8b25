// Asking why an event is cancelled, which those who wanted to come are told.

import { h } from '../dom.js';

/**
 * @param {HTMLElement} room @param {Record<string, any>} event @param {typeof import('./says.js').says} says
 * @param {(also: Record<string, any>) => Promise<boolean>} save
 */
export function ask(room, event, says, save) {
  const why = h('textarea', { id: 'o-why', maxlength: 300, rows: 3, required: true, 'aria-describedby': 'o-why-hint' });
  why.value = event.notice ?? '';
  room.replaceChildren(h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); save({ status: 'cancelled', notice: why.value.trim() }); } },
    h('div', { class: 'field' }, h('label', { for: 'o-why' }, says.why), why, h('p', { class: 'hint', id: 'o-why-hint' }, says.whyHint)),
    h('div', { class: 'acts' }, h('button', { class: 'btn bad' }, says.cancelSure), h('button', { type: 'button', class: 'btn quiet', onclick: () => room.replaceChildren() }, says.keep))));
  why.focus();
}
