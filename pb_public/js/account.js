// Who is signed in, in the header: a button with a menu (account-menu.js). Guests keep the links that the page came with.
// <qiao-account><a href="/sign-in">…</a><a href="/join">…</a></qiao-account>

import { h } from './dom.js';
import { call, keepSession, session } from './session.js';
import { lang } from './words.js';

const label = lang === 'en' ? 'My menu' : '我的菜单';
const refreshAfter = 15 * 60 * 1000;

class Account extends HTMLElement {
  /** @type {Node[]} what guests see */
  #guest = [];
  #listening = new AbortController();

  connectedCallback() {
    this.#guest = [...this.childNodes];
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener('qiao:session', () => this.#show(), { signal });
    addEventListener('storage', (event) => { if (event.key === 'pocketbase_auth' || event.key === null) this.#show(); }, { signal });
    document.addEventListener('pointerdown', (event) => { if (!event.composedPath().includes(this)) this.#open?.(false); }, { signal });
    this.#show();
    refresh();
  }

  disconnectedCallback() { this.#listening.abort(); }

  /** @type {((on: boolean) => void) | undefined} */
  #open;

  #show() {
    const who = session();
    document.documentElement.toggleAttribute('data-member', who !== null);
    this.#open = undefined;
    if (!who) {
      this.replaceChildren(...this.#guest);
      return;
    }
    const { record } = who;
    const name = String(record.name || record.handle || record.email || '?');
    const face = h('span', { class: 'face' });
    if (record.avatar) face.append(h('img', { src: `/api/files/users/${who.id}/${encodeURIComponent(record.avatar)}?thumb=96x96`, alt: '', width: 32, height: 32 }));
    else face.append(h('span', { 'aria-hidden': 'true' }, [...name.trim()][0]?.toUpperCase() ?? '?'));
    const menu = h('div', { class: 'menu', id: 'account-menu', hidden: true });
    const button = h('button', { type: 'button', class: 'me', 'aria-label': `${label}: ${name}`, 'aria-expanded': 'false', 'aria-controls': 'account-menu' }, face);
    const open = this.#open = (/** @type {boolean} */ on) => {
      menu.hidden = !on;
      button.setAttribute('aria-expanded', String(on));
    };
    button.addEventListener('click', async () => {
      const on = button.getAttribute('aria-expanded') === 'false';
      if (on && !menu.childElementCount) {
        const { fill } = await import('./account-menu.js');
        fill(menu, button, who, open);
      }
      open(on);
    });
    this.replaceChildren(h('div', { class: 'box', onfocusout: (/** @type {FocusEvent} */ event) => {
      if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) open(false);
    } }, button, menu));
  }
}

/** Keeps the session alive, and what is known of the account fresh. */
async function refresh() {
  const who = session();
  try {
    if (!who || Date.now() - Number(sessionStorage.getItem('qiao:refreshed') ?? 0) < refreshAfter) return;
    keepSession(await call(who, 'POST', '/api/collections/users/auth-refresh'));
    sessionStorage.setItem('qiao:refreshed', String(Date.now())); // not before: who goes on to the next page ends the request
  } catch (error) {
    const { status } = /** @type {{status?: number}} */ (error);
    if (status === 401 || status === 403 || status === 404) keepSession(null);
  }
}

/** Defines the element; what is on the page wakes up by itself. */
export default function account() {
  if (!customElements.get('qiao-account')) customElements.define('qiao-account', Account);
}
