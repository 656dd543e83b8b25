// The page of bookmarks: folders, moving, notes, searching. #FOLDER_ID, #none and #all say which folder is shown.

import { h } from './dom.js';
import { found, owner } from './own.js';
import { call } from './session.js';
import { refusal } from './talk-parts.js';
import { says } from './talk-words.js';
import { prefix } from './words.js';

/** @typedef {{id: string, name: string}} Folder */
/** @typedef {{id: string, kind: 'article' | 'comment' | 'series', target: string, folder: string, note: string, title: string}} Bookmark */

const rest = '/api/collections/';
const perPage = 20;
const box = /** @type {HTMLElement} */ (document.querySelector('[data-bookmarks]'));
const who = owner(box);
/** @type {Folder[]} */
let folders = [];
let sought = '';

const side = h('nav', { class: 'folders', 'aria-label': says.folderName });
const list = h('ol', { class: 'own-list' });
const after = h('div', {});
const failed = h('p', { class: 'why', role: 'alert' });

/** The folder in the address: an id, "none" or "all". */
const current = () => location.hash.slice(1) || 'all';

/** @param {() => Promise<any>} act */
async function attempt(act) {
  failed.textContent = '';
  try { await act(); } catch (error) { failed.textContent = refusal(error); }
}

async function readFolders() {
  if (!who) return;
  folders = (await call(who, 'GET', `${rest}bookmark_folders/records?perPage=100&skipTotal=1&sort=position,name&fields=id,name`)).items;
  /** @param {string} id @param {string} name */
  const entry = (id, name) => h('li', {}, h('a', { href: `#${id}`, 'aria-current': current() === id && 'true' }, name));
  const shown = folders.find((f) => f.id === current());
  side.replaceChildren(h('ul', {}, entry('all', says.all), entry('none', says.unsorted), ...folders.map((f) => entry(f.id, f.name))),
    h('p', { class: 'folder-acts' },
      h('button', { type: 'button', class: 'act', onclick: () => name('', (text) => call(who, 'POST', `${rest}bookmark_folders/records`, { user: who.id, name: text, position: folders.length })) }, says.newFolder),
      ...shown ? [
        h('button', { type: 'button', class: 'act', onclick: () => name(shown.name, (text) => call(who, 'PATCH', `${rest}bookmark_folders/records/${shown.id}`, { name: text })) }, says.rename),
        h('button', { type: 'button', class: 'act', onclick: () => attempt(async () => {
          if (!confirm(says.removeFolder)) return;
          await call(who, 'DELETE', `${rest}bookmark_folders/records/${shown.id}`);
          location.hash = 'all';
        }) }, '×'),
      ] : []));
}

/** Asks for a folder's name. @param {string} old @param {(text: string) => Promise<any>} use */
async function name(old, use) {
  const text = prompt(says.folderName, old)?.trim();
  if (text) await attempt(async () => { await use(text); await readFolders(); });
}

/** @param {string} text */
const quoted = (text) => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;

/** @param {number} page */
async function show(page) {
  if (!who) return;
  const conditions = [`user='${who.id}'`];
  if (current() === 'none') conditions.push("folder=''");
  else if (/^[a-z0-9]{15}$/.test(current())) conditions.push(`folder='${current()}'`);
  if (sought) conditions.push(`(title~${quoted(sought)}||note~${quoted(sought)})`);
  const answer = await call(who, 'GET', `${rest}bookmarks/records?sort=-created&perPage=${perPage}&page=${page}&skipTotal=1&filter=${encodeURIComponent(conditions.join('&&'))}`);
  /** @type {Bookmark[]} */
  const items = answer.items;
  /** @param {string} kind */
  const of = (kind) => items.filter((b) => b.kind === kind).map((b) => b.target);
  const [articles, series] = await Promise.all([found(who, 'article_cards', of('article')), found(who, 'series', of('series'))]);
  if (page === 1) list.replaceChildren();
  list.append(...items.map((b) => row(b, b.kind === 'comment' ? `/comments/${b.target}`
    : b.kind === 'series' ? series.has(b.target) && `/series/${series.get(b.target)?.slug}`
      : articles.has(b.target) && `/articles/${articles.get(b.target)?.slug}`)));
  after.replaceChildren(...!list.childElementCount ? [h('p', { class: 'talk-none' }, sought ? says.nothing : says.empty)]
    : items.length === perPage ? [h('button', { type: 'button', class: 'btn quiet', onclick: () => show(page + 1) }, says.more)] : []);
}

/** @param {Bookmark} b @param {string | false} address */
function row(b, address) {
  const path = `${rest}bookmarks/records/${b.id}`;
  const note = h('p', { class: 'sum' }, b.note);
  const move = h('select', { 'aria-label': says.move, onchange: () => attempt(async () => {
    await call(who, 'PATCH', path, { folder: move.value });
    if (current() !== 'all') li.remove();
  }) }, h('option', { value: '' }, says.unsorted), ...folders.map((f) => h('option', { value: f.id, selected: f.id === b.folder }, f.name)));
  const li = h('li', {}, h('h2', {}, address ? h('a', { href: prefix + address }, b.title) : `${b.title}（${says.gone}）`),
    h('p', { class: 'meta' }, h('span', {}, says.kinds[b.kind])), note,
    h('p', { class: 'folder-acts' }, h('label', {}, `${says.move} `, move),
      h('button', { type: 'button', class: 'act', onclick: () => attempt(async () => {
        const text = prompt(says.note, b.note);
        if (text === null) return;
        b.note = (await call(who, 'PATCH', path, { note: text })).note;
        note.textContent = b.note;
      }) }, says.addNote),
      h('button', { type: 'button', class: 'act', onclick: () => attempt(async () => { await call(who, 'DELETE', path); li.remove(); }) }, says.forget)));
  return li;
}

if (who) {
  const search = h('input', { type: 'search', placeholder: says.search, 'aria-label': says.search, maxlength: 60 });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let composing = false;
  const later = () => { clearTimeout(timer); timer = setTimeout(() => { sought = search.value.trim(); attempt(() => show(1)); }, 250); };
  search.addEventListener('compositionstart', () => { composing = true; });
  search.addEventListener('compositionend', () => { composing = false; later(); });
  search.addEventListener('input', () => { if (!composing) later(); });
  box.replaceChildren(side, h('div', {}, h('div', { class: 'find' }, search), failed, list, after));
  const start = () => attempt(async () => { await readFolders(); await show(1); });
  addEventListener('hashchange', start);
  start();
}
