// The page /reset#TOKEN: sets a new password.

import { call, keepSession } from '../session.js';
import { done, wake } from './forms.js';

const form = /** @type {HTMLFormElement} */ (document.querySelector('main form:not([role])'));
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname); // a link that is shared or logged must not have it
addEventListener('hashchange', () => location.reload()); // another mail's link, opened here

wake(form, async (values) => {
  await call(null, 'POST', '/api/collections/users/confirm-password-reset', { token, password: values.get('password'), passwordConfirm: values.get('password') });
  keepSession(null);
  done(form, form.dataset.done ?? '');
}, (refusal) => (refusal.fields.token || !refusal.fields.password ? form.dataset.expired : undefined));
