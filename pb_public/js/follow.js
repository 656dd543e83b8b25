// Follow and unfollow. Guests get a link to sign in.
// <qiao-follow kind="user|column|tag|series|community" target="RECORD_ID"></qiao-follow>

import { call, session, signInLink } from './session.js';
import { lang } from './words.js';

const words = {
  zh: { follow: '关注', following: '已关注', failed: '没有成功，请再试一次', signIn: '登录后关注' },
  en: { follow: 'Follow', following: 'Following', failed: 'That did not work, please try again', signIn: 'Sign in to follow' },
}[lang];

const rest = '/api/collections/follows/records';

class Follow extends HTMLElement {
  /** @type {string | null} the follows record, null while not followed */
  #record = null;
  #button = document.createElement('button');

  connectedCallback() {
    const kind = this.getAttribute('kind') ?? '';
    const target = this.getAttribute('target') ?? '';
    const who = session();
    if (this.childElementCount) return;
    if (!who) {
      const link = document.createElement('a');
      link.className = 'btn quiet';
      link.href = signInLink();
      link.textContent = words.signIn;
      this.append(link);
      return;
    }
    if (!/^\w+$/.test(target) || !/^\w+$/.test(kind) || (kind === 'user' && target === who.id)) return;
    const button = this.#button;
    button.type = 'button';
    button.addEventListener('click', () => this.#toggle(who, kind, target));
    const filter = `user='${who.id}' && kind='${kind}' && target='${target}'`;
    call(who, 'GET', `${rest}?perPage=1&skipTotal=1&fields=id&filter=${encodeURIComponent(filter)}`)
      .then((found) => { this.#record = found.items[0]?.id ?? null; this.#show(); this.append(button); })
      .catch(() => { /* no button is better than one that does nothing */ });
  }

  /** @param {import('./session.js').Session} who @param {string} kind @param {string} target */
  async #toggle(who, kind, target) {
    this.#button.disabled = true;
    try {
      if (this.#record) {
        await call(who, 'DELETE', `${rest}/${this.#record}`);
        this.#record = null;
      } else {
        this.#record = (await call(who, 'POST', rest, { user: who.id, kind, target })).id;
      }
      this.#show();
    } catch {
      this.#button.textContent = words.failed;
    }
    this.#button.disabled = false;
  }

  #show() {
    const on = this.#record !== null;
    this.#button.className = on ? 'btn quiet' : 'btn';
    this.#button.setAttribute('aria-pressed', String(on));
    this.#button.textContent = on ? words.following : words.follow;
  }
}

/** Defines the element; what is on the page wakes up by itself. */
export default function follow() {
  if (!customElements.get('qiao-follow')) customElements.define('qiao-follow', Follow);
}
