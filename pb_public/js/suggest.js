// Search as you type: an ARIA combobox over a plain search form, and `/` to get there.
// Enter without a chosen suggestion submits the form as ever.
// <div class="find"><input type="search" name="q" data-suggest></div>

import { prefix, words } from './words.js';

/** @typedef {{text: string, kind: string, url: string}} Item the url has no language's prefix */

const wait = 150;
let count = 0;

/** @param {HTMLInputElement} input */
function combobox(input) {
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
}

/** @param {HTMLElement[]} inputs */
export default function suggest(inputs) {
  for (const input of inputs) if (input instanceof HTMLInputElement) combobox(input);
  addEventListener('keydown', (event) => {
    const at = event.target;
    const typing = at instanceof HTMLElement && (at.isContentEditable || at.matches('input, textarea, select'));
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const visible = inputs.filter((input) => input.offsetParent);
    if (!visible.length) return;
    event.preventDefault();
    visible[visible.length - 1].focus(); // the page's own field comes after the one in the head
  });
}
