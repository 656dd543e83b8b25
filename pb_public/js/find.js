// The search fields: `/` goes to one, and a field in use gets suggestions.
// <div class="find"><input type="search" name="q" data-suggest></div>

/** @param {HTMLElement[]} found */
export default function find(found) {
  const inputs = found.filter((input) => input instanceof HTMLInputElement);
  for (const input of inputs) {
    const wake = () => { import('./suggest.js').then(({ combobox }) => combobox(input)); };
    if (input === document.activeElement) wake();
    else input.addEventListener('focus', wake, { once: true });
  }
  addEventListener('keydown', (event) => {
    const at = event.target;
    const typing = at instanceof HTMLElement && (at.isContentEditable || at.matches('input, textarea, select'));
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const visible = inputs.filter((input) => input.offsetParent);
    if (!visible.length) return;
    event.preventDefault();
    visible[visible.length - 1].focus(); // the page's own field comes after the one in the head
  });
}
