// The page /sign-in: by password or by a code in a mail, both of them where the account wants two steps.

import { call, keepSession, Refusal } from '../session.js';
import { lang } from '../words.js';
import { refused, wake } from './forms.js';
import { offer } from './providers.js';
import { hash, keepTo, next } from './where.js';

const words = {
  zh: { wrong: '邮箱或密码不对。', code: '验证码不对，或者已经过期。', second: '还差一步：请输入发到邮箱的验证码。', password: '还差一步：请输入密码。', either: '还差一步：请用密码或验证码确认是你本人。' },
  en: { wrong: 'The address or the password is wrong.', code: 'The code is wrong or has expired.', second: 'One more step: enter the code that we sent to your address.', password: 'One more step: enter your password.', either: 'One more step: confirm that it is you, by password or by code.' },
}[lang];
const users = '/api/collections/users';

const step = {
  password: /** @type {HTMLFormElement} */ (document.querySelector('[data-step=password]')),
  code: /** @type {HTMLFormElement} */ (document.querySelector('[data-step=code]')),
};
const said = /** @type {HTMLElement} */ (document.querySelector('.said'));
const email = /** @type {HTMLInputElement} */ (step.password.elements.namedItem('email'));
const to = next();
let mfaId = '';
let otpId = '';

/** @param {'password' | 'code'} which @param {string} [say] */
function show(which, say = '') {
  step.password.hidden = which !== 'password';
  step.code.hidden = which !== 'code';
  said.textContent = say;
  said.hidden = !say;
  const first = step[which].querySelector(which === 'code' ? '#code' : say ? '#password' : '#email');
  if (first instanceof HTMLElement) first.focus();
}

/** @param {{token: string, record: Record<string, any>}} answer */
function come(answer) {
  keepSession(answer);
  location.assign(to);
}

async function sendCode() {
  ({ otpId } = await call(null, 'POST', `${users}/request-otp`, { email: email.value.trim() }));
}

wake(step.password, async (values) => {
  try {
    come(await call(null, 'POST', `${users}/auth-with-password`, { identity: email.value.trim(), password: values.get('password'), ...(mfaId && { mfaId }) }));
  } catch (error) {
    if (!(error instanceof Refusal) || !error.answer?.mfaId) throw error;
    mfaId = error.answer.mfaId;
    await sendCode();
    show('code', words.second);
  }
}, (refusal) => (refusal.status === 400 ? words.wrong : undefined));

wake(step.code, async (values) => {
  try {
    come(await call(null, 'POST', `${users}/auth-with-otp`, { otpId, password: String(values.get('code')).trim(), ...(mfaId && { mfaId }) }));
  } catch (error) {
    if (!(error instanceof Refusal) || !error.answer?.mfaId) throw error;
    mfaId = error.answer.mfaId;
    show('password', words.password);
  }
}, (refusal) => (refusal.status === 400 ? words.code : undefined));

step.password.querySelector('[data-send-code]')?.addEventListener('click', async () => {
  if (!email.checkValidity()) { email.reportValidity(); return; }
  try {
    await sendCode();
    show('code');
  } catch (error) {
    refused(step.password, error);
  }
});
step.code.querySelector('[data-back]')?.addEventListener('click', () => show('password'));

// a provider let somebody in whose account wants a second step
const begun = hash().get('mfa');
if (begun && /^\w+$/.test(begun)) {
  mfaId = begun;
  show('password', words.either);
} else {
  offer(() => ({ to }));
}
keepTo();
