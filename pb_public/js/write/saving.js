// Saves by itself: first on this device, then on the server; and brings together what others wrote meanwhile, so that
// nobody's words are lost.

import { Refusal } from '../session.js';
import { keep, forget } from './local.js';
import { merge, settled } from './merge.js';
import { empty, equal, fields, isLive, open, sameText, save, textOf } from './remote.js';
import { words } from './words.js';

/** @typedef {import('./remote.js').Text} Text */
/** @typedef {import('./remote.js').Doc} Doc */
/** @typedef {'saved' | 'saving' | 'dirty' | 'offline' | 'refused'} State */
/** @typedef {{name: string, mine: any, theirs: any}} Clash */

const localAfter = 300;
const serverAfter = 2500;
const longestRetry = 30000;

/**
 * Brings two texts together that began as base. What both changed differently stays mine, and is named.
 * @param {Text} base @param {Text} mine @param {Text} theirs
 */
export function bring(base, mine, theirs) {
  /** @type {Text} */
  const text = { ...mine };
  /** @type {Clash[]} */
  const clashes = [];
  /** @type {import('./merge.js').Chunk[] | null} */
  let chunks = null;
  for (const name of fields) {
    const [b, m, t] = [base[name], mine[name], theirs[name]];
    if (equal(m, b)) text[name] = t;
    else if (equal(t, b) || equal(m, t)) continue;
    else if (name === 'body') {
      chunks = merge(b, m, t);
      text.body = settled(chunks) ?? m;
      if (settled(chunks) !== null) chunks = null;
    } else if (name === 'tags') {
      text.tags = [...t.filter((/** @type {string} */ id) => m.includes(id) || !b.includes(id)), ...m.filter((/** @type {string} */ id) => !b.includes(id) && !t.includes(id))];
    } else clashes.push({ name, mine: m, theirs: t });
  }
  return { text, chunks, clashes };
}

export class Saver {
  /** @type {Doc} */ doc = { article: null, revision: null };
  /** @type {Text} what the server has */ base = { ...empty };
  /** @type {State} */ state = 'saved';
  #local = 0;
  #timer = 0;
  #wait = 2000;
  /** @type {Promise<boolean> | null} */ #running = null;

  /**
   * @param {import('../session.js').Session} who
   * @param {{
   *   read: () => Text, show: (text: Text) => void, calm: () => Promise<void>, tell: (state: State, error?: Refusal) => void,
   *   saved: (doc: Doc, isNew: boolean) => void, merged: () => void,
   *   resolve: (found: ReturnType<typeof bring>) => Promise<{text: Text, copy?: boolean} | null>,
   * }} page calm waits until no input method composes; resolve asks a person
   */
  constructor(who, page) {
    this.who = who;
    this.page = page;
    addEventListener('online', () => { if (this.dirty) this.save(); });
    addEventListener('pagehide', () => this.leave());
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.leave(); });
    addEventListener('beforeunload', (event) => { if (this.dirty && !this.keepHere()) event.preventDefault(); });
  }

  get id() { return this.doc.article?.id ?? ''; }
  get dirty() { return !sameText(this.page.read(), this.base); }

  /** @param {Doc} doc */
  start(doc) {
    this.doc = doc;
    this.base = textOf(doc);
  }

  /** @param {State} state @param {Refusal} [error] */
  #tell(state, error) {
    this.state = state;
    this.page.tell(state, error);
  }

  /** Something was typed. */
  changed() {
    clearTimeout(this.#local);
    clearTimeout(this.#timer);
    if (!this.dirty) { forget(this.who.id, this.id); this.#tell('saved'); return; }
    if (this.state !== 'offline') this.#tell('dirty');
    this.#local = window.setTimeout(() => this.keepHere(), localAfter);
    this.#timer = window.setTimeout(() => this.save(), serverAfter);
  }

  /** Keeps the text on this device. @returns {boolean} */
  keepHere() {
    const target = isLive(this.doc) ? this.doc.revision : this.doc.article;
    return keep(this.who.id, this.id, { text: this.page.read(), base: this.base, updated: target?.updated ?? '', at: Date.now() });
  }

  /** The page may be gone in a moment: keeps the text here, and sends it in a request that outlives the page. */
  leave() {
    if (!this.dirty) return;
    this.keepHere();
    const text = this.page.read();
    // the browser sends 64 KB at most after a page; and a second new article must not come of it
    if (this.#running || !this.id || new Blob([text.body]).size > 50000) return;
    this.#running = save(this.who, this.doc, this.base, text, { untitled: words.untitled, keepalive: true })
      .then((doc) => this.#took(doc, text), () => false)
      .finally(() => { this.#running = null; });
  }

  /**
   * Saves now. Calls while one runs wait for it and save what came since.
   * @param {Record<string, any>} [also] further fields of the article
   * @returns {Promise<boolean>} whether the server has it
   */
  async save(also) {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running.catch(() => false);
    this.#running = this.#save(also);
    try {
      return await this.#running;
    } finally {
      this.#running = null;
      if (this.state === 'saved' && this.dirty) this.changed();
    }
  }

  /** @param {Record<string, any>} [also] */
  async #save(also) {
    for (let round = 0; round < 5; round++) {
      const text = this.page.read();
      if (sameText(text, this.base) && !also) { forget(this.who.id, this.id); this.#tell('saved'); return true; }
      if (!this.id && !also && !text.title.trim() && !text.body.trim()) { this.#tell('saved'); return true; }
      this.keepHere();
      this.#tell('saving');
      try {
        return this.#took(await save(this.who, this.doc, this.base, text, { untitled: words.untitled, also }), text);
      } catch (error) {
        if (!(error instanceof Refusal)) return this.#offline();
        if (error.status >= 500 || error.status === 429) return this.#offline();
        if (error.status !== 412) { this.#tell('refused', error); return false; }
        if (!await this.pull()) return false;
      }
    }
    return this.#offline();
  }

  /** @param {Doc} doc @param {Text} text */
  #took(doc, text) {
    const before = this.id;
    forget(this.who.id, before);
    this.doc = doc;
    this.base = text;
    this.#wait = 2000;
    this.page.saved(doc, !before);
    if (this.dirty) this.#tell('dirty');
    else this.#tell('saved');
    return true;
  }

  #offline() {
    this.#tell('offline');
    this.#timer = window.setTimeout(() => this.save(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, longestRetry);
    return false;
  }

  /**
   * Fetches what the server has and brings it together with what is here.
   * @returns {Promise<boolean>} false when a person has to decide, and hasn't
   */
  async pull() {
    /** @type {Doc} */
    let doc;
    try {
      doc = await open(this.who, this.id);
    } catch (error) {
      if (error instanceof Refusal && error.status < 500) { this.#tell('refused', error); return false; }
      return this.#offline();
    }
    return this.together(doc, this.base);
  }

  /** @param {Doc} doc what is current @param {Text} began what the text here began as @returns {Promise<boolean>} */
  async together(doc, began) {
    await this.page.calm();
    const theirs = textOf(doc);
    const mine = this.page.read();
    const found = bring(began, mine, theirs);
    /** @type {Text} */
    let text = found.text;
    if (found.chunks || found.clashes.length) {
      const answer = await this.page.resolve(found);
      if (!answer) { this.#tell('refused', new Refusal(412, { message: words.clash })); return false; }
      if (answer.copy) {
        await save(this.who, { article: null, revision: null }, empty, { ...mine, series: '', publish_at: '' }, { untitled: words.untitled });
        text = theirs;
      } else text = answer.text;
    }
    this.doc = doc;
    this.base = theirs;
    if (!sameText(text, mine)) {
      this.page.show(text);
      this.page.merged();
    }
    return true;
  }

  /** After an upload: the article has another file, and perhaps changes of others. @param {Record<string, any>} article */
  touched(article) {
    if (isLive(this.doc)) {
      this.doc = { ...this.doc, article: { ...article } };
    } else if (sameText(textOf({ article, revision: null }), this.base)) this.doc = { article, revision: null };
    else this.save(); // finds out by itself that somebody else was faster
  }
}
