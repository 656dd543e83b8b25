// What the pages of a member's own things share: who asks, and articles by their ids.

import { h } from './dom.js';
import { call, session, signInLink } from './session.js';
import { says } from './talk-words.js';

/**
 * Who is signed in; a guest is shown the way there.
 * @param {HTMLElement} box
 */
export function owner(box) {
  const who = session();
  if (!who) box.replaceChildren(h('p', { class: 'talk-note' }, h('a', { href: signInLink() }, says.needSignIn)));
  return who;
}

/**
 * Titles and addresses of things that can still be seen.
 * @param {import('./session.js').Session} who @param {string} collection @param {string[]} ids
 * @returns {Promise<Map<string, {title: string, slug: string}>>}
 */
export async function found(who, collection, ids) {
  if (!ids.length) return new Map();
  const filter = encodeURIComponent(ids.map((id) => `id='${id}'`).join('||'));
  const { items } = await call(who, 'GET', `/api/collections/${collection}/records?perPage=50&skipTotal=1&fields=id,title,slug&filter=${filter}`);
  return new Map(items.map((/** @type {{id: string, title: string, slug: string}} */ item) => [item.id, item]));
}
