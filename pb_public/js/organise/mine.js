// The events that somebody made, the latest first, beside the form for a new one.

import { h } from '../dom.js';
import { call } from '../session.js';
import { prefix } from '../words.js';

const most = 20;

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {string} path of events @param {typeof import('./says.js').says} says */
export async function mine(box, who, path, says) {
  const { items } = await call(who, 'GET', `${path}?perPage=${most}&skipTotal=1&sort=-updated&fields=id,title,status&filter=${encodeURIComponent(`author='${who.id}'`)}`);
  box.querySelector('ul')?.replaceChildren(...items.map((/** @type {any} */ e) => h('li', {},
    h('a', { href: `${prefix}/events/edit#${e.id}` }, e.title), h('small', {}, says.states[e.status] ?? ''))), ...items.length ? [] : [h('li', {}, says.none)]);
}
