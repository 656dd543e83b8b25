// A live article and its draft: made public, dropped, and brought onto what others published meanwhile.

/** @typedef {import('./remote.js').Text} Text */
/** @typedef {import('./remote.js').Doc} Doc */
/** @typedef {import('./remote.js').Session} Session */
/** @typedef {Pick<typeof import('./remote.js'), 'open' | 'textOf'> & Pick<typeof import('./request.js'), 'equal' | 'request'>} Remote what the page has of it already */

const articles = '/api/collections/articles/records';
const revisions = '/api/collections/revisions/records';
/** What only the article itself has, and is no part of its draft. */
const place = ['column', 'series', 'part', 'cover_alt'];

/** Makes the draft of a live article the live one. @param {Remote} remote @param {Session} who @param {Doc} doc @param {Text} text @returns {Promise<Doc>} */
export async function publish({ equal, open, request, textOf }, who, doc, text) {
  let { article, revision } = doc;
  if (!article) return doc;
  const was = textOf({ article, revision: null });
  const moved = place.filter((name) => !equal(text[name], was[name]));
  if (moved.length) article = await request(who, 'PATCH', `${articles}/${article.id}`, Object.fromEntries(moved.map((name) => [name, text[name]])), { base: article.updated });
  if (revision) await request(who, 'PATCH', `${revisions}/${revision.id}`, { state: 'published' }, { base: revision.updated });
  return open(who, /** @type {any} */ (article).id);
}

/** Drops the draft of a live article. @param {Remote} remote @param {Session} who @param {Doc} doc @returns {Promise<Doc>} */
export async function dropDraft({ open, request }, who, doc) {
  if (doc.revision) await request(who, 'DELETE', `${revisions}/${doc.revision.id}`);
  return open(who, doc.article?.id);
}

/**
 * When others published since a live article's draft was begun: what it began with, and the draft on top of the newest.
 * @param {Remote} remote @param {Session} who @param {Doc} doc @returns {Promise<{began: Text, now: Doc}>}
 */
export async function behind({ request, textOf }, who, doc) {
  const article = await request(who, 'GET', `${articles}/${doc.article?.id}`);
  const filter = encodeURIComponent(`article='${article.id}' && state='published'`);
  const kept = (await request(who, 'GET', `${revisions}?perPage=200&skipTotal=1&sort=-number&filter=${filter}`)).items;
  const first = kept.find((/** @type {any} */ r) => r.number === doc.revision?.meta?.base) ?? kept[kept.length - 1];
  const began = textOf({ article, revision: first });
  const base = { ...doc.revision?.meta, base: kept[0]?.number ?? 0 };
  return { began, now: { article, revision: doc.revision && { ...doc.revision, meta: base } } };
}
