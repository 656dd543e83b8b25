// The way to an event's tools for those who organise it, on its public pages: <div data-organise-event="ID"> around
// the row of the template events/pages.

import { pages } from './organise/pages.js';
import { call, session } from './session.js';

/** Shows it. @param {Partial<import('./organise/pages.js').Event>} about the event, as it is told to who organises it */
export const show = (about) => pages(about);

/** Where nobody registers here, nobody else has asked what the reader is to this event. @param {HTMLElement[]} found */
export default async function organise([place]) {
  if (document.querySelector('section[data-registration]')) return;
  const { about } = await call(session(), 'GET', `/api/qiao/events/${place.dataset.organiseEvent}/registration`).catch(() => ({}));
  if (about) show(about);
}
