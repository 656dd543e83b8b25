// Questions in a dialog.

import { h } from '../dom.js';

/**
 * @template T
 * @param {string} title @param {(Node | string)[]} content @param {(close: (answer: T | null) => void) => Node[]} buttons
 * @returns {Promise<T | null>} null when it is closed without an answer
 */
export function ask(title, content, buttons) {
  return new Promise((resolve) => {
    /** @type {T | null} */
    let answer = null;
    const dialog = h('dialog', { class: 'sheet wide', 'aria-labelledby': 'w-ask' }, h('h2', { id: 'w-ask' }, title), ...content);
    const close = (/** @type {T | null} */ given) => { answer = given; dialog.close(); };
    dialog.append(h('div', { class: 'acts' }, ...buttons(close)));
    dialog.addEventListener('close', () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** @param {string} label @param {() => void} act @param {string} [kind] */
export const button = (label, act, kind = '') => h('button', { type: 'button', class: `btn ${kind}`, onclick: act }, label);
