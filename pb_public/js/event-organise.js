// The way to an event's tools for those who organise it, on its public pages: <div data-organise-event="ID" data-slug="…"
// data-kind="…"> around the row of the template events/pages.

import { pages } from './organise/pages.js';
import { call, session } from './session.js';

/** Shows it. */
export function show() {
  const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-organise-event]'));
  if (place) pages({ id: place.dataset.organiseEvent, slug: place.dataset.slug, kind: place.dataset.kind });
}

/** Where nobody registers here, nobody else has asked what the reader is to this event. @param {HTMLElement[]} found */
export default async function organise([place]) {
  if (document.querySelector('section[data-registration]')) return;
  const { role } = await call(session(), 'GET', `/api/qiao/events/${place.dataset.organiseEvent}/registration`).catch(() => ({ role: '' }));
  if (role === 'organiser') show();
}
