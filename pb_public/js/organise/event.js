// An event as its form has it: times on the clocks of its zone, coordinates as maps give them.

import { equal } from '../write/request.js';
import { local } from './clock.js';
import { host } from './rights.js';

/** @typedef {import('../write/remote.js').Text} Text */

export const path = '/api/collections/events/records';

/** The fields that are the same in the form and in the record, but for a column that is a group; see host. */
export const plain = [
  'title', 'kind', 'mode', 'summary', 'cover_alt', 'notice', 'zone', 'city', 'country', 'venue', 'address', 'stream_url', 'register_url', 'conduct_url',
  'column', 'series', 'host', 'host_url', 'body', 'lang', 'access_notes', 'recording_url', 'slides_url',
];
const others = ['all_day', 'langs', 'tags'];
const times = ['starts', 'ends'];
export const names = [...plain, ...others, ...times, 'place'];

/** @param {string} lang @param {string} zone @returns {Text} */
export const empty = (lang, zone) => ({
  ...Object.fromEntries(plain.map((name) => [name, ''])), title: '', body: '', kind: 'meetup', mode: 'offline', lang, zone, all_day: false, langs: [lang], tags: [], starts: '', ends: '', place: '',
});

/** @param {Record<string, any>} event @returns {Text} */
export function textOf(event) {
  const text = empty(event.lang, event.zone);
  for (const name of [...plain, ...others]) text[name] = event[name] ?? text[name];
  for (const name of times) text[name] = local(event[name], event.zone).slice(0, event.all_day ? 10 : 16);
  text.column = host(event);
  const { lat = 0, lon = 0 } = event.place ?? {};
  text.place = lat || lon ? `${lat}, ${lon}` : '';
  return text;
}

/** @param {string} said "30.64, 104.04" @returns {{lat: number, lon: number} | null} null for what isn't a place on earth */
export function placeOf(said) {
  if (!said.trim()) return { lat: 0, lon: 0 };
  const found = /^\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(said);
  const [lat, lon] = [Number(found?.[1]), Number(found?.[2])];
  return found && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** What a request says of the changes between two texts. A text in another zone keeps what its clocks show. @param {Text} base @param {Text} text */
export function changes(base, text) {
  /** @type {Record<string, any>} */
  const said = {};
  for (const name of [...plain, ...others]) if (!equal(base[name], text[name])) said[name] = text[name];
  if ('column' in said) {
    const group = said.column[0] === '@';
    said.group = group ? said.column.slice(1) : '';
    if (group) said.column = '';
  }
  const clocks = 'zone' in said || 'all_day' in said;
  for (const name of times) {
    if (clocks || base[name] !== text[name]) said[text[name] ? `${name}_local` : name] = text[name];
  }
  if (base.place !== text.place) said.place = placeOf(text.place);
  return said;
}
