// The pages of an event's organisers on those of them that don't know what somebody may do there: who helps doesn't edit the event.

import { call, session } from '../session.js';
import { pages } from './pages.js';

/** @type {Promise<any> | undefined} asked once: a page is about one event */
let told;

/**
 * Shows the way to the other pages of an event, as {@link pages} does.
 * @param {Partial<import('./pages.js').Event>} event @param {string} [role]
 */
export function ways(event, role = 'organiser') {
  pages(event, role);
  if (role !== 'organiser') return;
  told ??= call(session(), 'GET', `/api/qiao/events/${event.id}/registration`).catch(() => ({})); // the form there says it, too
  told.then(({ about }) => pages({ ...event, edits: about?.edits }, role));
}
