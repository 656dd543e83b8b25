// The pages of an event's organisers, one beside the other: <nav data-organise="NAME OF THIS ONE" hidden>, as the template
// events/pages writes it.

/** @typedef {{id: string, slug: string, status: string, kind: string, edits: boolean}} Event edits: false where one may not change the event itself */

/**
 * Shows the way to the other pages of an event. Reviewers have some of them.
 * @param {Partial<Event>} event @param {string} [role]
 */
export function pages(event, role = 'organiser') {
  const nav = /** @type {HTMLElement | null} */ (document.querySelector('nav[data-organise]'));
  if (!nav) return;
  for (const a of nav.querySelectorAll('a')) {
    const { to = '', page, kinds, role: whose } = a.dataset;
    a.href = to.replace('ID', event.id ?? '').replace('SLUG', event.slug ?? '');
    a.hidden = page === 'page' ? event.status === 'draft' : page === 'edit' && event.edits === false || role !== 'organiser' && role !== whose || !(kinds ?? event.kind ?? '').includes(event.kind ?? '');
    if (page === nav.dataset.organise) a.ariaCurrent = 'page';
  }
  nav.hidden = false;
  const here = /** @type {HTMLElement | null} */ (nav.querySelector('[aria-current]'));
  if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2; // where the row is wider than a phone
}
