// The page /join: makes an account, signs in, and has the address confirmed.

import { h } from '../dom.js';
import { call, keepSession } from '../session.js';
import { lang, prefix } from '../words.js';
import { complain, wake } from './forms.js';
import { offer } from './providers.js';
import { keepTo, next } from './where.js';

const words = {
  zh: { welcome: '欢迎！', mail: (/** @type {string} */ a) => `我们给 ${a} 发了一封信，点其中的链接就确认了邮箱。`, go: '继续', profile: '完善个人资料', agree: '请先勾选同意。' },
  en: { welcome: 'Welcome!', mail: (/** @type {string} */ a) => `We sent a mail to ${a}. The link in it confirms the address.`, go: 'Go on', profile: 'Complete my profile', agree: 'Please tick the box first.' },
}[lang];
const users = '/api/collections/users';

const form = /** @type {HTMLFormElement} */ (document.querySelector('[data-join]'));
const agreed = /** @type {HTMLInputElement | null} */ (form.querySelector('[name=agreed]'));

wake(form, async (values) => {
  const email = String(values.get('email')).trim();
  const password = String(values.get('password'));
  await call(null, 'POST', `${users}/records`, {
    handle: String(values.get('handle')).trim(), email, password, passwordConfirm: password, locale: document.documentElement.lang,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone, agreed: values.get('agreed') ?? '',
  });
  keepSession(await call(null, 'POST', `${users}/auth-with-password`, { identity: email, password }));
  import('../account.js').then((header) => header.default()); // the page stays, and its header knows a member now
  await call(null, 'POST', `${users}/request-verification`, { email }).catch(() => { /* the settings offer to send it again */ });
  const to = next();
  const heading = h('h1', { tabindex: -1 }, words.welcome);
  form.closest('.door')?.replaceChildren(heading, h('p', { class: 'say', role: 'status' }, words.mail(email)),
    h('p', { class: 'acts' }, h('a', { class: 'btn', href: to }, words.go), h('a', { class: 'btn quiet', href: `${prefix}/settings` }, words.profile)));
  heading.focus();
});

offer(() => {
  if (agreed && !agreed.checked) { complain(form, words.agree, [[agreed, words.agree]]); return null; }
  return { to: next(), agreed: agreed?.value ?? '' };
});
keepTo();
