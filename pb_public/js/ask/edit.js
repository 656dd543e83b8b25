// Editing a question or an answer where it stands. Who may changes it; others suggest the change, which somebody reviews.
// Nobody's words are lost: what changed meanwhile is merged in, or shown to be chosen from.

import { h } from '../dom.js';
import { Refusal, call } from '../session.js';
import { style } from '../style.js';
import { Tagger } from '../tagger.js';
import { forget, keep, kept } from '../write/local.js';
import { mark } from '../write/marks.js';
import { bring } from '../write/bring.js';
import { equal, same } from '../write/request.js';
import { words } from '../write/words.js';
import { editor } from './editor.js';
import { sends } from './send.js';
import { edits } from './edit-words.js';
import { says } from './words.js';

/** @typedef {import('../write/remote.js').Text} Text */

const rest = '/api/collections/';
const names = ['title', 'body', 'tags'];

/** @param {any} record @returns {Text} */
const textOf = (record) => ({ title: record.title ?? '', body: record.body, tags: record.tags ?? [] });

/** @param {import('../qa.js').Page} page @param {import('../qa.js').Post} post */
export async function edit(page, post) {
  const { who, mine } = page;
  const at = post.article.querySelector('.post-main');
  if (!who || !mine || !at) return;
  const open = /** @type {HTMLTextAreaElement | null} */ (at.querySelector('form.editing textarea'));
  if (open) { open.focus(); return; }
  const collection = `${post.kind}s`;
  const path = `${rest}${collection}/records/${post.id}`;
  /** What the post says now, and the number of that revision. */
  const read = async () => {
    const filter = encodeURIComponent(`target='${post.id}'`);
    const [record, revisions] = await Promise.all([
      call(who, 'GET', path),
      call(who, 'GET', `${rest}post_revisions/records?perPage=1&skipTotal=1&sort=-number&fields=number&filter=${filter}`),
    ]);
    return { record, number: revisions.items[0]?.number ?? 0, text: textOf(record) };
  };
  const waits = mine.edits.find((e) => e.target === post.id);
  let [now] = await Promise.all([read(), style('answer')]);
  const direct = page.own(post) || mine.staff || (now.record.wiki ? page.may.edit : page.may.edit_unreviewed);
  const suggested = waits && !direct ? await call(who, 'GET', `${rest}post_edits/records/${waits.id}`) : null;

  const id = `e-${post.id}`;
  const question = post.kind === 'question';
  const area = h('textarea', { id, name: 'body', maxlength: 100000, spellcheck: 'true' });
  const title = question ? h('input', { id: `${id}-title`, name: 'title', maxlength: 200, autocomplete: 'off' }) : null;
  const tag = question ? h('input', { id: `${id}-tag`, autocomplete: 'off', maxlength: 40 }) : null;
  const tags = h('ul', { class: 'tags' });
  const note = h('input', { id: `${id}-note`, name: 'note', maxlength: 300, autocomplete: 'off', required: !direct, 'aria-describedby': `${id}-note-hint` });
  const failed = h('p', { class: 'say bad', role: 'alert' });
  const told = h('p', { class: 'say', role: 'status' }, direct ? '' : edits.suggesting);
  const send = h('button', { class: 'btn' }, direct ? edits.save : edits.suggest);
  const cancel = h('button', { type: 'button', class: 'btn quiet' }, edits.cancel);
  const field = (/** @type {string} */ label, /** @type {HTMLElement} */ input, /** @type {(Node | null)[]} */ ...more) => h('div', { class: 'field' }, h('label', { for: input.id }, label), ...more[0] ? [] : [input], ...more);
  const form = h('form', { class: 'form pad editing', novalidate: true, 'aria-label': direct ? says.edit : edits.suggest },
    told,
    title && field(words.title, title),
    field(says.body, area, h('div', { class: 'ed' }, h('div', { class: 'panes' }, h('section', { class: 'pane typed', 'aria-label': says.body }, area)))),
    tag && field(words.tags, tag, h('div', { class: 'find tagger' }, tags, tag), h('input', { type: 'hidden', name: 'tags' })),
    field(edits.note, note, note, h('p', { class: 'hint', id: `${id}-note-hint` }, direct ? edits.noteHint : edits.noteNeeded)),
    failed, h('div', { class: 'end-line' }, send, cancel));
  const hidden = /** @type {HTMLElement[]} */ ([...at.querySelectorAll(':scope > .prose, :scope > .tags, :scope > .post-foot')]);
  for (const e of hidden) e.hidden = true;
  at.prepend(form);

  const key = `edit:${post.id}`;
  let timer = 0;
  const readForm = () => ({ title: title?.value ?? '', body: area.value, tags: tagger?.tags ?? [] });
  const changed = () => {
    failed.textContent = '';
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (same(names, readForm(), now.text)) forget(who.id, key);
      else keep(who.id, key, { text: readForm(), base: now.text, updated: String(now.number), at: Date.now() });
    }, 300);
  };
  const tagger = tag && new Tagger(who, tags, tag, words.tags, changed, 5);
  const ed = editor(area, { who, lang: () => page.lang, of: () => ({ [post.kind]: post.id }), changed: () => { mark(area, ''); changed(); },
    files: direct ? { path: async () => path, done: () => { /* the text names it */ } } : undefined });
  /** @param {Text} text */
  const show = (text) => {
    if (title) title.value = text.title;
    area.value = text.body;
    if (tagger) tagger.tags = text.tags;
    ed.later();
  };
  title?.addEventListener('input', changed);
  show(suggested ? { ...textOf(suggested) } : now.text);
  if (suggested) note.value = suggested.note;
  const [found] = kept(who.id, key).filter((k) => !same(names, /** @type {Text} */ (k.kept.text), now.text));
  if (found) {
    show(/** @type {Text} */ (found.kept.text));
    told.textContent = edits.restoredHere;
    if (found.kept.base && Number(found.kept.updated) !== now.number) await together(/** @type {Text} */ (found.kept.base));
  }
  area.focus({ preventScroll: true });
  form.scrollIntoView({ block: 'nearest' });

  const close = () => {
    clearTimeout(timer);
    for (const k of kept(who.id, key)) forget(who.id, key, k.tab);
    form.remove();
    for (const e of hidden) e.hidden = false;
  };
  cancel.addEventListener('click', () => {
    if (!same(names, readForm(), now.text) && !confirm(edits.dropSure)) return;
    close();
    /** @type {HTMLElement | null} */ (post.article.querySelector('[data-do=edit]'))?.focus();
  });
  /** Brings what the post says now together with what is here. @param {Text} began @returns {Promise<boolean>} false while a person hasn't decided */
  async function together(began) {
    const here = readForm();
    const both = bring(began, here, now.text, names, equal);
    /** @type {Text} */
    let text = both.text;
    if (both.chunks || both.clashes.length) {
      const { resolve } = await import('../write/conflict.js');
      const chosen = await resolve(both, false);
      if (!chosen) return false;
      text = chosen.text;
    }
    if (!same(names, text, here)) {
      show(text);
      told.textContent = words.merged;
    }
    return true;
  }

  sends(form, send, failed, async () => {
    await ed.calm();
    await (direct ? change() : suggest());
  });

  async function change() {
    const text = readForm();
    const body = { ...(question ? text : { body: text.body }), note: note.value.trim(), base: now.number };
    try {
      await call(who, 'PATCH', path, body);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 409) throw error;
      const began = now.text;
      now = await read();
      if (await together(began)) failed.textContent = edits.mergedCheck;
      else failed.textContent = words.clash;
      return;
    }
    close();
    await page.refresh({ insert: false });
    post.article.tabIndex = -1;
    post.article.focus({ preventScroll: true });
  }

  async function suggest() {
    if (!note.value.trim()) { mark(note, edits.noteNeeded); note.focus(); return; }
    const text = readForm();
    const body = { ...(question ? text : { body: text.body }), note: note.value.trim() };
    const made = suggested
      ? await call(who, 'PATCH', `${rest}post_edits/records/${suggested.id}`, body)
      : await call(who, 'POST', `${rest}post_edits/records`, { ...body, kind: post.kind, target: post.id, question: page.id, author: who?.id, base: now.number, state: 'open' });
    if (!suggested) mine?.edits.push({ id: made.id, target: post.id });
    close();
    at?.append(h('p', { class: 'say ok', role: 'status' }, edits.suggested));
  }
}
