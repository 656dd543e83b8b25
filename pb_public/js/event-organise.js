// The way to an event's tools for those who organise it, on its page: <p data-organise-event="ID" data-slug="…" hidden></p>

import { h } from './dom.js';
import { call, session } from './session.js';
import { lang, prefix } from './words.js';

const words = {
  zh: { edit: '编辑活动', agenda: '议程', registration: '报名设置', people: '报名的人', after: '会后' },
  en: { edit: 'Edit', agenda: 'Agenda', registration: 'Registration', people: 'Attendees', after: 'Afterwards' },
}[lang];

/** Shows it. @param {string} event its id @param {HTMLElement} [near] where it stands on a page that has no place for it */
export function show(event, near) {
  let place = /** @type {HTMLElement | null} */ (document.querySelector('[data-organise-event]'));
  if (!place && near) near.prepend(place = h('p', { class: 'acts', 'data-organise-event': event, 'data-slug': /\/events\/([^/]+)/.exec(location.pathname)?.[1] ?? '' }));
  if (!place) return;
  const link = (/** @type {string} */ label, /** @type {string} */ path) => h('a', { class: 'btn quiet small', href: prefix + path }, label);
  place.replaceChildren(link(words.edit, `/events/edit#${event}`), link(words.agenda, `/events/agenda#${event}`), link(words.registration, `/events/registration#${event}`), link(words.people, `/events/${place.dataset.slug}/manage`), link(words.after, `/events/afterwards#${event}`));
  place.hidden = false;
}

/** Where nobody registers here, nobody else has asked what the reader is to this event. @param {HTMLElement[]} found */
export default async function organise([place]) {
  const event = place.dataset.organiseEvent ?? '';
  if (document.querySelector('section[data-registration]')) return;
  const { role } = await call(session(), 'GET', `/api/qiao/events/${event}/registration`).catch(() => ({ role: '' }));
  if (role === 'organiser') show(event);
}
