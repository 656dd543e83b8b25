// Import of one article from the web into a new draft.

import { h } from '../dom.js';
import { call } from '../session.js';
import { ask, button } from './conflict.js';
import { empty } from './remote.js';
import { words } from './words.js';

/** @param {import('../session.js').Session} who @returns {Promise<Record<string, any> | null>} the text of a new draft */
export function importArticle(who) {
  const url = h('input', { type: 'url', id: 'w-url', required: true, maxlength: 2000, inputmode: 'url', placeholder: 'https://' });
  const choice = (/** @type {string} */ value, /** @type {string} */ label) =>
    h('label', { class: 'check' }, h('input', { type: 'radio', name: 'w-how', value, checked: value === 'own' }), h('span', {}, label));
  const state = h('p', { class: 'say', role: 'status' });
  const form = h('div', { class: 'form' }, h('p', {}, words.importSay), h('div', { class: 'field' }, h('label', { for: 'w-url' }, words.url), url),
    h('fieldset', { class: 'field' }, h('legend', { class: 'vh' }, words.importTitle), choice('own', words.own), choice('translate', words.translate)), state);
  return ask(words.importTitle, [form], (close) => {
    const go = button(words.doImport, async () => {
      if (!url.reportValidity()) return;
      go.disabled = true;
      state.className = 'say';
      state.textContent = words.importing;
      try {
        const found = await call(who, 'POST', '/api/qiao/import-url', { url: url.value.trim() });
        const translated = /** @type {HTMLInputElement} */ (form.querySelector(':checked')).value === 'translate';
        close({
          ...empty, title: found.title, body: found.body, lang: translated ? 'zh' : found.lang || 'zh', source_licence: found.licence,
          ...(translated ? { source_title: found.title, source_url: found.canonical } : { canonical: found.canonical }),
          credits: found.author ? [{ role: 'author', name: found.author, url: found.canonical }] : [],
        });
      } catch (error) {
        state.className = 'say bad';
        state.textContent = error instanceof Error && error.message || words.failed;
      }
      go.disabled = false;
    });
    url.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); go.click(); } });
    return [go, button(words.close, () => close(null), 'quiet')];
  });
}
