// The page /auth/callback, where providers send people back to.

import { call, keepSession, Refusal, session } from '../session.js';
import { lang, prefix } from '../words.js';
import { wake } from './forms.js';
import { go, journey, keep } from './providers.js';

const words = {
  zh: { lost: '这次登录已经中断，请回到登录页再试一次。', refused: '没有登录：你取消了，或者对方拒绝了。', failed: '没有登录成功，请再试一次。', agree: '这是你第一次来，请先阅读并同意条款。' },
  en: { lost: 'This sign-in was interrupted. Please start again from the sign-in page.', refused: 'Not signed in: you cancelled, or the provider refused.', failed: 'Signing in did not work. Please try again.', agree: 'You are new here. Please read and accept the terms first.' },
}[lang];

const place = /** @type {HTMLElement} */ (document.querySelector('[data-callback]'));
const form = /** @type {HTMLFormElement} */ (document.querySelector('main form'));

/** @param {string} text */
function say(text) { place.textContent = text; }

async function arrive() {
  const answer = new URLSearchParams(location.search);
  const kept = journey();
  if (kept?.lang === 'en' && lang !== 'en') { // providers know one address, and it is in Chinese
    keep(kept);
    location.replace(`/en${location.pathname}${location.search}`);
    return;
  }
  history.replaceState(null, '', location.pathname); // the code is nobody else's business
  const code = answer.get('code');
  if (!kept || answer.get('state') !== kept.state) { say(words.lost); return; }
  if (!code) { say(words.refused); return; }
  try {
    const result = await call(kept.link ? session() : null, 'POST', '/api/collections/users/auth-with-oauth2', {
      provider: kept.provider, code, codeVerifier: kept.codeVerifier, redirectURL: kept.redirectURL,
      createData: { agreed: kept.agreed, locale: document.documentElement.lang, zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    });
    keepSession(result);
    location.replace(result.meta?.isNew ? `${prefix}/settings` : kept.to);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : null;
    if (refusal?.answer?.mfaId) {
      location.replace(`${prefix}/sign-in#mfa=${refusal.answer.mfaId}&to=${encodeURIComponent(kept.to)}`);
    } else if (place.dataset.agreement && !kept.agreed && !kept.link) {
      say(words.agree);
      form.hidden = false;
      wake(form, () => go(kept.provider, { to: kept.to, agreed: place.dataset.agreement }));
    } else say(words.failed);
  }
}

arrive();
