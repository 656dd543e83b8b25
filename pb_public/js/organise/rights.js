// Which event an organiser's page is about, and what somebody may do with it.

import { call } from '../session.js';

/** @typedef {Record<string, any>} Event a record */

/** The id of the event that the address names, "" for none. */
export const asked = () => /^#([a-z0-9]{15})$/.exec(location.hash)?.[1] ?? '';

/** Who organises an event: the id of its column, @ and that of its group, "" for neither. @param {Event | null} event @returns {string} */
export const host = (event) => event?.group ? `@${event.group}` : event?.column ?? '';

/**
 * What somebody may do: edit the event (its author, the editors and the owner of its column, the organisers of its group, site
 * editors), publish it (the same, but for its author), run any column or group. Those they may organise for are hosts.
 * @param {import('../session.js').Session} who @param {Event | null} event
 */
export async function rights(who, event) {
  const site = Array.isArray(who.record.roles) && who.record.roles.includes('editor');
  const all = (/** @type {string} */ of, /** @type {string} */ filter) => call(who, 'GET', `/api/collections/${of}/records?perPage=100&skipTotal=1&expand=column&filter=${encodeURIComponent(filter)}`);
  const [seats, groups] = await Promise.all([
    all('column_members', `user='${who.id}' && column.status='active'`), all('groups', `organisers.id?='${who.id}' && status='active' && hidden=false`),
  ]);
  /** @type {{id: string, name: string, runs: boolean}[]} */
  const hosts = [
    ...seats.items.map((/** @type {any} */ m) => ({ id: m.column, name: m.expand?.column?.name ?? m.column, runs: m.role !== 'author' })),
    ...groups.items.map((/** @type {any} */ g) => ({ id: `@${g.id}`, name: g.name, runs: true })),
  ];
  const publish = site || hosts.some((c) => c.runs && c.id === host(event));
  return { site, hosts, publish, edit: publish || !event || event.author === who.id, somewhere: site || hosts.some((c) => c.runs) };
}
