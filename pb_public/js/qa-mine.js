// A member's own corner of the list of questions: the tags that they follow as a filter, what in them waits for an answer, and
// the way to their own questions and answers. <div data-my-questions></div>; shows nothing to guests.

import { h } from './dom.js';
import { call, session } from './session.js';
import { style } from './style.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    mine: '我的标签', none: '关注标签以后，这里会列出其中的问题。', choose: '去挑标签', all: '全部', waiting: '等待回答', questions: '我的提问', answers: '我的回答', empty: '暂时没有。', more: '更多',
    /** @param {number} n */ count: (n) => `${n} 个回答`,
  },
  en: {
    mine: 'My tags', none: 'Follow some tags, and their questions are listed here.', choose: 'Choose tags', all: 'All', waiting: 'Unanswered', questions: 'My questions', answers: 'My answers', empty: 'Nothing for now.', more: 'More',
    /** @param {number} n */ count: (n) => `${n} answer${n === 1 ? '' : 's'}`,
  },
}[lang];
const perPage = 8;
/** What one request asks for. */
const mostTags = 20;

/** @param {HTMLElement} box */
async function show(box) {
  const who = session();
  if (!who) return;
  await style('islands');
  const filter = encodeURIComponent(`user='${who.id}' && kind='tag'`);
  const follows = (await call(who, 'GET', `/api/collections/follows/records?perPage=${mostTags}&skipTotal=1&sort=-created&fields=target&filter=${filter}`)).items;
  const ids = follows.map((/** @type {{target: string}} */ f) => `id='${f.target}'`).join('||');
  /** @type {{slug: string, name: string, name_en: string}[]} */
  const tags = ids ? (await call(who, 'GET', `/api/collections/tags/records?perPage=${mostTags}&skipTotal=1&sort=name&fields=slug,name,name_en&filter=${encodeURIComponent(ids)}`)).items : [];
  const handle = who.record.handle;
  const list = h('ul', { class: 'q-short' });
  const tabs = h('p', { class: 'tabs' });
  const load = async (/** @type {string} */ state) => {
    const query = new URLSearchParams({ tags: tags.map((t) => t.slug).join(','), sort: 'newest', perPage: String(perPage), ...(state && { filter: state }) });
    const { items } = await call(who, 'GET', `/api/qiao/questions?${query}`);
    list.replaceChildren(...items.length ? items.map((/** @type {any} */ q) => h('li', {},
      h('span', { class: `num q-count${q.accepted ? ' solved' : q.answers ? ' some' : ''}`, title: words.count(q.answers) }, String(q.answers)),
      h('a', { href: prefix + q.url, lang: q.lang }, q.title))) : [h('li', {}, words.empty)]);
    for (const b of tabs.querySelectorAll('button')) b.setAttribute('aria-pressed', String(b.dataset.state === state));
  };
  const tab = (/** @type {string} */ label, /** @type {string} */ state) => h('button', { type: 'button', class: 'act', 'data-state': state, onclick: () => load(state).catch(() => { /* what is shown stays */ }) }, label);
  tabs.append(tab(words.waiting, 'unanswered'), tab(words.all, ''));
  box.replaceChildren(h('section', { class: 'sec q-mine', 'aria-labelledby': 'q-mine' },
    h('div', { class: 'sec-head' }, h('h2', { id: 'q-mine' }, words.mine)),
    ...tags.length ? [
      h('ul', { class: 'tags' }, ...tags.map((t) => h('li', {}, h('a', { class: 'tag', href: `${prefix}/tags/${t.slug}/questions` }, lang === 'en' && t.name_en || t.name)))),
      tabs, list,
    ] : [h('p', { class: 'q-none' }, words.none, ' ', h('a', { href: `${prefix}/tags` }, words.choose))],
    handle ? h('p', { class: 'q-own' }, h('a', { href: `${prefix}/people/${handle}/questions` }, words.questions), ' · ', h('a', { href: `${prefix}/people/${handle}/answers` }, words.answers)) : null));
  if (tags.length) await load('unanswered');
}

/** @param {HTMLElement[]} found */
export default function mine(found) { for (const box of found) show(box).catch(() => { /* the list is complete without */ }); }
