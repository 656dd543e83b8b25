// Copies a code block. Its line numbers are drawn by the style sheet and never part of the text.
// <figure class="code"><figcaption>… <button type="button" data-copy hidden>复制</button></figcaption><pre><code>

import { lang } from './words.js';

const words = {
  zh: { copied: '已复制', copyFailed: '请手动复制' },
  en: { copied: 'Copied', copyFailed: 'Please copy by hand' },
}[lang];

/** @param {Element} figure @returns {string} the code as it was written */
function source(figure) {
  return (figure.querySelector('pre')?.textContent ?? '').replace(/\n$/, '');
}

/** @param {HTMLElement[]} buttons */
export default function copy(buttons) {
  for (const button of buttons) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      const figure = button.closest('.code');
      if (!figure) return;
      let said = words.copied;
      try {
        await navigator.clipboard.writeText(source(figure));
        button.classList.add('done');
      } catch {
        said = words.copyFailed;
      }
      button.textContent = said;
      button.setAttribute('aria-live', 'polite');
      setTimeout(() => { button.textContent = label; button.classList.remove('done'); }, 2000);
    });
  }
}
