// A question's bounty for who is signed in: offering one, and giving one's own to an answer. <div data-bounty="ID"> on the
// question's page, with <article data-answer data-author> for each answer.

import { h } from './dom.js';
import { call, session } from './session.js';
import { lang } from './words.js';

const words = {
  zh: { offer: '发起悬赏', give: '授予悬赏' },
  en: { offer: 'Offer a bounty', give: 'Award the bounty' },
}[lang];

/** @param {HTMLElement[]} found */
export default function bounty(found) {
  const who = session();
  if (who) for (const place of found) show(who, place);
}

/** @param {import('./session.js').Session} who @param {HTMLElement} place */
async function show(who, place) {
  const id = place.dataset.bounty ?? '';
  const article = /** @type {HTMLElement | null} */ (document.querySelector('article[data-question]'));
  if (!article || article.dataset.closed || article.hasAttribute('data-locked')) return;
  const filter = encodeURIComponent(`question='${id}' && (state='open' || state='grace')`);
  const found = await call(who, 'GET', `/api/collections/bounties/records?perPage=1&skipTotal=1&filter=${filter}`).catch(() => null);
  const running = found?.items[0];
  if (found && !running) {
    place.replaceChildren(h('p', { class: 'post-links' }, h('button', {
      type: 'button', class: 'act', 'aria-haspopup': 'dialog', onclick: () => import('./bounty-sheet.js').then((sheet) => sheet.offer(who, id)),
    }, words.offer)));
  }
  if (running?.user !== who.id) return;
  const equip = () => {
    for (const answer of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('article[data-answer]'))) {
      const links = answer.querySelector('.post-links');
      if (!links || links.querySelector('[data-award]') || !answer.dataset.author || answer.dataset.author === who.id) continue;
      links.append(h('button', {
        type: 'button', class: 'act', 'data-award': answer.dataset.answer, 'aria-haspopup': 'dialog',
        onclick: () => import('./bounty-sheet.js').then((sheet) => sheet.award(who, running, answer.dataset.answer ?? '')),
      }, `${words.give} +${running.amount}`));
    }
  };
  equip();
  // answers come while the page is open
  const list = document.querySelector('[data-answers]');
  if (list) new MutationObserver(equip).observe(list, { childList: true, subtree: true });
}
