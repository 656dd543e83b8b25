// The cover of an event in its form.

import { h } from '../dom.js';

/** @typedef {Record<string, any>} Event a record */

/** Sends the picture that was chosen. @param {HTMLInputElement} field @param {(said: FormData) => Promise<Event>} change @returns {Promise<Event>} */
export async function send(field, change) {
  const body = new FormData();
  body.append('cover', /** @type {FileList} */ (field.files)[0]);
  const now = await change(body);
  field.value = '';
  return now;
}

/** Shows it, with a way to take it off. @param {Event} event @param {HTMLImageElement} image @param {string} label @param {() => void} off */
export function show(event, image, label, off) {
  image.src = `/api/files/events/${event.id}/${encodeURIComponent(event.cover)}?thumb=640x0`;
  image.parentElement?.querySelector('button')?.remove();
  image.after(h('button', { type: 'button', class: 'link', onclick: off }, label));
}
