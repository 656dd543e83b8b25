// The page /verify#TOKEN: confirms an address, or sends the mail again.

import { call, keepSession, session } from '../session.js';
import { done, wake } from './forms.js';

const place = /** @type {HTMLElement} */ (document.querySelector('[data-verify]'));
const form = /** @type {HTMLFormElement} */ (document.querySelector('main form:not([role])'));
const users = '/api/collections/users';
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
addEventListener('hashchange', () => location.reload()); // another mail's link, opened here

async function confirm() {
  try {
    if (!token) throw new TypeError('no token');
    await call(null, 'POST', `${users}/confirm-verification`, { token });
    place.textContent = place.dataset.done ?? '';
    const who = session();
    if (who) keepSession(await call(who, 'POST', `${users}/auth-refresh`).catch(() => null));
  } catch {
    place.textContent = place.dataset.expired ?? '';
    form.hidden = false;
    wake(form, async (values) => {
      await call(null, 'POST', `${users}/request-verification`, { email: String(values.get('email')).trim() });
      done(form, form.dataset.done ?? '');
    });
  }
}

confirm();
