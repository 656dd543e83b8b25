// The article on the server: read, saved on top of what was last seen, published.
// A draft is the article itself; a live article has a draft revision, which readers don't see.

import { equal, request, same } from './request.js';

/** @typedef {Record<string, any>} Text the fields that the editor edits */
/** @typedef {import('../session.js').Session} Session */
/** @typedef {{article: Record<string, any> | null, revision: Record<string, any> | null}} Doc null before the first save */

const articles = '/api/collections/articles/records';
const revisions = '/api/collections/revisions/records';

/** Fields of which versions are kept. */
const written = ['title', 'excerpt', 'body'];
const meta = ['kind', 'lang', 'tags', 'canonical', 'source_title', 'source_url', 'source_licence', 'credits'];
/** Fields that only the article itself has. */
const place = ['column', 'series', 'part', 'cover_alt', 'publish_at'];
export const fields = [...written, ...meta, ...place];

/** @type {Text} */
export const empty = {
  title: '', excerpt: '', body: '', kind: 'article', lang: 'zh', tags: [], canonical: '', source_title: '', source_url: '', source_licence: '',
  credits: [], column: '', series: '', part: 0, cover_alt: '', publish_at: '',
};

/** @param {Text} a @param {Text} b */
export const sameText = (a, b) => same(fields, a, b);
/** @param {Text} from @param {string[]} names */
const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name]]));

/** @param {Record<string, any>} record @param {string[]} names @returns {Text} */
function clean(record, names) {
  /** @type {Text} */
  const text = {};
  for (const name of names) text[name] = record[name] ?? empty[name];
  if (names.includes('credits')) text.credits = Array.isArray(text.credits) ? text.credits : [];
  return text;
}

/** @param {Doc} doc @returns {Text} the text as the server has it */
export function textOf({ article, revision }) {
  if (!article) return { ...empty };
  const text = clean(article, fields);
  return revision ? { ...text, ...clean(revision, written), ...clean({ ...text, ...revision.meta }, meta) } : text;
}

/** @param {Doc} doc */
export const isLive = (doc) => doc.article?.status === 'published';
/** @param {Doc} doc the record that a save changes */
const target = (doc) => (isLive(doc) ? doc.revision : doc.article);

/** @param {Session} who @param {string} id @returns {Promise<Doc>} */
export async function open(who, id) {
  const article = await request(who, 'GET', `${articles}/${id}`);
  let revision = null;
  if (article.status === 'published') {
    const filter = encodeURIComponent(`article='${article.id}' && state='draft'`);
    revision = (await request(who, 'GET', `${revisions}?perPage=1&skipTotal=1&sort=-updated&filter=${filter}`)).items[0] ?? null;
  }
  return { article, revision };
}

/** The first words of a text, for a draft whose title isn't written yet. @param {Text} text @param {string} otherwise */
const titled = (text, otherwise) => text.title.trim() || /[^\s#>*`-][^\n]{0,60}/.exec(text.body)?.[0].trim() || otherwise;

/**
 * Saves a text on top of doc. It fails with status 412 when doc isn't the current one any more.
 * @param {Session} who @param {Doc} doc @param {Text} base what doc says @param {Text} text
 * @param {{untitled: string, also?: Record<string, any>, keepalive?: boolean}} options also are further fields of the article, such as its status
 * @returns {Promise<Doc>}
 */
export async function save(who, doc, base, text, { untitled, also, keepalive }) {
  const options = { base: target(doc)?.updated, keepalive };
  if (!doc.article) {
    const slug = `draft-${Array.from(crypto.getRandomValues(new Uint8Array(10)), (n) => (n % 36).toString(36)).join('')}`;
    return { article: await request(who, 'POST', articles, { ...text, title: titled(text, untitled), author: who.id, slug, ...also }, options), revision: null };
  }
  if (!isLive(doc)) {
    /** @type {Record<string, any>} */
    const changes = { ...pick(text, fields.filter((name) => !equal(base[name], text[name]))), ...also };
    if ('title' in changes) changes.title = titled(text, untitled);
    return { article: await request(who, 'PATCH', `${articles}/${doc.article.id}`, changes, options), revision: null };
  }
  const draft = { ...pick(text, written), title: titled(text, untitled), meta: pick(text, meta) };
  if (!doc.revision) {
    return { article: doc.article, revision: await request(who, 'POST', revisions, { article: doc.article.id, state: 'draft', ...draft }, options) };
  }
  draft.meta.base = doc.revision.meta?.base;
  return { article: doc.article, revision: await request(who, 'PATCH', `${revisions}/${doc.revision.id}`, draft, options) };
}

/** @type {import('./saving.js').Store<Doc>} */
export const store = {
  fields, empty, none: { article: null, revision: null }, open, save, textOf,
  id: (doc) => doc.article?.id ?? '',
  updated: (doc) => target(doc)?.updated ?? '',
  touched: (doc, article, base) => {
    if (isLive(doc)) return { ...doc, article: { ...article } };
    return sameText(textOf({ article, revision: null }), base) ? { article, revision: null } : null;
  },
  copied: (text) => ({ ...text, series: '', publish_at: '' }),
  key: (id) => id,
};
