// The page of helpers at the door, /events/…/checkin: <div data-bench="checkin" data-event="ID">. It works without a
// connection once it was opened: the list is in the browser's database, scans wait until they can be sent.

import { attempt, bench, button, field, soon } from '../bench.js';
import { h } from '../dom.js';
import { keepOffline } from '../offline.js';
import { subscribe } from '../realtime.js';
import { session } from '../session.js';
import { lang, prefix } from '../words.js';
import { canScan, scan } from './camera.js';
import { isCode, openDoor, tidy } from './door.js';
import { forgetLists } from './list.js';
import { words } from './words.js';

const every = 20_000, mostFound = 20, mostRecent = 12;

if (!session()) forgetLists();
keepOffline(location.pathname);

bench('checkin', async (place, who) => {
  const event = place.dataset.event ?? '';
  const door = await openDoor(who, event, { changed: soon(draw), answered, notStaff: () => leave(words.notStaff) });
  let left = false;
  /** @type {Map<string, HTMLElement>} */
  const entries = new Map();
  let shown = '';

  const head = h('p', { class: 'entrance-head' });
  const count = h('p', { class: 'entrance-count', 'data-count': true });
  const bar = h('progress', { 'aria-label': words.arrived, max: 1, value: 0 });
  const state = h('p', { class: 'entrance-state', role: 'status', 'data-state': true });
  const result = h('div', { class: 'entrance-result', role: 'alert', 'data-result': true });
  const input = h('input', { type: 'search', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', maxlength: 100, enterkeyhint: 'go', oninput: soon(find) });
  const found = h('ul', { class: 'items', 'data-found': true });
  const video = h('video', { class: 'entrance-video', muted: true, playsinline: true, hidden: true });
  const recent = h('ul', { class: 'entrance-recent' });
  const acts = h('div', { class: 'acts' }, h('button', { class: 'btn' }, words.go));
  const form = h('form', { class: 'form', role: 'search', onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); typed(); } }, field(words.find, input, words.hint), acts);
  const [walkIns, drawWalkIns] = walkInForm(door, tell);
  place.replaceChildren(head, h('div', { class: 'entrance-sum' }, count, bar, state), form, video, result, found,
    walkIns, h('section', {}, h('h2', {}, words.recent), h('p', { class: 'hint', 'data-zone': true }), recent));

  let shut = () => {};
  if (await canScan()) {
    /** @type {(() => void) | null} */
    let stop = null;
    const toggle = button(words.camera, 'quiet', async () => {
      if (stop) { shut(); return; }
      result.replaceChildren();
      try {
        stop = await scan(video, (text) => take({ code: tidy(text) }), lost);
        toggle.textContent = words.stop;
        acts.scrollIntoView(); // so that what is said below the picture is on a phone's screen, too
        if (left) shut();
      } catch { lost(); }
    });
    const lost = () => { shut(); result.replaceChildren(h('p', { class: 'say bad' }, words.noCamera)); };
    shut = () => { stop?.(); stop = null; toggle.textContent = words.camera; };
    acts.append(toggle);
  }

  /** A time of the day in the event's zone. @param {string} at */
  const clock = (at) => new Date(at.replace(' ', 'T')).toLocaleTimeString(lang === 'en' ? 'en-GB' : 'zh-CN', { hour: '2-digit', minute: '2-digit', timeZone: door.list.about?.zone || undefined });

  function draw() {
    if (left) return;
    const { about } = door.list;
    const { expected, arrived } = door.list.counts();
    head.replaceChildren(...(about ? [h('a', { href: `${prefix}/events/${about.slug}` }, about.title),
      ...(about.role === 'organiser' ? [' · ', h('a', { href: `${prefix}/events/${about.slug}/manage` }, words.manage), ' · ', h('a', { href: `${prefix}/events/${about.slug}/badges` }, words.badges)] : [])] : []));
    count.replaceChildren(h('strong', {}, String(arrived)), ` ${words.arrived} / ${expected} ${words.of}`);
    bar.max = Math.max(1, expected);
    bar.value = arrived;
    const says = [door.loading ? words.loading(door.loading.n, door.loading.of) : door.online ? words.online : words.offline];
    if (door.queue.scans.size) says.push(words.queued(door.queue.scans.size));
    if (about && !door.online) says.push(words.updated(clock(new Date(about.at).toISOString())));
    state.textContent = says.join(' · ');
    state.classList.toggle('off', !door.online);
    const zone = place.querySelector('[data-zone]');
    if (zone) zone.textContent = about ? `${words.zone} ${about.zone}` : '';
    drawWalkIns();
  }

  /** @param {import('./door.js').Outcome} o */
  function card(o) {
    const good = o.outcome === 'ok' || o.outcome === 'pending';
    const tone = good ? 'ok' : o.outcome === 'already' || o.outcome === 'offlineUnknown' ? 'warn' : 'bad';
    const title = o.say ?? (o.outcome === 'pending' && door.online ? words.ok : words[/** @type {'ok'} */ (o.outcome)]);
    return h('div', { class: `entrance-card ${tone}`, 'data-outcome': o.outcome, 'data-nonce': o.nonce },
      h('p', { class: 'title' }, title), o.name ? h('p', { class: 'name' }, o.name) : null,
      h('p', {}, [o.ticket, o.state ? words.states[o.state] : '', o.at && !good ? words.when(clock(o.at), o.by ?? '') : ''].filter(Boolean).join(' · ')));
  }

  /** Shows what became of a scan, above and in the list. @param {import('./door.js').Outcome} o */
  function tell(o) {
    shown = o.nonce;
    result.replaceChildren(card(o));
    if (!['unknown', 'noSeat', 'already'].includes(o.outcome)) note(o);
  }

  /** @param {import('./door.js').Outcome} o */
  function note(o) {
    const waits = o.outcome === 'pending' || o.outcome === 'offlineUnknown';
    const entry = h('li', { 'data-entry': o.outcome }, h('span', {}, o.name || o.say || words.offlineUnknown), h('span', {}, o.at ? clock(o.at) : ''),
      h('span', { class: 'badge' + (o.outcome === 'ok' ? ' ok' : waits ? ' warn' : ' bad') }, waits ? words.waits : o.outcome === 'ok' ? words.synced : words[/** @type {'ok'} */ (o.outcome)]));
    const before = entries.get(o.nonce);
    if (before) before.replaceWith(entry);
    else recent.prepend(entry);
    entries.set(o.nonce, entry);
    while (recent.children.length > mostRecent) recent.lastElementChild?.remove();
  }

  /** The portal's word about a scan, maybe long after it. @param {import('./door.js').Outcome} o */
  function answered(o) {
    if (shown === o.nonce) result.replaceChildren(card(o));
    note(o);
  }

  /** @param {{code?: string, person?: import('./list.js').Person}} seen */
  async function take(seen) {
    const o = await door.take(seen);
    if (left) return;
    tell(o);
    navigator.vibrate?.(o.outcome === 'pending' || o.outcome === 'ok' ? 60 : [80, 60, 80]);
    draw();
  }

  async function typed() {
    const text = input.value.trim();
    if (!text) return;
    const code = tidy(text);
    if (isCode(code)) {
      input.value = '';
      found.replaceChildren();
      await take({ code });
    } else find();
    input.focus();
  }

  function find() {
    const text = input.value.trim();
    if (!text || isCode(tidy(text))) {
      found.replaceChildren();
      return;
    }
    const list = door.list.named(text, mostFound + 1);
    found.replaceChildren(...list.slice(0, mostFound).map((p) => h('li', { class: 'item', 'data-person': p.id },
      h('div', { class: 'body' }, h('strong', {}, p.name ?? ''), h('p', { class: 'meta' }, [door.ticket(p.ticket), p.arrived ? `${words.already} ${words.when(clock(p.arrived), p.by ?? '')}` : p.state === 'confirmed' ? '' : words.states[p.state]].filter(Boolean).join(' · '))),
      p.state === 'confirmed' && !p.arrived ? h('div', { class: 'acts' }, button(words.go, 'small', async () => { input.value = ''; await take({ person: p }); found.replaceChildren(); })) : null)),
      ...(list.length > mostFound ? [h('li', { class: 'hint' }, words.many)] : list.length ? [] : [h('li', { class: 'none' }, words.nobody)]));
  }

  /** Nothing of the list stays. @param {string} why */
  function leave(why) {
    left = true;
    shut();
    place.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, why));
  }

  const signedOut = () => { if (!session()) { door.list.wipe().then(forgetLists); location.reload(); } };
  document.addEventListener('qiao:session', signedOut);
  addEventListener('storage', signedOut);

  const again = () => { if (!left) door.send().then(() => { if (!left) door.sync(); }); };
  draw();
  await door.sync();
  if (left) return;
  draw();
  again();
  addEventListener('online', again);
  addEventListener('offline', () => { door.online = false; draw(); });
  document.addEventListener('qiao:reconnected', again);
  subscribe(`door/${event}`, soon(again));
  subscribe(`seats/${event}`, soon(again));
  setInterval(again, every);
  input.focus();
});

/**
 * The form for those who come without a registration.
 * @param {import('./door.js').Door} door @param {(o: import('./door.js').Outcome) => void} tell
 * @returns {[HTMLElement, () => void]} the form, and what draws its tickets anew
 */
function walkInForm(door, tell) {
  let nonce = crypto.randomUUID?.() ?? '', drawn = '';
  const name = h('input', { required: true, maxlength: 80, autocomplete: 'off' });
  const email = h('input', { type: 'email', maxlength: 254, autocomplete: 'off' });
  const ticket = h('select', { required: true });
  const go = h('button', { class: 'btn' }, words.register);
  const say = h('p', { class: 'hint' }, words.walkInHint);
  const form = h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => {
    e.preventDefault();
    attempt(go, async () => {
      tell(await door.walkIn({ ticket: ticket.value, name: name.value, email: email.value, nonce }));
      nonce = crypto.randomUUID();
      form.reset();
      box.open = false;
    });
  } }, field(words.name, name), field(words.email, email), field(words.ticket, ticket), h('div', { class: 'acts' }, go));
  const box = h('details', { class: 'entrance-walkin' }, h('summary', {}, words.walkIn), say, form);
  return [box, () => {
    const tickets = (door.list.about?.tickets ?? []).filter((t) => t.walkIn);
    form.hidden = !tickets.length || !door.online;
    say.textContent = !door.online ? words.offlineWalkIn : tickets.length ? words.walkInHint : words.noTickets;
    const now = JSON.stringify(tickets);
    if (now === drawn) return;
    drawn = now;
    const chosen = ticket.value;
    ticket.replaceChildren(...tickets.map((t) => h('option', { value: t.id }, `${t.name} · ${t.capacity ? words.left(t.capacity - t.taken) : words.any}`)));
    if (tickets.some((t) => t.id === chosen)) ticket.value = chosen;
  }];
}
