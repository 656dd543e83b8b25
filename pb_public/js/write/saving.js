// Saves by itself: first on this device, then on the server; and brings together what others wrote meanwhile, so that
// nobody's words are lost.

import { Refusal } from '../session.js';
import { keep, forget } from './local.js';
import { equal, same } from './request.js';
import { words } from './words.js';

/** @typedef {import('./remote.js').Text} Text */
/**
 * Where texts are kept. A Doc is what the server has of one, as the store knows it; an empty one before the first save.
 * @template Doc
 * @typedef {{
 *   fields: string[], empty: Text, none: Doc, id: (doc: Doc) => string, updated: (doc: Doc) => string, textOf: (doc: Doc) => Text,
 *   open: (who: import('../session.js').Session, id: string) => Promise<Doc>,
 *   save: (who: import('../session.js').Session, doc: Doc, base: Text, text: Text, options: {untitled: string, also?: Record<string, any>, keepalive?: boolean}) => Promise<Doc>,
 *   touched: (doc: Doc, record: Record<string, any>, base: Text) => Doc | null, copied: (text: Text) => Text, key: (id: string) => string,
 * }} Store key names what this device keeps of a text; touched takes over a record that an upload changed, null when more of it is new
 */
/** @typedef {'saved' | 'saving' | 'dirty' | 'offline' | 'refused'} State */
/** @typedef {{name: string, mine: any, theirs: any}} Clash */

const localAfter = 300;
const serverAfter = 2500;
const longestRetry = 30000;

/** @template Doc */
export class Saver {
  /** @type {Doc} */ doc;
  /** @type {Text} what the server has */ base;
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
   *   resolve: (found: ReturnType<typeof import('./bring.js').bring>) => Promise<{text: Text, copy?: boolean} | null>,
   * }} page calm waits until no input method composes; resolve asks a person
   * @param {Store<Doc>} store
   */
  constructor(who, page, store) {
    this.who = who;
    this.page = page;
    this.store = store;
    this.doc = store.none;
    this.base = { ...store.empty };
    addEventListener('online', () => { if (this.dirty) this.save(); });
    addEventListener('pagehide', () => this.leave());
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.leave(); });
    addEventListener('beforeunload', (event) => { if (this.dirty && !this.keepHere()) event.preventDefault(); });
  }

  get id() { return this.store.id(this.doc); }
  get dirty() { return !this.#same(this.page.read(), this.base); }
  /** @param {Text} a @param {Text} b */
  #same(a, b) { return same(this.store.fields, a, b); }
  #forget(id = this.id) { forget(this.who.id, this.store.key(id)); }

  /** @param {Doc} doc */
  start(doc) {
    this.doc = doc;
    this.base = this.store.textOf(doc);
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
    if (!this.dirty) { this.#forget(); this.#tell('saved'); return; }
    if (this.state !== 'offline') this.#tell('dirty');
    this.#local = window.setTimeout(() => this.keepHere(), localAfter);
    this.#timer = window.setTimeout(() => this.save(), serverAfter);
  }

  /** Keeps the text on this device. @returns {boolean} */
  keepHere() {
    return keep(this.who.id, this.store.key(this.id), { text: this.page.read(), base: this.base, updated: this.store.updated(this.doc), at: Date.now() });
  }

  /** The page may be gone in a moment: keeps the text here, and sends it in a request that outlives the page. */
  leave() {
    if (!this.dirty) return;
    this.keepHere();
    const text = this.page.read();
    // the browser sends 64 KB at most after a page; and a second new article must not come of it
    if (this.#running || !this.id || new Blob([text.body]).size > 50000) return;
    this.#running = this.store.save(this.who, this.doc, this.base, text, { untitled: words.untitled, keepalive: true })
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
      if (this.#same(text, this.base) && !also) { this.#forget(); this.#tell('saved'); return true; }
      if (!this.id && !also && !text.title.trim() && !text.body.trim()) { this.#tell('saved'); return true; }
      this.keepHere();
      this.#tell('saving');
      try {
        return this.#took(await this.store.save(this.who, this.doc, this.base, text, { untitled: words.untitled, also }), text);
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
    this.#forget(before);
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
      doc = await this.store.open(this.who, this.id);
    } catch (error) {
      if (error instanceof Refusal && error.status < 500) { this.#tell('refused', error); return false; }
      return this.#offline();
    }
    return this.together(doc, this.base);
  }

  /** @param {Doc} doc what is current @param {Text} began what the text here began as @returns {Promise<boolean>} */
  async together(doc, began) {
    let bring;
    try {
      ({ bring } = await import('./bring.js')); // most texts never need it
    } catch {
      return this.#offline();
    }
    await this.page.calm();
    const theirs = this.store.textOf(doc);
    const mine = this.page.read();
    const found = bring(began, mine, theirs, this.store.fields, equal);
    /** @type {Text} */
    let text = found.text;
    if (found.chunks || found.clashes.length) {
      const answer = await this.page.resolve(found);
      if (!answer) { this.#tell('refused', new Refusal(412, { message: words.clash })); return false; }
      if (answer.copy) {
        await this.store.save(this.who, this.store.none, this.store.empty, this.store.copied(mine), { untitled: words.untitled });
        text = theirs;
      } else text = answer.text;
    }
    this.doc = doc;
    this.base = theirs;
    if (!this.#same(text, mine)) {
      this.page.show(text);
      this.page.merged();
    }
    return true;
  }

  /** After an upload: the record has another file, and perhaps changes of others. @param {Record<string, any>} record */
  touched(record) {
    const doc = this.store.touched(this.doc, record, this.base);
    if (doc) this.doc = doc;
    else this.save(); // finds out by itself that somebody else was faster
  }
}
