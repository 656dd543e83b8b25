// Import of one article from the web into a new draft.

import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { ask, button } from './dialog.js';

const words = {
  zh: {
    title: '从网址导入一篇文章', say: '正文、标题、作者和来源会填进一篇新草稿。请确认你有权转载或翻译。', url: '网址', own: '这是我（们）发在别处的文章，或者获准转载', translate: '我要翻译它', go: '导入', reading: '正在读取网页…', close: '关闭', failed: '没有成功，请再试一次',
  },
  en: {
    title: 'Import an article from the web', say: 'Text, title, author and source go into a new draft. Make sure that you may republish or translate it.', url: 'Address', own: 'It is mine (or ours), published elsewhere, or I may republish it', translate: 'I am going to translate it', go: 'Import', reading: 'Reading the page…', close: 'Close', failed: 'That did not work, please try again',
  },
}[lang];

/** @param {import('../session.js').Session} who @returns {Promise<Record<string, any> | null>} of the text of a new draft, what was found */
export function importArticle(who) {
  const url = h('input', { type: 'url', id: 'w-url', required: true, maxlength: 2000, inputmode: 'url', placeholder: 'https://' });
  const choice = (/** @type {string} */ value, /** @type {string} */ label) =>
    h('label', { class: 'check' }, h('input', { type: 'radio', name: 'w-how', value, checked: value === 'own' }), h('span', {}, label));
  const state = h('p', { class: 'say', role: 'status' });
  const form = h('div', { class: 'form' }, h('p', {}, words.say), h('div', { class: 'field' }, h('label', { for: 'w-url' }, words.url), url),
    h('fieldset', { class: 'field' }, h('legend', { class: 'vh' }, words.title), choice('own', words.own), choice('translate', words.translate)), state);
  return ask(words.title, [form], (close) => {
    const go = button(words.go, async () => {
      if (!url.reportValidity()) return;
      go.disabled = true;
      state.className = 'say';
      state.textContent = words.reading;
      try {
        const found = await call(who, 'POST', '/api/qiao/import-url', { url: url.value.trim() });
        const translated = /** @type {HTMLInputElement} */ (form.querySelector(':checked')).value === 'translate';
        close({
          title: found.title, body: found.body, lang: translated ? 'zh' : found.lang || 'zh', source_licence: found.licence,
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
