// The page behind the link in a mail: a registration for whoever has the link. The key is in the address behind the #.

import { told } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang, prefix } from '../words.js';
import { own, words } from './parts.js';

const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-registration-key]'));
if (place) {
  addEventListener('hashchange', () => look(place));
  look(place);
}

/** @param {HTMLElement} box */
async function look(box) {
  try {
    show(box, await call(null, 'GET', `/api/qiao/registrations/${encodeURIComponent(location.hash.slice(1)) || '-'}`));
  } catch (error) {
    box.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, told(error)));
  }
}

/** @param {HTMLElement} box @param {any} v null once it was given away */
function show(box, v) {
  if (!v) {
    box.replaceChildren(h('p', { class: 'say ok', role: 'status' }, words.given));
    return;
  }
  const at = v.event.starts && new Date(v.event.starts.replace(' ', 'T'));
  const when = at ? `${at.toLocaleString(lang === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'full', ...(!v.event.allDay && { timeStyle: 'short' }), timeZone: v.event.zone })} (${v.event.zone})` : '';
  box.replaceChildren(
    h('h2', {}, h('a', { href: `${prefix}/events/${v.event.slug}` }, v.event.title)),
    h('p', {}, [when, v.ticket.mode === 'in_person' && v.event.venue, v.ticket.mode === 'in_person' && v.event.city].filter(Boolean).join(' · ')),
    own(v.seat, v.ticket.name, (after) => show(box, after)),
    v.seat.state === 'confirmed' && Date.parse((v.event.ends || v.event.starts).replace(' ', 'T')) < Date.now()
      ? h('p', { class: 'acts' }, h('a', { class: 'btn quiet', href: `${prefix}/afterwards#${v.seat.key}` }, lang === 'en' ? 'Certificate, survey, recordings' : '证明、问卷和录像')) : '');
  box.querySelector('[data-seat]')?.setAttribute('role', 'status');
}
