// One's own part in a competition, on its page: <section data-contest="EVENT"> with a place [data-mine]. Makes and joins a team,
// shows its members and its code, and leads to the entry.

import { ask, attempt, button, field, person, rest, to, told } from '../bench.js';
import { h } from '../dom.js';
import { call, session, signInLink } from '../session.js';
import { moment, words } from './words.js';

/** @typedef {import('./words.js').Mine} Mine */

const section = /** @type {HTMLElement | null} */ (document.querySelector('[data-contest]'));
if (section) start(section);

/** @param {HTMLElement} section */
function start(section) {
  const event = section.dataset.contest ?? '';
  const place = /** @type {HTMLElement} */ (section.querySelector('[data-mine]'));
  const who = session();

  async function look() {
    try {
      show(await call(who, 'GET', `/api/qiao/contests/${event}`));
    } catch (error) {
      place.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, told(error)));
    }
  }

  /** @param {Mine} v */
  function show(v) {
    const links = h('p', { class: 'acts' });
    if (v.judge) links.append(h('a', { class: 'btn quiet', href: to(`/events/${v.slug}/contest/judge`) }, words.judge));
    if (v.organises) links.append(h('a', { class: 'btn quiet', href: to(`/events/${v.slug}/contest/manage`) }, words.manage));
    const parts = [];
    const open = v.phase === 'teams' || v.phase === 'entries';
    if (v.team && who) parts.push(team(v, v.team, who.id), entry(v));
    else if (!who && v.phase === 'teams') parts.push(h('p', { class: 'hint' }, words.signInSay), h('p', { class: 'acts' }, h('a', { class: 'btn', href: signInLink() }, words.signIn)));
    else if (who && v.phase === 'teams') parts.push(found(who.id), join(who.id));
    else if (open) parts.push(h('p', { class: 'hint' }, words.closed));
    if (links.childElementCount) parts.push(links);
    place.replaceChildren(...parts);
    section.hidden = !parts.length; // when all is over, most have no part in it
  }

  /** @param {string} label @param {HTMLElement[]} fields @param {string} go @param {() => Promise<unknown>} work */
  function form(label, fields, go, work) {
    const b = h('button', { class: 'btn' }, go);
    return h('form', { class: 'form', 'aria-label': label, onsubmit: (/** @type {Event} */ e) => {
      e.preventDefault();
      attempt(b, async () => { await work(); await look(); });
    } }, ...fields, h('div', { class: 'acts' }, b));
  }

  /** @param {string} me */
  function found(me) {
    const [name, about] = [h('input', { required: true, maxlength: 60, autocomplete: 'off' }), h('input', { maxlength: 300, autocomplete: 'off' })];
    return form(words.found, [field(words.name, name), field(words.about, about)], words.found,
      () => call(who, 'POST', rest('teams'), { event, leader: me, name: name.value, about: about.value }));
  }

  /** @param {string} me */
  function join(me) {
    const code = h('input', { required: true, maxlength: 30, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false' });
    return form(words.join, [h('p', { class: 'hint' }, words.or), field(words.code, code)], words.enter, () => call(who, 'POST', rest('team_members'), { user: me, code: code.value }));
  }

  /** @param {Mine} v @param {NonNullable<Mine['team']>} t @param {string} me */
  function team(v, t, me) {
    const leads = t.leader === me;
    const open = v.phase === 'teams' || v.phase === 'entries';
    const sure = (/** @type {string} */ label, /** @type {() => Promise<unknown>} */ work) => button(label, 'quiet small', async () => {
      ask(label, label, [h('p', { class: 'hint' }, words.sure)], async () => { await work(); await look(); });
    });
    const own = t.members.find((m) => m.user === me);
    const code = h('div', { class: 'ct-code' }, h('span', {}, words.code), h('code', { 'data-code': true }, t.code));
    const copy = h('button', { type: 'button', class: 'btn quiet small', onclick: async () => { await navigator.clipboard.writeText(t.code); copy.textContent = words.copied; } }, words.copy);
    code.append(copy);
    if (leads) code.append(button(words.rotate, 'quiet small', async () => {
      ask(words.rotate, words.rotate, [h('p', { class: 'hint' }, words.rotateSay)], async () => { await call(who, 'PATCH', rest('teams', t.id), { rotate: true }); await look(); });
    }));
    const acts = h('div', { class: 'acts' });
    if (open && own && (!leads || t.members.length === 1)) acts.append(sure(leads ? words.disband : words.leave, () => call(who, 'DELETE', leads ? rest('teams', t.id) : rest('team_members', own.id))));
    return h('div', { class: 'ct-part' }, h('p', {}, h('strong', {}, t.name)),
      h('ul', { class: 'items', 'aria-label': words.members }, ...t.members.map((m) => h('li', { class: 'item' }, h('div', { class: 'body' }, person(m)),
        m.user === t.leader ? h('span', { class: 'badge ok' }, words.leader) : null,
        leads && m.user !== me ? h('div', { class: 'acts' }, sure(words.give, () => call(who, 'PATCH', rest('teams', t.id), { leader: m.user })),
          open ? sure(words.remove, () => call(who, 'DELETE', rest('team_members', m.id))) : null) : null))),
      v.phase === 'teams' && t.members.length < v.teamMax ? code : null, acts.childElementCount ? acts : null);
  }

  /** @param {Mine} v */
  function entry(v) {
    const open = v.phase === 'teams' || v.phase === 'entries';
    const few = (v.team?.members.length ?? 0) < v.teamMin;
    return h('div', { class: 'ct-part' },
      h('p', { 'data-entry': v.entry?.version ?? 0 }, h('strong', {}, words.entry), ' · ', v.entry ? `${v.entry.title} · ${words.version(v.entry.version)}` : words.none),
      open && few ? h('p', { class: 'hint' }, words.small(v.teamMin)) : null,
      open && !few ? h('p', { class: 'acts' }, h('a', { class: 'btn', href: to(`/events/${v.slug}/contest/entry`) }, v.entry ? words.edit : words.write)) : null,
      open ? h('p', { class: 'hint' }, `${words.due} ${moment(v.entriesDue)}`) : null);
  }

  look();
}
