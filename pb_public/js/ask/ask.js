// The page to ask on: goes on with the draft that the address names (#id=…), or begins one, in a tag (#tag=slug), a column
// (#column=slug) or an event (#event=slug). <form data-ask> with its parts marked data-w="…"; see hooks/qa/views/ask.html.
// A guest may write too: the text stays on the device and is there again after signing in.

import { h } from '../dom.js';
import { Refusal, call, session, signInLink } from '../session.js';
import { Tagger } from '../tagger.js';
import { lang, prefix } from '../words.js';
import { composing, replaceAll } from '../write/edit.js';
import { Others, forget, keep, kept, tab } from '../write/local.js';
import { clear, mark, refuse } from '../write/marks.js';
import { act, notice as tellIn } from '../write/notice.js';
import { same } from '../write/request.js';
import { Saver } from '../write/saving.js';
import { words } from '../write/words.js';
import { tick } from './checklist.js';
import { editor } from './editor.js';
import { path, store } from './remote.js';
import { similar } from './similar.js';
import { says } from './words.js';

/** @typedef {import('../write/remote.js').Text} Text */

/** Whose texts are kept of somebody who hasn't signed in. */
const guest = 'guest';
const rest = '/api/collections/';

/** @param {HTMLFormElement} form */
async function start(form) {
  const who = session();
  const field = (/** @type {string} */ name) => /** @type {any} */ (form.elements.namedItem(name));
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.querySelector(`[data-w=${name}]`));
  /** @type {HTMLTextAreaElement} */
  const area = field('body');
  const title = /** @type {HTMLInputElement} */ (field('title'));
  const notice = (/** @type {string} */ text, /** @type {Node[]} */ ...acts) => tellIn(part('notice'), text, ...acts);
  const go = /** @type {HTMLButtonElement} */ (part('go'));
  const asks = new URLSearchParams(location.hash.slice(1));
  const tagger = new Tagger(who, part('tags'), /** @type {HTMLInputElement} */ (part('tag')), words.tags, () => { mark(field('tags'), ''); changed(); }, 5);
  /** @type {ReturnType<typeof import('./event.js').event> | undefined} what shows an event, once there is one */
  let place;
  const at = /** @type {HTMLInputElement} */ (field('event'));
  const load = async () => place ??= (await import('./event.js')).event(part('event'), who, () => {
    if (saver && !saver.id) saver.base = { ...saver.base, event: '' }; // nothing was written yet that is worth a draft
    title.focus();
    changed();
  });
  let langChosen = false;

  /** @returns {Text} */
  const read = () => ({ title: title.value, body: area.value, lang: field('lang').value, tags: tagger.tags, column: field('column').value, event: at.value });
  /** @param {Text} text */
  const show = (text) => {
    if (title.value !== text.title) title.value = text.title;
    replaceAll(area, text.body);
    field('lang').value = text.lang;
    const column = /** @type {HTMLSelectElement} */ (field('column'));
    if (text.column && ![...column.options].some((o) => o.value === text.column)) column.add(new Option(text.column, text.column));
    column.value = text.column;
    tagger.tags = text.tags;
    at.value = text.event;
    part('event').hidden = !text.event;
    if (text.event) load().then((shown) => shown.show());
  };

  const ed = editor(area, {
    who, lang: () => field('lang').value, of: () => ({ question: saver?.id ?? '' }), changed: () => { mark(area, ''); changed(); },
    files: who ? { path: async () => `${path}/${await made()}`, done: (question) => saver?.touched(question) } : undefined,
  });
  const saver = who && new Saver(who, {
    read, show, calm: ed.calm, tell,
    saved: (doc, isNew) => {
      if (isNew) {
        history.replaceState(null, '', `#id=${doc?.id}`);
        if (others) others.id = store.key(doc?.id);
        forget(guest, store.key(''));
        list();
      }
      clear(form);
      others?.tell('saved');
    },
    merged: () => { notice(words.merged); ed.later(); },
    resolve: async (found) => (await import('../write/conflict.js')).resolve(found),
  }, store);
  const others = saver && new Others(({ kind }) => { if (kind === 'saved' && saver.id) saver.pull().then((ok) => ok && saver.changed()); });
  const alike = similar(/** @type {HTMLDetailsElement} */ (part('similar')), () => ({ title: title.value.trim(), id: saver?.id ?? '' }));

  /** The id of the draft, which files belong to: a new one is saved for it. */
  async function made() {
    if (saver && !saver.id && !await saver.save({})) throw new Error(words.refused);
    return saver?.id ?? '';
  }

  /** @param {import('../write/saving.js').State} state @param {Refusal} [error] */
  function tell(state, error) {
    const at = new Date().toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' });
    part('state').dataset.state = state;
    part('state').textContent = { saved: saver?.id ? words.saved(at) : '', saving: words.saving, dirty: words.dirty, offline: words.offline, refused: words.refused }[state];
    if (state !== 'refused' || !error) return;
    const left = refuse(form, error.fields);
    if (left || !Object.keys(error.fields).length) notice(left || error.message, act(words.again, () => { notice(''); saver?.save(); }));
  }

  let keeping = 0;
  function changed() {
    // a question is in the language of its text, until somebody says otherwise
    if (!langChosen && !saver?.id && (title.value || area.value)) field('lang').value = /\p{Script=Han}/u.test(title.value + area.value) ? 'zh' : 'en';
    tick(part('points'), part('sum'), read());
    alike();
    if (saver) { saver.changed(); return; }
    clearTimeout(keeping);
    keeping = window.setTimeout(keepForGuest, 300);
  }
  const keepForGuest = () => {
    const text = read();
    if (same(['title', 'body', 'tags'], text, store.empty)) forget(guest, store.key(''));
    else keep(guest, store.key(''), { text, base: null, updated: '', at: Date.now() });
  };

  const list = () => (who ? import('./drafts.js').then(({ drafts }) => drafts(part('drafts'), who, saver?.id ?? '')).catch(() => { /* the form works without */ }) : null);

  form.addEventListener('input', (event) => {
    const at = /** @type {HTMLElement} */ (event.target);
    if (at === area || !at.getAttribute('name') || /** @type {InputEvent} */ (event).isComposing) return;
    if (at.getAttribute('name') === 'lang') langChosen = true;
    mark(at, '');
    changed();
  });
  title.addEventListener('compositionend', () => changed());
  title.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); area.focus(); } });
  form.addEventListener('keydown', (event) => {
    if (event.isComposing || composing(area) || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    if (event.key === 's') { event.preventDefault(); if (saver) saver.save(); else keepForGuest(); }
    else if (event.key === 'Enter') { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (saver) publish();
    else { keepForGuest(); location.assign(signInLink()); }
  });

  async function publish() {
    if (!saver || go.disabled) return;
    go.disabled = true;
    go.textContent = says.publishing;
    notice('');
    await ed.calm();
    if (await saver.save({ status: 'published' })) {
      const question = /** @type {Record<string, any>} */ (saver.doc);
      if (question.status === 'published') { location.assign(`${prefix}/questions/${question.id}/${question.slug}`); return; }
      form.replaceChildren(h('p', { class: 'say ok', role: 'status' }, says.pending), h('p', {}, h('a', { href: location.pathname }, says.anew)));
      return;
    }
    if (saver.state === 'refused' && part('notice').hidden) notice(says.rejected);
    go.disabled = false;
    go.textContent = says.publish;
  }

  /** What there is to choose from: the columns that who asks writes in or follows, and the one in the address. */
  async function columns() {
    /** @type {Map<string, string>} */
    const names = new Map();
    const read_ = async (/** @type {string} */ what) => (await call(who, 'GET', rest + what)).items;
    const slug = (asks.get('column') ?? '').replace(/[^\w-]/g, '');
    const wanted = field('column').value;
    const ids = [];
    if (who) {
      ids.push(...(await read_(`column_members/records?perPage=100&skipTotal=1&fields=column&filter=${encodeURIComponent(`user='${who.id}'`)}`)).map((/** @type {any} */ m) => m.column));
      ids.push(...(await read_(`follows/records?perPage=100&skipTotal=1&fields=target&filter=${encodeURIComponent(`user='${who.id}' && kind='column'`)}`)).map((/** @type {any} */ f) => f.target));
    }
    if (wanted) ids.push(wanted);
    const any = [...ids.map((id) => `id='${id}'`), ...(slug ? [`slug='${slug}'`] : [])].slice(0, 100);
    if (!any.length) return;
    for (const c of await read_(`columns/records?perPage=100&skipTotal=1&sort=name&fields=id,name,slug&filter=${encodeURIComponent(`status='active' && (${any.join('||')})`)}`)) {
      names.set(c.id, c.name);
      if (c.slug === slug && !saver?.id && !wanted) field('column').dataset.wanted = c.id;
    }
    /** @type {HTMLSelectElement} */
    const select = field('column');
    for (const [id, name] of names) {
      const there = [...select.options].find((o) => o.value === id);
      if (there) there.text = name;
      else select.add(new Option(name, id));
    }
    if (select.dataset.wanted && !select.value) { select.value = select.dataset.wanted; changed(); }
  }

  const id = /^\w{15}$/.test(asks.get('id') ?? '') ? /** @type {string} */ (asks.get('id')) : '';
  if (saver && id) {
    const question = await store.open(saver.who, id);
    if (question?.status === 'published') { location.replace(`${prefix}/questions/${id}/${question.slug}`); return; }
    saver.start(question);
    show(saver.base);
  } else if (saver) saver.start(null);
  if (!id) field('lang').value = lang;
  if (saver && !id) saver.base = { ...saver.base, lang };
  const [mine] = id ? [] : kept(guest, store.key(''));
  if (mine) {
    show({ ...store.empty, ...mine.kept.text });
    if (who) { notice(says.restored); part('notice').classList.remove('warn'); }
  }
  form.hidden = false;
  go.textContent = who ? says.publish : says.signInAndAsk;
  tell('saved');
  const slug = (asks.get('tag') ?? '').replace(/[^\w-]/g, '');
  if (slug && !tagger.tags.length) {
    const { items: [tag] } = await call(who, 'GET', `${rest}tags/records?perPage=1&skipTotal=1&filter=${encodeURIComponent(`slug='${slug}'`)}`).catch(() => ({ items: [] }));
    if (tag) tagger.add(tag);
  }
  const named = asks.get('event');
  if (!id && !at.value && named) {
    await load().then((shown) => shown.ask(named)).catch(() => {});
    if (saver) saver.base = { ...saver.base, event: at.value };
  }
  if (mine) changed();
  tick(part('points'), part('sum'), read());
  ed.later();
  columns().catch(() => { /* the field keeps what it has */ });
  list();
  addEventListener('hashchange', () => { if (new URLSearchParams(location.hash.slice(1)).get('id') !== (saver?.id || null)) location.reload(); });
  if (!who) {
    notice(says.signIn, h('a', { class: 'btn quiet small', href: signInLink(), onclick: keepForGuest }, says.goSignIn));
    part('notice').classList.remove('warn');
  }
  if (!saver || !others) return;
  others.id = store.key(saver.id);
  const present = await others.present();
  if (id && present.size) notice(words.elsewhere);
  if (kept(who.id, store.key(saver.id)).length) (await import('../write/recover.js')).recover(saver, present, { forget, kept, tab, act, same }, { show, body: () => area.value, notice, changed });
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-ask]'));
const gate = /** @type {HTMLElement | null} */ (document.querySelector('[data-w=gate]'));
if (form && gate) {
  start(form).catch((error) => {
    gate.hidden = false;
    gate.textContent = error instanceof Refusal && error.status === 404 ? says.gone : says.failed;
  });
}
