// Beside a question: ask somebody to answer it, name an answer that stands elsewhere, and say where an answer of one's own
// was posted. The parts are loaded once somebody uses them. <div data-invite="QUESTION"></div>

import { h } from './dom.js';
import { session } from './session.js';
import { lang } from './words.js';

const words = {
  zh: { invite: '邀请回答', link: '添加站外的回答', posted: '已同步到原站？' },
  en: { invite: 'Ask somebody to answer', link: 'Add an answer from elsewhere', posted: 'Posted it on the original site?' },
}[lang];

/** @param {HTMLElement[]} found */
export default function invite([place]) {
  const who = session();
  const question = place.dataset.invite ?? '';
  const article = /** @type {HTMLElement | null} */ (document.querySelector(`[data-question="${question}"]`));
  if (!who || !article || !/^\w+$/.test(question)) return;
  const open = !article.hasAttribute('data-locked');
  /** @param {string} label @param {string} name a function of the parts @param {HTMLElement} [about] */
  const act = (label, name, about) => {
    const b = h('button', { type: 'button', class: about ? 'act' : 'btn quiet small', onclick: async () => {
      b.disabled = true;
      const parts = await import('./invite-parts.js');
      await parts[/** @type {'invite' | 'link' | 'posted'} */ (name)](who, question, about ?? place).catch(() => {});
      b.disabled = false;
    } }, label);
    return b;
  };
  if (open) {
    place.append(h('div', { class: 'acts' }, article.hasAttribute('data-closed') ? null : act(words.invite, 'invite'), act(words.link, 'link')));
  }
  if (!article.querySelector('.q-source')) return;
  const mine = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('article[data-answer]'));
  for (const answer of mine) if (answer.dataset.author === who.id) answer.querySelector('.post-links')?.append(act(words.posted, 'posted', answer));
}
