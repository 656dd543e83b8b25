// What the bell opens: the newest notifications; and the count beside it, which follows in realtime.

import { h, icon } from './dom.js';
import { item, list, readAll, unread } from './notices.js';
import { subscribe } from './realtime.js';
import { session } from './session.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    title: '通知', all: '查看全部', settings: '设置', read: '全部标为已读', none: '还没有通知', failed: '没有读到，请稍后再打开',
    /** @param {number} n */
    count: (n) => (n ? `通知，${n} 条未读` : '通知，没有未读'),
  },
  en: {
    title: 'Notifications', all: 'See all', settings: 'Settings', read: 'Mark all read', none: 'Nothing yet', failed: 'Could not be read; try again later',
    /** @param {number} n */
    count: (n) => (n ? `Notifications, ${n} unread` : 'Notifications, none unread'),
  },
}[lang];
const shown = 8;

class Bell extends HTMLElement {
  #badge = h('span', { class: 'count', hidden: true, 'aria-hidden': 'true' });
  #said = h('span', { class: 'unseen', role: 'status' });
  #button = h('button', { type: 'button', 'aria-expanded': 'false', onclick: () => this.#toggle() }, icon('bell'), this.#badge);
  #list = h('ol', { class: 'notices', role: 'list', tabindex: 0, 'aria-label': words.title });
  #empty = h('p', { hidden: true });
  #mark = h('button', { type: 'button', hidden: true, onclick: () => this.#readAll() }, words.read);
  #box = h('div', { class: 'bell-box', hidden: true, role: 'group', 'aria-label': words.title },
    h('div', {}, h('h2', {}, words.title), this.#mark), this.#list, this.#empty,
    h('p', {}, h('a', { href: `${prefix}/notifications` }, words.all), ' · ', h('a', { href: `${prefix}/settings/notifications` }, words.settings)));
  /** @type {AbortController | undefined} */
  #here;
  #later = 0;
  #count = -1;

  connectedCallback() {
    if (!this.childElementCount) this.append(this.#button, this.#box, this.#said);
    const here = this.#here = new AbortController();
    const { signal } = here;
    this.#button.setAttribute('aria-label', words.count(0));
    addEventListener('click', (event) => { if (!this.contains(/** @type {Node} */ (event.target))) this.#close(); }, { signal });
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.#box.hidden) { this.#close(); this.#button.focus(); }
    }, { signal });
    this.addEventListener('focusout', (event) => { if (event.relatedTarget && !this.contains(/** @type {Node} */ (event.relatedTarget))) this.#close(); }, { signal });
    document.addEventListener('qiao:reconnected', () => this.#soon(), { signal });
    document.addEventListener('qiao:session', () => { this.#stop(); this.#listen(); }, { signal });
    this.#listen();
  }

  disconnectedCallback() {
    this.#here?.abort();
    this.#stop();
  }

  #stop = () => { /* nothing is listened to */ };

  #listen() {
    if (!session()) { this.#close(); return; }
    const end = subscribe('notifications/*', () => this.#soon());
    this.#stop = () => { end(); this.#stop = () => { /* ended */ }; };
    this.#soon();
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
      const n = await unread(who);
      this.#badge.hidden = n === 0;
      this.#badge.textContent = n > 99 ? '99+' : String(n);
      this.#button.setAttribute('aria-label', words.count(n));
      if (this.#count >= 0 && n > this.#count) this.#said.textContent = words.count(n);
      this.#count = n;
      this.#mark.hidden = n === 0;
      if (!this.#box.hidden) await this.#fill(who);
    } catch { /* the next change or opening tries again */ }
  }

  #toggle() {
    if (!this.#box.hidden) { this.#close(); return; }
    this.#box.hidden = false;
    this.#button.setAttribute('aria-expanded', 'true');
    const who = session();
    if (who) this.#fill(who);
  }

  #close() {
    this.#box.hidden = true;
    this.#button.setAttribute('aria-expanded', 'false');
  }

  /** @param {import('./session.js').Session} who */
  async #fill(who) {
    try {
      const newest = await list(who, { size: shown });
      this.#list.replaceChildren(...newest.map((n) => item(who, n)));
      this.#list.hidden = newest.length === 0;
      this.#empty.hidden = newest.length > 0;
      this.#empty.textContent = words.none;
    } catch {
      this.#empty.hidden = false;
      this.#empty.textContent = words.failed;
    }
  }

  async #readAll() {
    const who = session();
    if (!who) return;
    await readAll(who).catch(() => { /* the count says that it failed */ });
    await this.#look();
    this.#button.focus();
  }
}

/** Defines the element; what is on the page wakes up by itself. */
export function define() {
  if (!customElements.get('qiao-bell')) customElements.define('qiao-bell', Bell);
}
