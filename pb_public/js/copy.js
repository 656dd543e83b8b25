// Copies a code block without its line numbers.
// <figure class="code"><figcaption>… <button type="button" data-copy>复制</button></figcaption> … <pre><code>

import { words } from './words.js';

/** @param {Element} figure @returns {string} the code as it was written */
function source(figure) {
  const blocks = [...figure.querySelectorAll('pre code, pre')].filter((e) => !e.querySelector('code'));
  const block = blocks[blocks.length - 1]; // line numbers, where they stand apart, come first
  if (!block) return '';
  const copy = /** @type {Element} */ (block.cloneNode(true));
  for (const number of copy.querySelectorAll('.ln, .lnt, .lnlinks')) number.remove();
  return (copy.textContent ?? '').replace(/\n$/, '');
}

/** @param {HTMLElement[]} buttons */
export default function copy(buttons) {
  for (const button of buttons) {
    const label = button.textContent;
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
