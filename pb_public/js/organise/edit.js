// The form of an event, on /events/new and /events/edit#ID: <form data-event-form> with its parts marked data-w="…"; see
// hooks/events/views/organise.html. What isn't saved is kept on the device; what others saved meanwhile is merged in.

import { editor } from '../ask/editor.js';
import { h } from '../dom.js';
import { Refusal, call, session, signInLink } from '../session.js';
import { Tagger } from '../tagger.js';
import { lang, prefix } from '../words.js';
import { replaceAll } from '../write/edit.js';
import { forget, keep, kept } from '../write/local.js';
import { clear, mark, refuse } from '../write/marks.js';
import { act, notice as tellIn } from '../write/notice.js';
import { equal, same } from '../write/request.js';
import { words } from '../write/words.js';
import { own } from './clock.js';
import { changes, empty, names, path, placeOf, plain, textOf } from './event.js';
import { pages } from './pages.js';
import { asked, rights } from './rights.js';
import { says } from './says.js';
import { status } from './status.js';

/** @typedef {import('../write/remote.js').Text} Text */
/** @typedef {import('../session.js').Session} Session */

const expand = '?expand=column,group,series';
const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.querySelector(`[data-w=${name}]`));

/** @param {HTMLFormElement} form @param {Session} who */
async function start(form, who) {
  const field = (/** @type {string} */ name) => /** @type {any} */ (form.elements.namedItem(name));
  const boxes = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('[name=langs]')]);
  const notice = (/** @type {string} */ text, /** @type {Node[]} */ ...acts) => tellIn(part('notice'), text, ...acts);
  const id = asked();
  /** @type {Record<string, any> | null} what the server has */
  let event = id ? await call(who, 'GET', `${path}/${id}${expand}`) : null;
  let base = event ? textOf(event) : empty(lang, own);
  let may = await rights(who, event);
  if (event) pages(event);
  if (!may.edit) throw new Refusal(403, { message: says.notYours });
  const patch = (/** @type {string} */ at, /** @type {any} */ said) => call(who, 'PATCH', `${path}/${at}${expand}`, said);
  const key = () => `event:${event?.id ?? 'new'}`;

  const tagger = new Tagger(who, part('tags'), /** @type {HTMLInputElement} */ (part('tag')), words.tags, () => { mark(field('tags'), ''); changed(); }, 10);
  const area = /** @type {HTMLTextAreaElement} */ (field('body'));
  const ed = editor(area, {
    who, lang: () => field('lang').value, of: () => ({}), changed: () => { mark(area, ''); changed(); },
    held: /** @type {any} */ ({
      put: async (/** @type {File} */ file, /** @type {(part: number) => void} */ progress) => {
        if (!event && !await save({})) throw new Error(says.failed);
        const { into } = await import('../write/uploads.js');
        return into(who, async () => `${path}/${event?.id}`, (record) => { if (event) event.files = record.files; })(file, progress);
      },
      show: (/** @type {Element} */ seen) => {
        for (const img of seen.querySelectorAll('img[src]')) {
          const name = (img.getAttribute('src') ?? '').split('/').pop() ?? '';
          if (event?.files?.includes(name)) img.setAttribute('src', `/api/files/events/${event.id}/${encodeURIComponent(name)}`);
        }
      },
    }),
  });

  /** @returns {Text} */
  function read() {
    /** @type {Text} */
    const text = { ...base, tags: tagger.tags, all_day: field('all_day').checked, langs: boxes.filter((b) => b.checked).map((b) => b.value), starts: field('starts').value, ends: field('ends').value, place: field('place').value.trim() };
    for (const name of plain) text[name] = name === 'body' ? area.value : field(name).value.trim();
    text.country = text.country.toUpperCase();
    if (same(['langs'], { ...text, langs: [...text.langs].sort() }, { ...base, langs: [...base.langs].sort() })) text.langs = base.langs; // their order says nothing
    return text;
  }

  /** @param {Text} text */
  function show(text) {
    for (const name of plain) {
      const to = field(name);
      if (name === 'body') { replaceAll(area, text.body); continue; }
      if (to instanceof HTMLSelectElement && text[name] && ![...to.options].some((o) => o.value === text[name])) to.add(new Option((event?.expand?.[name] ?? event?.expand?.group)?.name ?? event?.expand?.[name]?.title ?? text[name], text[name]));
      if (to.value !== text[name]) to.value = text[name];
    }
    field('all_day').checked = text.all_day;
    times();
    for (const name of ['starts', 'ends']) field(name).value = text[name];
    for (const b of boxes) b.checked = text.langs.includes(b.value);
    field('place').value = text.place;
    if (!equal(tagger.tags, text.tags)) tagger.tags = text.tags;
    settle();
  }

  /** Fields for days or for times, with what is in them. */
  function times() {
    for (const input of [field('starts'), field('ends')]) {
      const { value } = input;
      const type = field('all_day').checked ? 'date' : 'datetime-local';
      if (input.type === type) continue;
      input.type = type;
      input.value = type === 'date' ? value.slice(0, 10) : value && `${value.slice(0, 10)}T${input.name === 'starts' ? '09:00' : '17:00'}`;
    }
  }

  /** What depends on what: places and links by the way to take part, what comes after an event. */
  function settle() {
    part('onsite').hidden = field('mode').value === 'online';
    part('online').hidden = field('mode').value === 'offline' && !field('stream_url').value;
    part('noticed').hidden = !event || event.status === 'draft';
    part('after').hidden = !event || event.status === 'draft';
  }

  /** What the fields are called. @returns {Record<string, string>} */
  const labels = () => Object.fromEntries(names.map((name) => [name, (field(name).labels?.[0] ?? part(name)?.querySelector('legend'))?.textContent ?? name]));

  const dirty = () => !same(names, read(), base) || field('cover').files.length > 0;
  let timer = 0;
  function changed() {
    settle();
    clearTimeout(timer);
    tell(dirty() ? says.dirty : '', 'dirty');
    timer = window.setTimeout(keepHere, 300);
  }
  function keepHere() {
    clearTimeout(timer);
    if (same(names, read(), base)) { forget(who.id, key()); if (!dirty() && part('state').dataset.state === 'dirty') tell('', ''); return; }
    if (keep(who.id, key(), { text: read(), base, updated: event?.updated ?? '', at: Date.now() })) tell(says.kept, 'dirty');
  }
  /** @param {string} text @param {string} state */
  function tell(text, state) {
    part('state').textContent = text;
    part('state').dataset.state = state;
  }

  /** Brings what others saved meanwhile together with what is here. @param {Text} began @returns {Promise<boolean>} whether to go on */
  async function together(began) {
    if (!event) return true;
    const now = await call(who, 'GET', `${path}/${event.id}${expand}`);
    const theirs = textOf(now);
    event = now;
    if (same(names, theirs, began)) return true;
    const mine = read();
    const { bring } = await import('../write/bring.js');
    const found = bring(began, mine, theirs, names, equal);
    let { text } = found;
    if (found.chunks || found.clashes.length) {
      const answer = await (await import('../write/conflict.js')).resolve(found, false, labels());
      if (!answer) { tell(words.clash, 'refused'); return false; }
      text = /** @type {Text} */ (answer.text);
    }
    base = theirs;
    show(text);
    ed.later();
    if (!same(names, text, mine)) notice(says.merged);
    return true;
  }

  /** Saves what changed. @param {Record<string, any>} also @returns {Promise<boolean>} */
  async function save(also) {
    clear(form);
    notice('');
    await ed.calm();
    if (!placeOf(read().place)) { mark(field('place'), says.place); field('place').focus(); return false; }
    keepHere();
    tell(words.saving, 'saving');
    try {
      if (!await together(base)) return false;
      const text = read();
      const said = { ...changes(event ? base : { ...empty('', ''), kind: '', mode: '' }, text), ...also };
      const before = key();
      if (!event) event = await call(who, 'POST', `${path}${expand}`, { ...said, author: who.id, status: 'draft' });
      else if (Object.keys(said).length) event = await patch(event.id, said);
      forget(who.id, before);
      took(text);
      await sendCover();
    } catch (error) {
      const refusal = error instanceof Refusal ? error : null;
      if (!refusal) { tell(says.offline, 'offline'); return false; }
      const left = refuse(form, refusal.fields);
      tell(words.refused, 'refused');
      if (left || !Object.keys(refusal.fields).length) notice(left || refusal.message);
      return false;
    }
    tell(words.saved(new Date().toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' })), 'saved');
    return true;
  }

  /** The server has what was sent, and perhaps says some of it its own way. @param {Text} sent */
  function took(sent) {
    if (!event) return;
    const fresh = asked() !== event.id;
    const [saved, now] = [textOf(event), read()];
    base = saved;
    show(Object.fromEntries(names.map((name) => [name, equal(now[name], sent[name]) ? saved[name] : now[name]])));
    if (fresh) history.replaceState(null, '', `${prefix}/events/edit#${event.id}`);
    about();
  }

  async function sendCover() {
    if (!field('cover').files.length || !event) return;
    const { id } = event;
    event = await (await import('./cover.js')).send(field('cover'), (said) => patch(id, said));
    about();
  }

  /** What stands around the form: the other pages, the cover, what can be done. */
  function about() {
    const now = event;
    const cover = /** @type {HTMLImageElement} */ (part('cover'));
    cover.parentElement?.querySelector('button')?.remove();
    cover.hidden = !now?.cover;
    if (!now) return;
    pages(now);
    if (now.cover) import('./cover.js').then((covers) => covers.show(now, cover, says.removeCover, async () => { event = await patch(now.id, { cover: null }); about(); }));
    status(part('status'), now, may, who, save, () => forget(who.id, key()));
  }

  const columnField = /** @type {HTMLSelectElement} */ (field('column'));
  for (const c of may.hosts) columnField.add(new Option(c.name, c.id));
  /** The series that an event of this column or group can be part of. */
  async function series() {
    const select = /** @type {HTMLSelectElement} */ (field('series'));
    const of = columnField.value;
    const filter = may.site && !of ? '' : `&filter=${encodeURIComponent(of[0] === '@' ? `group='${of.slice(1)}'` : `column='${of}' && group=''`)}`;
    const { items } = of || may.site ? await call(who, 'GET', `/api/collections/event_series/records?perPage=200&skipTotal=1&sort=title&fields=id,title${filter}`) : { items: [] };
    const { value } = select;
    select.replaceChildren(select.options[0], ...items.map((/** @type {any} */ s) => new Option(s.title, s.id)));
    if (value && ![...select.options].some((o) => o.value === value) && value === base.series) select.add(new Option(event?.expand?.series?.title ?? value, value));
    select.value = value;
    if (select.selectedIndex < 0) select.value = '';
    part('serial').hidden = select.options.length < 2;
  }

  form.addEventListener('input', (e) => {
    const at = /** @type {HTMLElement} */ (e.target);
    if (at === area || !at.getAttribute('name') || /** @type {InputEvent} */ (e).isComposing) return;
    mark(at, '');
    if (at.getAttribute('name') === 'all_day') times();
    if (at.getAttribute('name') === 'starts' && field('starts').value > field('ends').value && field('starts').value) field('ends').value = field('all_day').checked ? field('starts').value : twoHoursAfter(field('starts').value);
    if (at === columnField) series().then(changed);
    changed();
  });
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    const go = /** @type {HTMLButtonElement} */ (part('go'));
    if (go.disabled) return;
    go.disabled = true;
    await save({});
    go.disabled = false;
  });
  form.addEventListener('keydown', (e) => {
    if (e.isComposing || e.altKey || !(e.ctrlKey || e.metaKey) || e.key !== 's') return;
    e.preventDefault();
    form.requestSubmit();
  });
  addEventListener('pagehide', keepHere);
  addEventListener('hashchange', () => { if (asked() !== (event?.id ?? '')) location.reload(); });

  if ('supportedValuesOf' in Intl) document.getElementById('o-zones')?.append(...Intl.supportedValuesOf('timeZone').map((zone) => h('option', { value: zone })));
  form.hidden = false;
  show(base);
  await series().catch(() => { /* the field keeps what it has */ });
  const hash = new URLSearchParams(location.hash.slice(1));
  const wanted = hash.get('group') ? `@${hash.get('group')}` : hash.get('column');
  const [mine] = kept(who.id, key());
  if (mine && !same(names, /** @type {Text} */ (mine.kept.text), base)) {
    const text = /** @type {Text} */ ({ ...base, ...mine.kept.text });
    const began = /** @type {Text} */ (mine.kept.base ?? base);
    show(text);
    if (event && !same(names, began, base)) await together(began).catch(() => false);
    notice(says.restored, act(says.discard, () => { forget(who.id, key(), mine.tab); clearTimeout(timer); show(base); changed(); notice(''); }));
    changed();
  } else if (!event && wanted && may.hosts.some((c) => c.id === wanted)) {
    columnField.value = wanted;
    await series().catch(() => { /* without one, then */ });
    changed();
  }
  about();
  const before = /** @type {HTMLDetailsElement} */ (part('drafts'));
  before.hidden = Boolean(event);
  before.addEventListener('toggle', () => import('./mine.js').then(({ mine: list }) => list(before, who, path, says)).catch(() => { /* the form works without */ }), { once: true });
}

/** @param {string} time of a field */
const twoHoursAfter = (time) => new Date(Date.parse(`${time}Z`) + 7_200_000).toISOString().slice(0, 16);

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-event-form]'));
const gate = part('gate');
if (form) {
  const who = session();
  if (location.pathname.endsWith('/edit') && !asked()) location.replace(`${prefix}/events/new`);
  else if (!who) {
    gate.hidden = false;
    gate.className = 'say';
    gate.replaceChildren(`${says.signIn} `, h('a', { href: signInLink() }, says.goSignIn));
  } else {
    start(form, who).catch((error) => {
      gate.hidden = false;
      gate.textContent = !(error instanceof Refusal) ? says.failed : error.status === 404 ? says.gone : error.message;
    });
  }
}
