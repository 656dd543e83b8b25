// The fields beside the text: title, tags, column and the rest. Reads them as one text, shows one, marks what was refused.

import { call } from '../session.js';
import { Tagger } from '../tagger.js';
import { replaceAll } from './edit.js';
import { clear, mark, refuse } from './marks.js';
import { empty } from './remote.js';
import { says } from './says.js';
import { words } from './words.js';

/** @typedef {import('./remote.js').Text} Text */

/** Simple fields, by their name in the form. */
const plain = ['title', 'excerpt', 'kind', 'lang', 'canonical', 'source_title', 'source_url', 'source_licence', 'column', 'series', 'cover_alt'];

/** @param {string} time as the server writes it @returns as <input type=datetime-local> wants it, in the reader's zone */
function localTime(time) {
  if (!time) return '';
  const t = new Date(time.replace(' ', 'T'));
  return new Date(t.getTime() - t.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
/** @param {string} local */
const serverTime = (local) => (local ? new Date(local).toISOString().replace('T', ' ') : '');

export class Details {
  /** @type {Text['credits']} */ #credits = [];
  /** @type {Tagger} */ #tagger;
  /** @type {Map<string, string>} the columns in which who is signed in writes, and the role there */
  roles = new Map();

  /** @param {HTMLFormElement} form @param {import('../session.js').Session} who @param {() => void} changed */
  constructor(form, who, changed) {
    this.form = form;
    this.who = who;
    form.addEventListener('input', (event) => {
      const at = /** @type {HTMLElement} */ (event.target);
      if (!at.getAttribute('name') || at.matches('[type=file]')) return;
      mark(at, '');
      changed();
    });
    this.part('zone').textContent = `${says.zone} ${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
    this.#tagger = new Tagger(who, this.part('tags'), /** @type {HTMLInputElement} */ (this.part('tag')), words.tags, () => {
      mark(this.field('tags'), '');
      changed();
    });
  }

  /** @param {string} name @returns {any} a field of the form */
  field(name) { return this.form.elements.namedItem(name); }
  /** @param {string} name @returns {HTMLElement} */
  part(name) { return /** @type {HTMLElement} */ (this.form.querySelector(`[data-w=${name}]`)); }

  /** @returns {Text} */
  read() {
    /** @type {Text} */
    const text = { ...empty, tags: this.#tagger.tags, body: this.field('body').value, part: Number(this.field('part').value) || 0 };
    for (const name of plain) text[name] = this.field(name).value;
    // what the server says to the second isn't lost by a field that knows minutes
    const when = this.field('publish_at');
    text.publish_at = when.value === when.dataset.shown ? when.dataset.exact ?? '' : serverTime(when.value);
    const name = this.field('credits').value.trim();
    const first = this.#credits.findIndex((/** @type {any} */ c) => c.role === 'author');
    text.credits = first < 0
      ? [...(name ? [{ role: 'author', name }] : []), ...this.#credits]
      : this.#credits.flatMap((/** @type {any} */ c, /** @type {number} */ i) => (i !== first ? [c] : name ? [{ ...c, name }] : []));
    return text;
  }

  /** @param {Text} text */
  show(text) {
    for (const name of plain) {
      const field = this.field(name);
      if (field instanceof HTMLSelectElement && text[name] && ![...field.options].some((o) => o.value === text[name])) field.add(new Option(text[name], text[name]));
      if (field.value !== text[name]) field.value = text[name];
    }
    replaceAll(this.field('body'), text.body);
    this.field('part').value = text.part || '';
    const when = this.field('publish_at');
    when.value = when.dataset.shown = localTime(text.publish_at);
    when.dataset.exact = text.publish_at;
    this.#credits = text.credits;
    this.field('credits').value = text.credits.find((/** @type {any} */ c) => c.role === 'author')?.name ?? '';
    this.#tagger.tags = text.tags;
  }

  /** Loads what there is to choose from. */
  async choices() {
    const who = this.who;
    const list = async (/** @type {string} */ collection, /** @type {string} */ filter, rest = '') =>
      (await call(who, 'GET', `/api/collections/${collection}/records?perPage=200&skipTotal=1${rest}&filter=${encodeURIComponent(filter)}`)).items;
    const [members, series] = await Promise.all([
      list('column_members', `user='${who.id}' && column.status='active'`, '&expand=column'),
      list('series', `owner='${who.id}' || authors.id ?= '${who.id}'`, '&fields=id,title'),
    ]);
    this.#options('column', members.map((/** @type {any} */ m) => {
      this.roles.set(m.column, m.role);
      return [m.column, m.expand?.column?.name ?? m.column];
    }));
    this.#options('series', series.map((/** @type {any} */ s) => [s.id, s.title]));
  }

  /** @param {string} name @param {[string, string][]} options */
  #options(name, options) {
    /** @type {HTMLSelectElement} */
    const field = this.field(name);
    const { value } = field;
    for (const [id, label] of options) {
      const there = [...field.options].find((o) => o.value === id);
      if (there) there.text = label;
      else field.add(new Option(label, id));
    }
    field.value = value;
  }

  /** Puts the server's messages beside the fields. @param {Record<string, {message?: string}>} errors @returns {string} what has no field here */
  refuse(errors) { return refuse(this.form, errors); }

  /** Takes back all messages. */
  clear() { clear(this.form); }
}
