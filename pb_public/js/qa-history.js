// The revisions of a question or an answer: who changed what and why, how each differs from the one before, and the way back to
// one for who may edit.

import { h } from './dom.js';
import { pieces } from './pieces.js';
import { call } from './session.js';
import { style } from './style.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    title: '修改历史', first: '最初的版本', now: '当前', back: '恢复这一版', close: '关闭', look: '看改动', more: '更早的版本',
    /** @param {number} n */ sure: (n) => `把内容恢复成第 ${n} 版？现在的版本也会留在历史里。`,
    note: (/** @type {number} */ n) => `恢复到第 ${n} 版`, number: (/** @type {number} */ n) => `第 ${n} 版`, failed: '没有读到，请再试一次',
  },
  en: {
    title: 'History', first: 'As first published', now: 'now', back: 'Bring this back', close: 'Close', look: 'Show changes', more: 'Earlier ones',
    /** @param {number} n */ sure: (n) => `Bring back version ${n}? What is there now stays in the history.`,
    note: (/** @type {number} */ n) => `Back to version ${n}`, number: (/** @type {number} */ n) => `Version ${n}`, failed: 'That could not be read, please try again',
  },
}[lang];
const perPage = 20;

/** @param {import('./qa.js').Page} page @param {import('./qa.js').Post} post @param {boolean} may bring back an earlier one */
export async function history(page, post, may) {
  await style('answer');
  const list = h('ol', { class: 'revs' });
  const say = h('p', { class: 'say bad', role: 'alert' });
  const more = h('button', { type: 'button', class: 'btn quiet small', onclick: () => load() }, words.more);
  const dialog = h('dialog', { class: 'sheet wide', 'aria-labelledby': 'qa-history', onclose: () => dialog.remove() },
    h('h2', { id: 'qa-history' }, words.title), say, list, h('div', { class: 'acts' }, more, h('button', { type: 'button', class: 'btn', onclick: () => dialog.close() }, words.close)));
  const format = new Intl.DateTimeFormat(lang === 'en' ? 'en' : 'zh-CN', { dateStyle: 'medium', timeStyle: 'short' });
  let read = 0;
  let last = 0;

  /** @param {any} rev */
  function row(rev) {
    const who = rev.expand?.editor;
    const box = h('div', {});
    const look = h('button', { type: 'button', class: 'link', 'aria-expanded': 'false', onclick: async () => {
      if (box.childElementCount) { box.replaceChildren(); look.setAttribute('aria-expanded', 'false'); return; }
      try {
        const d = await call(page.who, 'GET', `/api/qiao/posts/${post.kind}/${post.id}/revisions/${rev.number}/compare`);
        box.replaceChildren(...post.kind === 'question' ? [pieces(d.title)] : [], pieces(d.body));
        look.setAttribute('aria-expanded', 'true');
      } catch (error) { say.textContent = page.why(error); }
    } }, words.look);
    const back = may && rev.number !== last ? h('button', { type: 'button', class: 'link', onclick: async () => {
      if (!confirm(words.sure(rev.number))) return;
      try {
        await call(page.who, 'PATCH', `/api/collections/${post.kind}s/records/${post.id}`, { restore: rev.number, base: last, note: words.note(rev.number) });
        dialog.close();
        await page.refresh({ insert: false });
      } catch (error) { say.textContent = page.why(error); }
    } }, words.back) : null;
    return h('li', {},
      h('p', { class: 'rev-head' }, h('b', {}, words.number(rev.number)), rev.number === last ? h('span', { class: 'badge ok' }, words.now) : null,
        who ? h('a', { href: `${prefix}/people/${who.handle}` }, who.name || who.handle) : null,
        h('time', { datetime: rev.created.replace(' ', 'T') }, format.format(new Date(rev.created.replace(' ', 'T')))), look, back),
      rev.note ? h('p', {}, rev.note) : rev.number === 1 ? h('p', { class: 'hint' }, words.first) : null, box);
  }

  async function load() {
    more.disabled = true;
    try {
      const filter = encodeURIComponent(`target='${post.id}'`);
      const { items } = await call(page.who, 'GET', `/api/collections/post_revisions/records?page=${read + 1}&perPage=${perPage}&skipTotal=1&sort=-number&filter=${filter}&expand=editor&fields=number,note,created,expand.editor.name,expand.editor.handle`);
      read++;
      last ||= items[0]?.number ?? 0;
      list.append(...items.map(row));
      more.hidden = items.length < perPage;
    } catch { say.textContent = words.failed; }
    more.disabled = false;
  }
  document.body.append(dialog);
  dialog.showModal();
  await load();
}
