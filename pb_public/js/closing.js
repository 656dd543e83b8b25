// The ways to closing a question and to opening it again, for those who may: <div data-close="ID"> within
// <article data-question data-closed data-locked>. What they ask comes with the first click.

import { abilities } from './abilities.js';
import { h } from './dom.js';
import { session } from './session.js';
import { lang, prefix } from './words.js';

const words = {
  zh: { close: '建议关闭', reopen: '建议重开', closeNow: '关闭', reopenNow: '重开', manage: '管理' },
  en: { close: 'Suggest to close', reopen: 'Suggest to reopen', closeNow: 'Close', reopenNow: 'Reopen', manage: 'Moderate' },
}[lang];

/** @param {HTMLElement[]} found */
export default function closing(found) {
  const who = session();
  if (who) for (const place of found) show(who, place);
}

/** @param {import('./session.js').Session} who @param {HTMLElement} place */
async function show(who, place) {
  const id = place.dataset.close ?? '';
  const article = /** @type {HTMLElement | null} */ (place.closest('[data-question]'));
  if (!article || !(await abilities(who)).close) return;
  const shut = !!article.dataset.closed;
  const staff = ['moderator', 'editor'].some((role) => who.record.roles?.includes(role)) && article.dataset.author !== who.id;
  const label = shut ? (staff ? words.reopenNow : words.reopen) : staff ? words.closeNow : words.close;
  place.replaceChildren(h('p', { class: 'post-links' },
    article.hasAttribute('data-locked') && !staff ? null : h('button', {
      type: 'button', class: 'act', 'aria-haspopup': 'dialog',
      onclick: () => import('./closing-sheet.js').then((sheet) => sheet.default(who, id, shut, staff)),
    }, label),
    staff ? h('a', { href: `${prefix}/moderation#case/question/${id}` }, words.manage) : null));
}
