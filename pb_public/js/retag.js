// A button beside an article's tags, for members whose reputation lets them change those of others. Its authors have the editor.
// <qiao-retag article="RECORD_ID" authors="IDS" tags="IDS"></qiao-retag>

import { abilities } from './abilities.js';
import { h } from './dom.js';
import { call, Refusal, session } from './session.js';
import { lang } from './words.js';

const words = {
  zh: { change: '调整标签', tags: '标签', hint: '只改标签，修改会记在文章的版本历史里。', save: '保存', cancel: '取消', failed: '没有成功，请再试一次' },
  en: { change: 'Change tags', tags: 'Tags', hint: 'The tags alone; the change is kept in the history of the article.', save: 'Save', cancel: 'Cancel', failed: 'That did not work, please try again' },
}[lang];

class Retag extends HTMLElement {
  async connectedCallback() {
    const who = session();
    const article = this.getAttribute('article') ?? '';
    if (!who || this.childElementCount || !/^[a-z0-9]{15}$/.test(article) || this.getAttribute('authors')?.split(' ').includes(who.id)) return;
    if (!(await abilities(who)).retag) return;
    const button = h('button', { type: 'button', class: 'btn quiet small', onclick: () => this.#open(who, article, button) }, words.change);
    this.append(button);
  }

  /** @param {import('./session.js').Session} who @param {string} article @param {HTMLElement} button */
  async #open(who, article, button) {
    const { Tagger } = await import('./tagger.js');
    const there = /** @type {HTMLElement | null} */ (this.parentElement?.querySelector(':scope > .tags'));
    const shown = h('ul', { class: 'tags' });
    const input = h('input', { id: 'retag', autocomplete: 'off', maxlength: 40, 'aria-label': words.tags, 'aria-describedby': 'retag-hint' });
    const wrong = h('p', { class: 'wrong', role: 'alert' });
    const save = h('button', { type: 'submit', class: 'btn small' }, words.save);
    const form = h('form', {
      class: 'retag',
      onsubmit: async (/** @type {Event} */ event) => {
        event.preventDefault();
        save.disabled = true;
        wrong.textContent = '';
        try {
          await call(who, 'PATCH', `/api/collections/articles/records/${article}`, { tags: tagger.tags });
          location.reload();
        } catch (error) {
          wrong.textContent = error instanceof Refusal ? Object.values(error.fields)[0]?.message || error.message : words.failed;
          save.disabled = false;
        }
      },
    }, h('div', { class: 'find tagger' }, shown, input), h('p', { id: 'retag-hint' }, words.hint), wrong,
    h('div', { class: 'acts' }, save, h('button', { type: 'button', class: 'btn quiet small', onclick: () => { form.replaceWith(button); if (there) there.hidden = false; button.focus(); } }, words.cancel)));
    const tagger = new Tagger(who, shown, input, words.tags, () => { wrong.textContent = ''; });
    tagger.tags = (this.getAttribute('tags') ?? '').split(' ').filter(Boolean);
    button.replaceWith(form);
    if (there) there.hidden = true; // the same once more, to be changed
    input.focus();
  }
}

/** Defines the element; what is on the page wakes up by itself. */
export default function retag() {
  if (!customElements.get('qiao-retag')) customElements.define('qiao-retag', Retag);
}
