// The form of a comment: a draft that survives, names to complete, and no sending while an input method composes.

import { h } from './dom.js';
import { call } from './session.js';
import { refusal } from './talk-parts.js';
import { says } from './talk-words.js';

const rest = '/api/collections/comments/records';
const mostChars = 10_000;
let count = 0;

/** What is talked about, and where drafts about it are kept. @typedef {{who: import('./session.js').Session | null, kind: string, id: string, draft: (of: string) => string}} Place */

/**
 * Makes a form of a field that may be written in already.
 * @param {Place} talk @param {{parent?: string, edit?: string}} what @param {string} key of the draft
 * @param {HTMLFormElement} all @param {HTMLTextAreaElement} area in a .field of it
 * @param {{composing: boolean}} keys whether an input method composes in it now
 * @param {(comment: any) => Promise<void>} sent @param {() => void} cancelled
 */
export async function equip(talk, what, key, all, area, keys, sent, cancelled) {
  let whole = !what.edit || localStorage.getItem(key) !== null; // what of a text is known can replace it
  const id = area.id = `talk-text-${++count}`;
  for (const [name, value] of Object.entries({ maxlength: mostChars, 'aria-describedby': `${id}-hint`, 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox' })) area.setAttribute(name, String(value));
  const failed = h('p', { class: 'why', role: 'alert' });
  const send = h('button', { class: 'btn small' }, what.edit ? says.save : says.send);
  const cancel = h('button', { type: 'button', class: 'btn small quiet', onclick: () => { localStorage.removeItem(key); cancelled(); } }, says.cancel);
  const field = /** @type {HTMLElement} */ (area.parentElement);
  field.after(failed, h('div', { class: 'foot-row' }, h('small', { id: `${id}-hint` }, says.hint), cancel, send));

  area.addEventListener('compositionend', () => keep());
  const keep = () => {
    if (!whole) return;
    if (area.value.trim()) localStorage.setItem(key, area.value);
    else localStorage.removeItem(key);
  };
  area.addEventListener('input', keep);
  keep();
  all.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (keys.composing || send.disabled || !area.value.trim()) return;
    send.disabled = true;
    failed.textContent = '';
    try {
      const comment = what.edit
        ? await call(talk.who, 'PATCH', `${rest}/${what.edit}`, { body: area.value })
        : await call(talk.who, 'POST', rest, { author: talk.who?.id, kind: talk.kind, target: talk.id, parent: what.parent ?? '', body: area.value });
      localStorage.removeItem(key);
      await sent(comment);
    } catch (error) {
      failed.textContent = refusal(error);
    }
    send.disabled = false;
  });
  area.addEventListener('keydown', (event) => {
    if (event.isComposing || keys.composing) return; // the keys belong to the input method
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); all.requestSubmit(); }
  });
  const complete = names(area, field, talk);
  if (!keys.composing) void complete(); // a name may be typed already
  if (!whole) {
    send.disabled = true;
    const { body } = await call(talk.who, 'GET', `${rest}/${what.edit}?fields=body`);
    if (keys.composing) await new Promise((done) => { area.addEventListener('compositionend', done, { once: true }); });
    area.setRangeText(body, 0, 0, 'preserve'); // what was typed meanwhile stands behind it
    whole = true;
    keep();
    send.disabled = false;
  }
}

/**
 * Completes "@" and the beginning of a name; what it gives looks for what stands there now.
 * @param {HTMLTextAreaElement} area @param {HTMLElement} field @param {Place} talk
 */
function names(area, field, talk) {
  const list = h('div', { id: `${area.id}-names`, role: 'listbox', 'aria-label': says.people, hidden: true });
  const status = h('span', { class: 'vh', role: 'status' });
  field.append(list, status);
  area.setAttribute('aria-controls', list.id);
  /** @type {{handle: string, name: string}[]} */
  let items = [];
  let chosen = 0;
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** What is being typed after an "@" before the caret. */
  const begun = () => /(?:^|[^\w@./-])@([\p{L}\p{N}-]{0,30})$/u.exec(area.value.slice(0, area.selectionEnd))?.[1];
  const close = () => { list.hidden = true; area.removeAttribute('aria-activedescendant'); };
  /** @param {number} n */
  const choose = (n) => {
    chosen = (n + items.length) % items.length;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === chosen)));
    area.setAttribute('aria-activedescendant', `${list.id}-${chosen}`);
  };
  /** @param {string} handle */
  const put = (handle) => {
    const end = area.selectionEnd;
    const start = end - (begun() ?? '').length;
    area.setRangeText(`${handle} `, start, end, 'end');
    area.dispatchEvent(new Event('input'));
    close();
    area.focus();
  };
  const look = async () => {
    const q = begun();
    if (q === undefined) { close(); return; }
    const mine = ++asked;
    const found = await call(talk.who, 'GET', `/api/qiao/handles?q=${encodeURIComponent(q)}&target=${talk.id}`).catch(() => null);
    if (mine !== asked || !found || begun() !== q) return;
    items = found.items;
    list.replaceChildren(...items.map((person, i) => h('div', {
      id: `${list.id}-${i}`, role: 'option', 'aria-selected': 'false', onpointerdown: (event) => event.preventDefault(), onclick: () => put(person.handle),
    }, h('span', {}, person.name || person.handle), h('span', {}, `@${person.handle}`))));
    status.textContent = says.found(items.length);
    list.hidden = !items.length;
    if (items.length) choose(0);
    else close();
  };
  area.addEventListener('input', (event) => {
    clearTimeout(timer);
    if (!(event instanceof InputEvent && event.isComposing)) timer = setTimeout(look, 120);
  });
  area.addEventListener('compositionend', () => { timer = setTimeout(look, 120); });
  area.addEventListener('blur', () => { clearTimeout(timer); close(); });
  area.addEventListener('keydown', (event) => {
    if (event.isComposing || list.hidden || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); choose(chosen + (event.key === 'ArrowDown' ? 1 : -1)); }
    else if (event.key === 'Enter' || event.key === 'Tab') { event.preventDefault(); put(items[chosen].handle); }
    else if (event.key === 'Escape') { event.preventDefault(); close(); }
  });
  return look;
}
