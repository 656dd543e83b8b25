// The line above a text that says what its writer should know, with what can be done about it.

import { h } from '../dom.js';
import { words } from './words.js';

/** @param {HTMLElement} box @param {string} text an empty one takes it away @param {...Node} acts */
export function notice(box, text, ...acts) {
  box.hidden = !text;
  box.className = 'say warn bar';
  box.replaceChildren(h('span', {}, text), ...acts, h('button', { type: 'button', class: 'link', onclick: () => { box.hidden = true; } }, words.close));
}

/** @param {string} label @param {() => void} run */
export const act = (label, run) => h('button', { type: 'button', class: 'btn quiet small', onclick: run }, label);
