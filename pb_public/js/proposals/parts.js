// What the pages of calls for proposals share: words for states, the clocks of an event's zone.

import { h } from '../dom.js';
import { lang } from '../words.js';

const zh = {
  /** @type {Record<string, string>} */
  states: { submitted: '评审中', waitlisted: '候补', accepted: '已入选，待确认', rejected: '未入选', confirmed: '已确认', declined: '已谢绝', withdrawn: '已撤回' },
  minutes: '分钟',
};
/** @type {typeof zh} */
const en = {
  states: { submitted: 'In review', waitlisted: 'In reserve', accepted: 'Accepted, to be confirmed', rejected: 'Not accepted', confirmed: 'Confirmed', declined: 'Declined', withdrawn: 'Withdrawn' },
  minutes: 'minutes',
};
export const words = lang === 'en' ? en : zh;

/** @param {string} state */
export const stateBadge = (state) => h('span', { class: `badge ${{ confirmed: 'ok', accepted: 'warn', waitlisted: 'warn', rejected: 'bad', declined: 'bad' }[state] ?? ''}` }, words.states[state] ?? state);

/** The address of an event's part among the API's. @param {string} event @param {string} what */
export const of = (event, what) => `/api/qiao/events/${event}/${what}`;

/** A stamp of the API's as a moment. @param {string} stamp */
export const moment = (stamp) => new Date(stamp.replace(' ', 'T'));

/** How far a zone's clocks are from UTC at a moment, in milliseconds. @param {Date} at @param {string} zone */
function offset(at, zone) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' })
    .formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) - Math.floor(at.getTime() / 1000) * 1000;
}

/** A stamp on the clocks of a zone, as <input type=datetime-local> has it: 2026-11-28T14:00. @param {string} stamp @param {string} zone */
export function local(stamp, zone) {
  if (!stamp) return '';
  const at = moment(stamp);
  return new Date(at.getTime() + offset(at, zone)).toISOString().slice(0, 16);
}

/** The moment of a time on the clocks of a zone; of one that comes twice, the first. @param {string} clock @param {string} zone */
export function instant(clock, zone) {
  if (!clock) return '';
  const wall = Date.parse(`${clock}:00Z`);
  const guess = new Date(wall - offset(new Date(wall - 86_400_000), zone));
  return new Date(wall - (offset(guess, zone) || 0)).toISOString();
}

/** HTML that the server's Markdown pipeline made safe. @param {string} html */
export function prose(html) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const box = h('div', { class: 'prose' });
  box.append(...body.childNodes);
  for (const a of box.querySelectorAll('a[href]')) { a.setAttribute('target', '_blank'); a.setAttribute('rel', 'noopener'); }
  return box;
}
