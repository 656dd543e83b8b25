// Which event an organiser's page is about, and what somebody may do with it.

import { call } from '../session.js';

/** @typedef {Record<string, any>} Event a record */

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
