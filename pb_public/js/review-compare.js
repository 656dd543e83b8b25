// How an article under review will look, and how it differs from what is live.

import { button, list, person, rest, when } from './bench.js';
import { h } from './dom.js';
import { diffLines } from './review-diff.js';
import { call } from './session.js';
import { lang } from './words.js';

const zh = {
  neverLive: '这篇还没有公开过，没有可对照的版本。', sameText: '正文与线上的版本相同。', draft: '待发布的修改', publish: '发布这次修改',
  /** @param {number} n */
  from: (n) => `现在的正文，与线上的第 ${n} 版相比`,
};
/** @type {typeof zh} */
const en = {
  neverLive: 'This was never public, so there is nothing to compare with.', sameText: 'The text is the same as the live one.', draft: 'A change that waits', publish: 'Publish this change',
  from: (n) => `The text now, against revision ${n} that was live`,
};
const words = lang === 'en' ? en : zh;

/** @typedef {{who: import('./session.js').Session, article: any, changed: () => Promise<void>}} Bench */

/** @param {HTMLElement} panel @param {Bench} at */
export async function look(panel, { who, article }) {
  const rendition = await call(who, 'GET', rest('renditions', article.id));
  // the server's own rendering, made safe there; parsed apart, so that nothing runs
  const parsed = new DOMParser().parseFromString(rendition.html, 'text/html');
  panel.replaceChildren(h('article', { class: 'prose', lang: article.lang }, ...document.adoptNode(parsed.body).childNodes));
}

/** @param {HTMLElement} panel @param {Bench} at */
export async function changes(panel, { who, article, changed }) {
  const [now, drafts] = await Promise.all([
    call(who, 'GET', `/api/qiao/articles/${article.id}/changes`),
    list(who, 'revisions', { filter: `article='${article.id}' && state='draft'`, sort: '-created', perPage: 20, skipTotal: 1, expand: 'editor', fields: 'id,title,note,created,expand.editor.name,expand.editor.handle' }),
  ]);
  const waits = await Promise.all(drafts.items.map(async (draft) => {
    const compared = await call(who, 'GET', `/api/qiao/revisions/${draft.id}/compare`).catch(() => null);
    return h('section', { class: 'panel' }, h('h3', {}, words.draft), h('p', { class: 'line' }, person(draft.expand?.editor), ' · ', when(draft.created)), draft.note ? h('p', {}, draft.note) : null,
      compared ? diffLines(compared.diff) : null,
      article.status === 'published' && compared ? h('div', { class: 'acts' }, button(words.publish, '', () => call(who, 'PATCH', rest('revisions', draft.id), { state: 'published' }).then(changed))) : null);
  }));
  panel.replaceChildren(...waits, h('section', { class: 'panel' }, ...(now.from ? [h('h3', {}, words.from(now.from)), now.title === article.title ? '' : h('p', {}, h('del', {}, now.title), ' ', h('ins', {}, article.title)),
    now.diff ? diffLines(now.diff) : h('p', { class: 'none' }, words.sameText)] : [h('p', { class: 'none' }, words.neverLive)])));
}
