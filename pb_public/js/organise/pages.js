// The pages of an event's organisers, one beside the other: <nav data-organise="NAME OF THIS ONE" hidden>, as the template
// events/pages writes it.

import { call, session } from '../session.js';

/** @typedef {{id: string, slug: string, status: string, kind: string, edits: boolean}} Event edits says whether one may change the event itself */

/** @type {Promise<any> | undefined} what one may do with the event that the page is about */
let told;

/**
 * Shows the way to the other pages of an event. Reviewers have some of them, and who helps doesn't edit the event: where that
 * isn't known yet, it is asked.
 * @param {Partial<Event>} event @param {string} [role]
 */
export function pages(event, role = 'organiser') {
  const nav = /** @type {HTMLElement | null} */ (document.querySelector('nav[data-organise]'));
  if (!nav) return;
  for (const a of nav.querySelectorAll('a')) {
    const { to = '', page, kinds, role: whose } = a.dataset;
    a.href = to.replace('ID', event.id ?? '').replace('SLUG', event.slug ?? '');
    a.hidden = page === 'page' ? event.status === 'draft' : role !== 'organiser' && role !== whose || !(kinds ?? event.kind ?? '').includes(event.kind ?? '');
    if (page === nav.dataset.organise) a.ariaCurrent = 'page';
  }
  const edit = /** @type {HTMLElement} */ (nav.querySelector('[data-page=edit]'));
  if (event.edits === false) edit.hidden = true;
  else if (event.edits === undefined && !edit.hidden && nav.dataset.organise !== 'edit') {
    told ??= call(session(), 'GET', `/api/qiao/events/${event.id}/registration`).catch(() => ({})); // the page there says it, too
    told.then(({ about }) => { edit.hidden = about?.edits === false; });
  }
  nav.hidden = false;
  const here = /** @type {HTMLElement | null} */ (nav.querySelector('[aria-current]'));
  if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2; // where the row is wider than a phone
}
