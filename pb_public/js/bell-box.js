// The bell for members: how many notifications are unread, in realtime; what it opens is bell-list.js.

import { h, icon } from './dom.js';
import { listening, subscribe } from './realtime.js';
import { call, session } from './session.js';
import { lang } from './words.js';

const words = {
  zh: {
    title: '通知',
    /** @param {number} n */
    count: (n) => (n ? `通知，${n} 条未读` : '通知，没有未读'),
  },
  en: {
    title: 'Notifications',
    /** @param {number} n */
    count: (n) => (n ? `Notifications, ${n} unread` : 'Notifications, none unread'),
  },
}[lang];
const unread = `/api/collections/notifications/records?perPage=1&fields=id&filter=${encodeURIComponent("read=''")}`;

class Bell extends HTMLElement {
  #badge = h('span', { class: 'count', hidden: true, 'aria-hidden': 'true' });
  #said = h('span', { class: 'unseen', role: 'status' });
  #button = h('button', { type: 'button', 'aria-expanded': 'false', onclick: () => this.#toggle() }, icon('bell'), this.#badge);
  #box = h('div', { class: 'bell-box', hidden: true, role: 'group', 'aria-label': words.title });
  /** @type {AbortController | undefined} */
  #here;
  #later = 0;
  #count = -1;
  /** @type {string | undefined} */
  #who;

  connectedCallback() {
    if (!this.childElementCount) this.append(this.#button, this.#box, this.#said);
    const here = this.#here = new AbortController();
    const { signal } = here;
    this.#button.setAttribute('aria-label', words.count(0));
    // what is clicked in the box may be gone from it by now
    addEventListener('click', (event) => { if (!event.composedPath().includes(this)) this.#close(); }, { signal });
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.#box.hidden) { this.#close(); this.#button.focus(); }
    }, { signal });
    this.addEventListener('focusout', (event) => { if (event.relatedTarget && !this.contains(/** @type {Node} */ (event.relatedTarget))) this.#close(); }, { signal });
    document.addEventListener('qiao:reconnected', () => this.#soon(), { signal });
    document.addEventListener('qiao:session', () => {
      if (session()?.record.id === this.#who) return;
      this.#stop();
      this.#listen();
    }, { signal });
    this.#listen();
  }

  disconnectedCallback() {
    this.#here?.abort();
    this.#stop();
  }

  #stop = () => { /* nothing is listened to */ };

  #listen() {
    this.#who = session()?.record.id;
    if (!this.#who) { this.#close(); return; }
    this.#stop = subscribe('notifications/*', () => this.#soon());
    listening().then(() => this.#soon());
  }

  /** Looks anew once for all that happens in a moment. */
  #soon() {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#look(), 150);
  }

  async #look() {
    const who = session();
    if (!who) return;
    try {
      const n = (await call(who, 'GET', unread)).totalItems;
      this.#badge.hidden = n === 0;
      this.#badge.textContent = n > 99 ? '99+' : String(n);
      this.#button.setAttribute('aria-label', words.count(n));
      if (this.#count >= 0 && n > this.#count) this.#said.textContent = words.count(n);
      this.#count = n;
      if (!this.#box.hidden) await this.#fill();
    } catch { /* the next change or opening tries again */ }
  }

  #toggle() {
    if (!this.#box.hidden) { this.#close(); return; }
    this.#box.hidden = false;
    this.#button.setAttribute('aria-expanded', 'true');
    this.#fill();
  }

  #close() {
    this.#box.hidden = true;
    this.#button.setAttribute('aria-expanded', 'false');
  }

  async #fill() {
    const who = session();
    if (!who) return;
    const { fill } = await import('./bell-list.js');
    await fill(this.#box, who, this.#count, async () => { await this.#look(); this.#button.focus(); });
  }
}

/** Defines the element; what is on the page wakes up by itself. */
export function define() {
  if (!customElements.get('qiao-bell')) customElements.define('qiao-bell', Bell);
}
