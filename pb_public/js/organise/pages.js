// The pages of an event's organisers, one beside the other: <nav data-organise="NAME OF THIS ONE" hidden>; and what somebody
// may do with an event.

import { h } from '../dom.js';
import { call } from '../session.js';
import { lang, prefix } from '../words.js';

const words = {
  zh: { edit: '活动信息', agenda: '议程', registration: '报名设置', people: '报名的人', page: '活动页' },
  en: { edit: 'The event', agenda: 'Agenda', registration: 'Registration', people: 'Attendees', page: 'Its page' },
}[lang];

/** @typedef {Record<string, any>} Event a record */

/** Shows the way to the other pages of an event. @param {Event} event */
export function pages(event) {
  const nav = /** @type {HTMLElement | null} */ (document.querySelector('nav[data-organise]'));
  if (!nav) return;
  const own = nav.dataset.organise;
  /** @type {[string, string, string][]} */
  const all = [
    ['edit', words.edit, `/events/edit#${event.id}`], ['agenda', words.agenda, `/events/agenda#${event.id}`], ['registration', words.registration, `/events/registration#${event.id}`],
    ['people', words.people, `/events/${event.slug}/manage`],
  ];
  if (event.status !== 'draft') all.push(['page', words.page, `/events/${event.slug}`]);
  nav.replaceChildren(...all.map(([name, label, path]) => h('a', { href: prefix + path, 'aria-current': name === own ? 'page' : null }, label)));
  nav.hidden = false;
}

/** The id of the event that the address names, "" for none. */
export const asked = () => /^#([a-z0-9]{15})$/.exec(location.hash)?.[1] ?? '';

/**
 * What somebody may do: edit the event (its author, the editors and the owner of its column, site editors), publish it (the
 * same, but for its author), run any column.
 * @param {import('../session.js').Session} who @param {Event | null} event
 */
export async function rights(who, event) {
  const site = Array.isArray(who.record.roles) && who.record.roles.includes('editor');
  const { items } = await call(who, 'GET', `/api/collections/column_members/records?perPage=100&skipTotal=1&expand=column&filter=${encodeURIComponent(`user='${who.id}' && column.status='active'`)}`);
  /** @type {{id: string, name: string, runs: boolean}[]} */
  const columns = items.map((/** @type {any} */ m) => ({ id: m.column, name: m.expand?.column?.name ?? m.column, runs: m.role !== 'author' }));
  const publish = site || columns.some((c) => c.runs && c.id === event?.column);
  return { site, columns, publish, edit: publish || !event || event.author === who.id, somewhere: site || columns.some((c) => c.runs) };
}
