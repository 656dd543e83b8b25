// The page /forgot: asks for a mail. The answer is the same for an address that nobody has.

import { call } from '../session.js';
import { done, wake } from './forms.js';

const form = /** @type {HTMLFormElement} */ (document.querySelector('main form:not([role])'));

wake(form, async (values) => {
  await call(null, 'POST', '/api/collections/users/request-password-reset', { email: String(values.get('email')).trim() });
  done(form, form.dataset.done ?? '');
});
