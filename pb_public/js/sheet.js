// A sheet over the page with a form: what is asked for rarely. Its style comes with the first one.

import { h } from './dom.js';
import { style } from './style.js';
import { lang } from './words.js';

const words = { zh: { cancel: '取消', failed: '没有成功，请再试一次' }, en: { cancel: 'Cancel', failed: 'That did not work, please try again' } }[lang];

let sheets = 0;

/** What an error says to people. @param {any} error @returns {string} */
export const why = (error) => /** @type {any} */ (Object.values(error?.fields ?? {})[0])?.message || (error?.status ? error.message : words.failed);

/**
 * Opens a sheet. It closes when send succeeds or it is cancelled.
 * @param {string} title
 * @param {(Node | null)[]} content
 * @param {string} label of the button that sends, "" for a sheet that only tells
 * @param {(data: FormData) => Promise<unknown>} send rejects with what went wrong, which is shown
 */
export async function sheet(title, content, label, send) {
  await style('forms');
  const id = `sheet-${++sheets}`;
  const say = h('p', { class: 'say bad', role: 'alert' });
  const go = h('button', { class: 'btn', type: 'submit', hidden: !label }, label);
  const form = h('form', { class: 'form', method: 'dialog', onsubmit: async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    go.disabled = true;
    say.textContent = '';
    try {
      await send(new FormData(form));
      dialog.close();
    } catch (error) {
      say.textContent = why(error);
      go.disabled = false;
    }
  } }, h('h2', { id }, title), ...content.filter((c) => c !== null), say,
  h('div', { class: 'acts' }, go, h('button', { class: 'btn quiet', type: 'button', onclick: () => dialog.close() }, words.cancel)));
  const dialog = h('dialog', { class: 'sheet', 'aria-labelledby': id, onclose: () => dialog.remove() }, form);
  document.body.append(dialog);
  dialog.showModal();
}

/** A labelled field of a form. @param {string} label @param {HTMLInputElement | HTMLTextAreaElement} input @param {string} [hint] */
export function field(label, input, hint) {
  input.id ||= `sheet-field-${input.name}`;
  if (hint) input.setAttribute('aria-describedby', `${input.id}-hint`);
  return h('div', { class: 'field' }, h('label', { for: input.id }, label), input, hint ? h('p', { class: 'hint', id: `${input.id}-hint` }, hint) : null);
}
