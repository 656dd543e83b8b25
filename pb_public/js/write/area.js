// What a text area for Markdown can do: tools and their keys, lists that go on, a tab for the preview, pictures and rich text
// that are pasted or dropped. The elements come with the page.

import { apply, composing, nextLine, replaceAll, tools, watchComposition } from './edit.js';
import { words } from './words.js';

/** What is loaded on use gets of edit.js, which then needn't be a file of its own. */
export const edit = { apply, composing, replaceAll };
/** @typedef {typeof edit} Edit */

/**
 * The tools: one stop for the tab key, arrows from one to the next (ARIA toolbar).
 * @param {HTMLTextAreaElement} area @param {HTMLElement} bar with its buttons [data-do] @param {() => void} picture asks for a picture
 */
export function toolbar(area, bar, picture) {
  const buttons = /** @type {HTMLButtonElement[]} */ ([...bar.querySelectorAll('[data-do]')]);
  /** @type {Map<string, string>} */
  const keys = new Map(buttons.map((b) => [b.getAttribute('aria-keyshortcuts') ?? '', b.dataset.do ?? '']));
  const run = (/** @type {string} */ name) => {
    if (composing(area)) return;
    if (name === 'image') { picture(); return; }
    const { value, selectionStart: start, selectionEnd: end } = area;
    area.focus();
    apply(area, tools[name]({ value, start, end, hint: words.hint }));
  };
  const stop = (/** @type {number} */ n) => buttons.forEach((b, i) => { b.tabIndex = i === n ? 0 : -1; });
  stop(0);
  buttons.forEach((b, i) => {
    b.addEventListener('click', () => run(b.dataset.do ?? ''));
    b.addEventListener('focus', () => stop(i));
  });
  bar.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length)?.focus();
  });
  area.addEventListener('keydown', (event) => {
    if (event.isComposing || composing(area)) return; // the keys belong to the input method
    if (event.ctrlKey || event.metaKey) {
      const digit = /^Digit(\d)$/.exec(event.code)?.[1];
      const name = keys.get(`Control+${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${digit ?? event.key.toUpperCase()}`);
      if (name) { event.preventDefault(); run(name); }
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || area.selectionStart !== area.selectionEnd) return;
    const edit = nextLine(area.value, area.selectionStart);
    if (edit) { event.preventDefault(); apply(area, edit); }
  });
}

/** Text and preview, one at a time where there is no room for both (ARIA tabs). @param {HTMLElement} form with two tabs, the text's first @param {() => void} show */
export function tabs(form, show) {
  const all = /** @type {HTMLButtonElement[]} */ ([...form.querySelectorAll('[role=tab]')]);
  const select = (/** @type {HTMLButtonElement} */ one) => {
    for (const t of all) {
      t.setAttribute('aria-selected', String(t === one));
      t.tabIndex = t === one ? 0 : -1;
    }
    form.dataset.view = one === all[0] ? 'text' : 'seen';
    show();
  };
  for (const t of all) {
    t.addEventListener('click', () => select(t));
    t.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const other = all[(all.indexOf(t) + 1) % all.length];
      other.focus();
      select(other);
    });
  }
  form.dataset.view = 'text';
}

/**
 * Waits until no input method composes in the text.
 * @param {HTMLTextAreaElement} area @param {() => void} changed called after every composition
 */
export function calmness(area, changed) {
  /** @type {Set<() => void>} */
  const waiting = new Set();
  watchComposition(area, () => { for (const done of waiting) done(); waiting.clear(); changed(); });
  return () => (composing(area) ? new Promise((/** @type {(v?: void) => void} */ done) => { waiting.add(done); }) : Promise.resolve());
}

/** Pictures and rich text, pasted or dropped. @param {HTMLTextAreaElement} area @param {(files: File[]) => void} put */
export function pasting(area, put) {
  let plain = false;
  area.addEventListener('keydown', (event) => { plain = event.shiftKey && (event.ctrlKey || event.metaKey); });
  area.addEventListener('keyup', () => { plain = false; });
  area.addEventListener('paste', (event) => {
    const data = event.clipboardData;
    if (!data || composing(area)) return;
    const html = data.getData('text/html');
    if (data.files.length && (!html || /^\s*(<html>|<body>|<!--.*?-->|<meta[^>]*>|\s)*<img[^>]*>/i.test(html))) {
      event.preventDefault();
      put([...data.files]);
    } else if (html && !plain) {
      const text = data.getData('text/plain');
      const { selectionStart: from, selectionEnd: to } = area;
      event.preventDefault(); // what to insert is known a moment later
      import('./paste.js').then(({ toMarkdown }) => {
        const insert = toMarkdown(html) ?? text;
        apply(area, { from, to, text: insert, select: [insert.length, insert.length] });
      });
    }
  });
  area.addEventListener('dragover', (event) => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); });
  area.addEventListener('drop', (event) => {
    const files = [...event.dataTransfer?.files ?? []];
    if (!files.length) return;
    event.preventDefault();
    put(files);
  });
}
