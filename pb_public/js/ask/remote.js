// A question that isn't asked yet, on the server: a draft that its asker alone sees.

import { equal, request } from '../write/request.js';
import { says } from './words.js';

/** @typedef {import('../write/remote.js').Text} Text */
/** @typedef {Record<string, any> | null} Doc */

export const path = '/api/collections/questions/records';
const fields = ['title', 'body', 'lang', 'tags', 'column', 'event'];

/** @type {Text} */
const empty = { title: '', body: '', lang: 'zh', tags: [], column: '', event: '' };

/** @param {Doc} question @returns {Text} */
function textOf(question) {
  const text = { ...empty };
  if (!question) return text;
  for (const name of fields) text[name] = question[name] ?? empty[name];
  if (text.title === says.untitled) text.title = '';
  return text;
}

/** @type {import('../write/saving.js').Store<Doc>} */
export const store = {
  fields, empty, none: null, textOf,
  id: (question) => question?.id ?? '',
  updated: (question) => question?.updated ?? '',
  open: (who, id) => request(who, 'GET', `${path}/${id}`),
  save: (who, question, base, text, { also, keepalive }) => {
    // a draft may be without a title, a record can't; what is published has the one that its asker gave
    const title = text.title.trim() || (also?.status ? '' : says.untitled);
    if (!question) return request(who, 'POST', path, { ...text, title, author: who.id, status: 'draft', ...also }, { keepalive });
    const changes = Object.fromEntries(fields.filter((name) => !equal(base[name], text[name])).map((name) => [name, text[name]]));
    return request(who, 'PATCH', `${path}/${question.id}`, { ...changes, ...(('title' in changes || also?.status) && { title }), ...also }, { base: question.updated, keepalive });
  },
  touched: (_, question, base) => (equal(textOf(question), base) ? question : null),
  copied: (text) => text,
  key: (id) => `question:${id || 'new'}`,
};
