// The cover of an event in its form.

import { h } from '../dom.js';
import { call } from '../session.js';
import { path } from './event.js';
import { says } from './says.js';

/** @typedef {import('../session.js').Session} Session */
/** @typedef {Record<string, any>} Event a record */

/** Sends the picture that was chosen. @param {Session} who @param {Event} event @param {HTMLInputElement} field @returns {Promise<Event>} */
export async function send(who, event, field) {
  const body = new FormData();
  body.append('cover', /** @type {FileList} */ (field.files)[0]);
  const now = await call(who, 'PATCH', `${path}/${event.id}?expand=column,group,series`, body);
  field.value = '';
  return now;
}

/** Shows it, with a way to take it off. @param {Session} who @param {Event} event @param {HTMLImageElement} image @param {(now: Event) => void} done */
export function show(who, event, image, done) {
  image.src = `/api/files/events/${event.id}/${encodeURIComponent(event.cover)}?thumb=640x0`;
  image.parentElement?.querySelector('button')?.remove();
  image.after(h('button', { type: 'button', class: 'link', onclick: async () => done(await call(who, 'PATCH', `${path}/${event.id}?expand=column,group,series`, { cover: null })) }, says.removeCover));
}
