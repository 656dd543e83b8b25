// Search as you type: an ARIA combobox over a plain search form, for a field that is in use (find.js).
// Enter without a chosen suggestion submits the form as ever.

import { lang, prefix } from './words.js';

const words = {
  zh: {
    /** @param {number} n */
    found: (n) => (n ? `${n} 条建议，用上下键选择` : '没有建议'),
    /** @type {Record<string, string>} */
    kinds: { article: '文章', tutorial: '教程', doc: '文档', case: '案例', book: '书', news: '资讯', column: '专栏', tag: '标签', person: '人', user: '人', series: '连载' },
  },
  en: {
    /** @param {number} n */
    found: (n) => (n ? `${n} suggestion${n === 1 ? '' : 's'}, use the arrow keys` : 'No suggestions'),
    /** @type {Record<string, string>} */
    kinds: { article: 'Article', tutorial: 'Tutorial', doc: 'Doc', case: 'Case', book: 'Book', news: 'News', column: 'Column', tag: 'Tag', person: 'Person', user: 'Person', series: 'Series' },
  },
}[lang];

/** @typedef {{text: string, kind: string, url: string}} Item the url has no language's prefix */

const wait = 150;
let count = 0;

/** @param {HTMLInputElement} input */
export function combobox(input) {
  const box = input.parentElement;
  if (!box) return;
  const id = `suggest-${++count}`;
  const list = document.createElement('div');
  list.id = id;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', input.getAttribute('aria-label') ?? '');
  list.hidden = true;
  const status = document.createElement('span');
  status.className = 'vh';
  status.setAttribute('role', 'status');
  box.append(list, status);
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', id);
  input.setAttribute('aria-expanded', 'false');

  /** @type {Item[]} */
  let items = [];
  let chosen = -1;
  let composing = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {AbortController | undefined} */
  let asked;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  /** @param {number} n */
  const choose = (n) => {
    chosen = n;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === n)));
    if (n < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${id}-${n}`);
  };
  /** @param {Item[]} found */
  const show = (found) => {
    items = found;
    list.replaceChildren(...found.map((item, i) => {
      const option = document.createElement('div');
      const title = document.createElement('span');
      const kind = document.createElement('span');
      option.id = `${id}-${i}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      title.textContent = item.text;
      kind.textContent = words.kinds[item.kind] ?? '';
      option.append(title, kind);
      option.addEventListener('pointerdown', (event) => event.preventDefault()); // keep the focus in the field
      option.addEventListener('click', () => go(item));
      return option;
    }));
    chosen = -1;
    list.hidden = !found.length;
    input.setAttribute('aria-expanded', String(found.length > 0));
    input.removeAttribute('aria-activedescendant');
    status.textContent = words.found(found.length);
  };
  /** @param {Item} item */
  const go = (item) => {
    const url = new URL((item.url.startsWith('/') ? prefix : '') + item.url, location.href);
    if (url.protocol === 'https:' || url.protocol === 'http:') location.assign(url);
  };
  const ask = async () => {
    const q = input.value.trim();
    asked?.abort();
    if (!q) { close(); return; }
    asked = new AbortController();
    try {
      const answer = await fetch(`/api/qiao/search/suggest?q=${encodeURIComponent(q)}`, { signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      /** @type {{items?: Item[]}} */
      const { items: found = [] } = await answer.json();
      if (document.activeElement === input) show(found.slice(0, 8));
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) close();
    }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(ask, wait); };

  input.addEventListener('compositionstart', () => { composing = true; });
  input.addEventListener('compositionend', () => { composing = false; later(); });
  input.addEventListener('input', () => { if (!composing) later(); });
  input.addEventListener('blur', () => { clearTimeout(timer); asked?.abort(); close(); });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || composing) return; // the keys belong to the input method
    const open = !list.hidden;
    if (event.key === 'Escape' && open) { event.preventDefault(); close(); }
    else if (event.key === 'Enter' && open && items[chosen]) { event.preventDefault(); go(items[chosen]); }
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && open) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      choose((chosen + step + 1 + items.length + 1) % (items.length + 1) - 1);
    }
  });
  if (input.value !== input.defaultValue) later(); // typed before this was here
}
