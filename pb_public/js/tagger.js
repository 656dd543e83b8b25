// Choosing tags: those chosen, each a button that takes it away, and a field that searches as you type (an ARIA combobox).
// Members who may make tags are offered what they typed as a new one.

import { abilities } from './abilities.js';
import { h } from './dom.js';
import { call, Refusal } from './session.js';
import { lang } from './words.js';

const words = {
  zh: { remove: '移除', none: '没有这个标签', make: (/** @type {string} */ name) => `新建标签“${name}”`, failed: '没有成功，请再试一次' },
  en: { remove: 'Remove', none: 'No such tag', make: (/** @type {string} */ name) => `Make the tag “${name}”`, failed: 'That did not work, please try again' },
}[lang];
const records = '/api/collections/tags/records';

/** @typedef {{id: string, name: string, name_en?: string}} Tag */

export class Tagger {
  /** @type {string[]} */ #chosen = [];
  /** @type {Map<string, string>} */ #names = new Map();
  #may = false;

  /**
   * @param {import('./session.js').Session | null} who
   * @param {HTMLElement} shown the list of those chosen
   * @param {HTMLInputElement} input
   * @param {string} label what the field is for
   * @param {() => void} changed
   * @param {number} [most] how many may be chosen
   */
  constructor(who, shown, input, label, changed, most = 10) {
    this.who = who;
    this.shown = shown;
    this.input = input;
    this.changed = changed;
    this.most = most;
    this.#search(label);
    if (who) input.addEventListener('focus', () => abilities(who).then((may) => { this.#may = may.tag_new; }), { once: true });
  }

  /** The ids of those chosen. */
  get tags() { return [...this.#chosen]; }
  set tags(ids) {
    this.#chosen = [...ids];
    this.#show();
  }

  /** Chooses one more, where there is room. @param {Tag} tag */
  add(tag) {
    if (this.#chosen.includes(tag.id) || this.#chosen.length >= this.most) return;
    this.#name(tag);
    this.tags = [...this.#chosen, tag.id];
    this.changed();
  }

  /** @param {string[]} ids by hand */
  #choose(ids) {
    this.tags = ids;
    this.changed();
    this.input.focus();
  }

  async #show() {
    const missing = this.#chosen.filter((id) => !this.#names.has(id));
    if (missing.length) {
      const filter = encodeURIComponent(missing.map((id) => `id='${id}'`).join('||'));
      const found = await call(this.who, 'GET', `${records}?perPage=50&skipTotal=1&filter=${filter}`).catch(() => ({ items: [] }));
      for (const tag of found.items) this.#name(tag);
    }
    this.shown.replaceChildren(...this.#chosen.map((id) => h('li', {}, h('button', {
      type: 'button', class: 'tag', 'aria-label': `${words.remove} ${this.#names.get(id) ?? id}`,
      onclick: () => this.#choose(this.#chosen.filter((other) => other !== id)),
    }, this.#names.get(id) ?? id, ' ×'))));
  }

  #name(/** @type {Tag} */ tag) { this.#names.set(tag.id, lang === 'en' && tag.name_en || tag.name); }

  /** @param {string} label */
  #search(label) {
    const { input } = this;
    const list = h('div', { id: `${input.id}-list`, role: 'listbox', 'aria-label': label, hidden: true });
    input.after(list);
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' })) input.setAttribute(name, value);
    /** @type {{label: string, take: () => void}[]} */
    let offered = [];
    let at = 0;
    let timer = 0;
    const close = () => { list.hidden = true; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const mark = () => {
      [...list.children].forEach((e, i) => e.setAttribute('aria-selected', String(i === at && !!offered.length)));
      if (offered[at]) input.setAttribute('aria-activedescendant', `${list.id}-${at}`);
    };
    /** @param {string} said */
    const open = (said) => {
      at = 0;
      list.replaceChildren(...(offered.length ? offered : [null]).map((option, i) => h('div', {
        role: 'option', id: `${list.id}-${i}`, 'aria-disabled': option ? null : 'true', onpointerdown: (/** @type {Event} */ e) => { e.preventDefault(); option?.take(); },
      }, option?.label ?? said)));
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
      mark();
    };
    const take = (/** @type {Tag} */ tag) => {
      this.#name(tag);
      input.value = '';
      close();
      this.#choose([...this.#chosen, tag.id]);
    };
    const make = async (/** @type {string} */ name) => {
      try {
        take(await call(this.who, 'POST', records, { name }));
      } catch (error) {
        offered = [];
        open(error instanceof Refusal ? Object.values(error.fields)[0]?.message || error.message : words.failed);
      }
    };
    const ask = async () => {
      const typed = input.value.trim().replace(/\s+/g, ' ');
      const q = typed.replace(/['\\]/g, '');
      if (!q || this.#chosen.length >= this.most) { close(); return; }
      const filter = encodeURIComponent(`name ~ '${q}' || name_en ~ '${q}' || slug ~ '${q}' || synonyms ~ '${q}'`);
      const { items } = await call(this.who, 'GET', `${records}?perPage=8&skipTotal=1&sort=name&fields=id,name,name_en&filter=${filter}`).catch(() => ({ items: [] }));
      offered = items.filter((/** @type {Tag} */ tag) => !this.#chosen.includes(tag.id))
        .map((/** @type {Tag} */ tag) => ({ label: lang === 'en' && tag.name_en || tag.name, take: () => take(tag) }));
      const there = items.some((/** @type {Tag} */ tag) => [tag.name, tag.name_en].some((name) => name?.toLowerCase() === typed.toLowerCase()));
      if (this.#may && !there) offered.push({ label: words.make(typed), take: () => make(typed) });
      open(words.none);
    };
    input.addEventListener('input', (event) => {
      event.stopPropagation();
      if (/** @type {InputEvent} */ (event).isComposing) return;
      clearTimeout(timer);
      timer = window.setTimeout(ask, 150);
    });
    input.addEventListener('compositionend', () => ask());
    input.addEventListener('blur', close);
    input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Enter') { event.preventDefault(); if (!list.hidden && offered[at]) offered[at].take(); }
      else if (event.key === 'Escape') close();
      else if (event.key === 'Backspace' && !input.value && this.#chosen.length) this.#choose(this.#chosen.slice(0, -1));
      else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && offered.length) {
        event.preventDefault();
        at = (at + (event.key === 'ArrowDown' ? 1 : -1) + offered.length) % offered.length;
        mark();
      }
    });
  }
}
