// Sends a form of the question's page: one at a time, by its button or Ctrl+Enter, and says beside the fields what was refused.

import { Refusal } from '../session.js';
import { refuse } from '../write/marks.js';
import { words } from '../write/words.js';

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button @param {HTMLElement} failed says what has no field here @param {() => Promise<void>} act */
export function sends(form, button, failed, act) {
  form.addEventListener('keydown', (event) => {
    if (event.isComposing || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    failed.textContent = '';
    try {
      await act();
    } catch (error) {
      const refusal = error instanceof Refusal ? error : null;
      failed.textContent = refusal ? refuse(form, refusal.fields) || (Object.keys(refusal.fields).length ? '' : refusal.message) : words.offline;
    }
    button.disabled = false;
  });
}
