// The page of what a member read lately.

import { h } from './dom.js';
import { found, owner } from './own.js';
import { call } from './session.js';
import { says } from './talk-words.js';
import { prefix } from './words.js';

const path = '/api/collections/reads/records';
const perPage = 20;
const box = /** @type {HTMLElement} */ (document.querySelector('[data-reading]'));
const who = owner(box);

/** @param {number} page */
async function show(page) {
  if (!who) return;
  const { items } = await call(who, 'GET', `${path}?sort=-updated&perPage=${perPage}&page=${page}&skipTotal=1`);
  const articles = await found(who, 'article_cards', items.map((/** @type {any} */ read) => read.article));
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
  const list = box.querySelector('ol') ?? h('ol', { class: 'own-list' });
  list.append(...items.map((/** @type {any} */ read) => {
    const article = articles.get(read.article);
    const percent = Math.round(read.position * 100);
    const li = h('li', {}, h('h2', {}, article ? h('a', { href: `${prefix}/articles/${article.slug}${read.finished ? '' : '#continue'}` }, article.title) : says.gone),
      h('p', { class: 'meta' }, h('span', {}, read.finished ? says.finished : `${says.continueAt} ${percent}%`), h('span', {}, format.format(new Date(read.updated.replace(' ', 'T'))))),
      h('progress', { max: 100, value: read.finished ? 100 : percent, 'aria-label': `${percent}%` }),
      h('button', { type: 'button', class: 'act', onclick: async () => { await call(who, 'DELETE', `${path}/${read.id}`); li.remove(); } }, says.forget));
    return li;
  }));
  box.replaceChildren(list.childElementCount ? list : h('p', { class: 'talk-none' }, says.noReads));
  if (items.length === perPage) box.append(h('button', { type: 'button', class: 'btn quiet', onclick: () => show(page + 1) }, says.more));
}

show(1);
