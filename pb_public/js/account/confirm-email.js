// The page /confirm-email#TOKEN: changes the address of an account with its password, or adds one to an account that has
// none and so no password either: there, being signed in to it is what confirms.

import { call, keepSession, session } from '../session.js';
import { done, wake } from './forms.js';

const form = /** @type {HTMLFormElement} */ (document.querySelector('main form:not([role])'));
const say = /** @type {HTMLElement} */ (document.querySelector('[data-say]'));
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
addEventListener('hashchange', () => location.reload()); // another mail's link, opened here

/** What a token says of itself, nothing where it isn't one. @returns {{email?: string, newEmail?: string}} */
function claims() {
  try { return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))); } catch { return {}; }
}

const { email, newEmail } = claims();
if (email === '' && newEmail) add(newEmail);
else {
  wake(form, async (values) => {
    await call(null, 'POST', '/api/collections/users/confirm-email-change', { token, password: values.get('password') });
    keepSession(null);
    done(form, form.dataset.done ?? '');
  }, (refusal) => (refusal.fields.token || !refusal.fields.password ? form.dataset.expired : undefined));
}

/** @param {string} address */
function add(address) {
  form.querySelector('[data-secret]')?.remove();
  if (!session()) {
    say.textContent = say.dataset.signIn ?? '';
    form.hidden = true;
    return;
  }
  say.textContent = `${say.dataset.add} ${address}`;
  wake(form, async () => {
    keepSession(await call(session(), 'POST', '/api/qiao/email', { token }));
    say.hidden = true;
    done(form, say.dataset.added ?? '');
  });
}
