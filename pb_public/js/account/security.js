// The page /settings/security: password, address, second step, devices and linked accounts.

import { h } from '../dom.js';
import { call, keepSession, Refusal, session, signInLink } from '../session.js';
import { lang, prefix } from '../words.js';
import { complain, wake } from './forms.js';
import { go, providers } from './providers.js';
import { signedIn } from './self.js';

const page = /** @type {HTMLElement} */ (document.querySelector('[data-security]'));
const said = /** @type {HTMLElement} */ (page.querySelector(':scope > .said'));
const words = { zh: { wrong: '现在的密码不对。', ago: 'zh-CN' }, en: { wrong: 'The current password is wrong.', ago: 'en' } }[lang];
const users = '/api/collections/users';

/** @param {string | undefined} text */
function tell(text) {
  said.textContent = text ?? '';
  said.hidden = !text;
  said.scrollIntoView({ block: 'nearest' });
}

/** @template {HTMLElement} T @param {string} selector @returns {T} */
function at(selector) { return /** @type {T} */ (page.querySelector(selector)); }

/** Who is signed in now: a changed password gives another token. */
function me() { return /** @type {import('../session.js').Session} */ (session()); }

/** @param {Record<string, any>} record */
function password(record) {
  const form = /** @type {HTMLFormElement} */ (at('[data-password]'));
  /** @type {HTMLInputElement} */ (form.elements.namedItem('email')).value = record.email;
  wake(form, async (values) => {
    const fresh = String(values.get('password'));
    await call(me(), 'PATCH', `${users}/records/${record.id}`, { oldPassword: values.get('oldPassword'), password: fresh, passwordConfirm: fresh });
    form.reset();
    try {
      keepSession(await call(null, 'POST', `${users}/auth-with-password`, { identity: record.email, password: fresh }));
      tell(form.dataset.done);
      await devices(record);
    } catch { // a second step is asked for, on its own page
      keepSession(null);
      location.assign(signInLink());
    }
  }, (refusal) => (refusal.fields.oldPassword ? words.wrong : undefined));
}

/** @param {Record<string, any>} record */
function address(record) {
  const now = at('[data-email]');
  now.append(record.email || now.dataset.none || '');
  if (!record.verified && record.email) {
    now.append(h('span', { class: 'warn' }, now.dataset.unverified), h('button', {
      type: 'button', class: 'btn quiet small',
      onclick: async (/** @type {Event} */ event) => {
        /** @type {HTMLButtonElement} */ (event.currentTarget).disabled = true;
        await call(null, 'POST', `${users}/request-verification`, { email: record.email }).then(() => tell(now.dataset.sent), () => { /* the button stays off */ });
      },
    }, now.dataset.send));
  }
  const form = /** @type {HTMLFormElement} */ (at('[data-new-email]'));
  if (!record.email) /** @type {HTMLElement} */ (form.querySelector('.btn')).textContent = form.dataset.add ?? '';
  wake(form, async (values) => {
    try {
      await call(me(), 'POST', `${users}/request-email-change`, { newEmail: String(values.get('newEmail')).trim() });
    } catch (error) {
      const wrong = error instanceof Refusal ? error.fields.newEmail : null;
      if (wrong?.code !== 'accounts.sign_in_first') throw error;
      againFirst(form, wrong.message);
      return;
    }
    form.reset();
    tell(form.dataset.done);
  });
}

/** @param {Record<string, any>} record */
function secondStep(record) {
  const form = /** @type {HTMLFormElement} */ (at('[data-mfa]'));
  const state = /** @type {HTMLElement} */ (form.querySelector('.state'));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));
  const show = () => {
    state.textContent = (record.mfa ? form.dataset.isOn : form.dataset.isOff) ?? '';
    state.classList.toggle('on', record.mfa);
    button.textContent = (record.mfa ? form.dataset.turnOff : form.dataset.turnOn) ?? '';
  };
  show();
  wake(form, async () => {
    try {
      record = await call(me(), 'PATCH', `${users}/records/${record.id}`, { mfa: !record.mfa });
      show();
      state.tabIndex = -1;
      state.focus();
    } catch (error) {
      const wrong = error instanceof Refusal ? error.fields.mfa : null;
      if (!wrong) throw error;
      if (wrong.code === 'accounts.sign_in_again') againFirst(form, wrong.message);
      else complain(form, wrong.message, []);
    }
  });
}

/** Says that it takes a fresh sign-in, and leads there. @param {HTMLFormElement} form @param {string} message */
function againFirst(form, message) {
  complain(form, message, []);
  form.querySelector('.trouble')?.append(h('p', {}, h('a', { href: signInLink() }, form.dataset.again)));
}

/** The device that a token names. @param {string} token */
function device(token) {
  try { return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).device; } catch { return ''; }
}

/** @param {Record<string, any>} record */
async function devices(record) {
  const list = at('[data-devices]');
  const { items } = await call(me(), 'GET', `/api/collections/devices/records?perPage=50&skipTotal=1&sort=-seen&filter=${encodeURIComponent(`user='${record.id}'`)}`);
  const zone = record.zone || undefined;
  const time = new Intl.DateTimeFormat(words.ago, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short', timeZone: zone });
  const full = new Intl.DateTimeFormat(words.ago, { dateStyle: 'full', timeStyle: 'long', timeZone: zone });
  const here = device(me().token);
  list.replaceChildren(...items.map((/** @type {Record<string, any>} */ d) => {
    const seen = new Date(d.seen.replace(' ', 'T'));
    const item = h('li', {},
      h('div', {}, h('b', {}, d.name || d.agent), d.id === here ? h('span', { class: 'on' }, list.dataset.here) : null,
        h('p', {}, `${list.dataset.seen}`, h('time', { datetime: seen.toISOString(), title: full.format(seen) }, time.format(seen)), ` · ${d.address}`)),
      h('button', {
        type: 'button', class: 'btn quiet small', 'aria-label': `${list.dataset.out}: ${d.name || d.agent}`,
        onclick: async () => {
          await call(me(), 'DELETE', `/api/collections/devices/records/${d.id}`);
          if (d.id === here) { keepSession(null); location.assign(prefix || '/'); } else { item.remove(); list.focus(); }
        },
      }, list.dataset.out));
    return item;
  }));
  list.tabIndex = -1;
  const everywhere = /** @type {HTMLButtonElement} */ (at('[data-everywhere]'));
  everywhere.hidden = false;
  everywhere.onclick = async () => {
    if (!confirm(everywhere.dataset.ask)) return;
    await call(me(), 'DELETE', '/api/qiao/devices');
    keepSession(null);
    location.assign(prefix || '/');
  };
}

/** @param {Record<string, any>} record */
async function linked(record) {
  const section = at('[data-linked]');
  const list = /** @type {HTMLElement} */ (section.querySelector('ul'));
  const [offered, { items }] = await Promise.all([
    providers(), call(me(), 'GET', `/api/collections/_externalAuths/records?perPage=50&filter=${encodeURIComponent(`recordRef='${record.id}'`)}`),
  ]);
  /** @type {Map<string, string>} names of providers, also of those that are offered no more */
  const names = new Map(items.map((/** @type {any} */ link) => [link.provider, link.provider]));
  for (const p of offered) names.set(p.name, p.displayName);
  section.hidden = !names.size;
  list.replaceChildren(...[...names].map(([name, label]) => {
    const link = items.find((/** @type {any} */ one) => one.provider === name);
    const button = h('button', {
      type: 'button', class: 'btn quiet small', 'aria-label': `${link ? list.dataset.unlink : list.dataset.link}: ${label}`,
      onclick: async () => {
        button.disabled = true;
        try {
          if (link) {
            await call(me(), 'DELETE', `/api/collections/_externalAuths/records/${link.id}`);
            await linked(record);
          } else await go(name, { to: `${prefix}/settings/security`, link: true });
        } catch (error) {
          tell(error instanceof Error ? error.message : '');
          button.disabled = false;
        }
      },
    }, link ? list.dataset.unlink : list.dataset.link);
    return h('li', {}, h('div', {}, h('b', {}, label), link ? h('span', { class: 'on' }, list.dataset.is) : null), button);
  }));
}

async function start() {
  const who = await signedIn();
  if (!who) return;
  const record = await call(who, 'GET', `${users}/records/${who.id}`);
  password(record);
  address(record);
  secondStep(record);
  await Promise.all([devices(record), linked(record)]);
}

start();
