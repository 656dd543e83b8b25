// The server's messages beside the fields of a form that they are about.

import { h } from '../dom.js';

/** @param {HTMLElement} field @param {string} message an empty one takes the message back */
export function mark(field, message) {
  const box = field.closest('.field, .pane');
  let note = box?.querySelector(':scope > .wrong');
  if (!message) {
    note?.remove();
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-errormessage');
    return;
  }
  if (!note) {
    note = h('p', { class: 'wrong', role: 'alert', id: `${field.id || `w-${field.getAttribute('name')}`}-wrong` });
    box?.append(note);
  }
  note.textContent = message;
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-errormessage', note.id);
}

/**
 * Puts messages beside the fields of their names, and the focus into the first.
 * @param {HTMLFormElement} form @param {Record<string, {message?: string}>} errors @returns {string} what has no field here
 */
export function refuse(form, errors) {
  const left = [];
  /** @type {HTMLElement | null} */
  let first = null;
  for (const [name, { message = '' }] of Object.entries(errors)) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLElement)) { left.push(message); continue; }
    mark(field, message);
    first ??= field;
  }
  const details = first?.closest('details');
  if (details) details.open = true;
  if (first?.getAttribute('type') === 'hidden') /** @type {HTMLElement | null | undefined} */ (first.closest('.field')?.querySelector('input:not([type=hidden])'))?.focus();
  else first?.focus();
  return left.join(' ');
}

/** Takes back all messages. @param {HTMLFormElement} form */
export function clear(form) {
  for (const field of form.querySelectorAll('[aria-invalid]')) mark(/** @type {HTMLElement} */ (field), '');
}
