// Who is signed in, in the header: a button with a menu. Guests keep the links that the page came with.
// <qiao-account><a href="/sign-in">…</a><a href="/join">…</a></qiao-account>

import { h } from './dom.js';
import { call, keepSession, session } from './session.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    menu: '我的菜单', profile: '我的主页', write: '写文章', mine: '我的文章', bookmarks: '收藏', notifications: '通知', settings: '设置',
    review: '审稿', moderation: '管理社区', held: '审阅新成员', out: '退出登录', noHandle: '完善资料',
  },
  en: {
    menu: 'My menu', profile: 'My profile', write: 'Write', mine: 'My articles', bookmarks: 'Bookmarks', notifications: 'Notifications', settings: 'Settings',
    review: 'Review', moderation: 'Moderation', held: 'First posts', out: 'Sign out', noHandle: 'Complete my profile',
  },
}[lang];
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
    this.#show();
    refresh();
  }

  disconnectedCallback() { this.#listening.abort(); }

  #show() {
    const who = session();
    document.documentElement.toggleAttribute('data-member', who !== null);
    if (!who) {
      this.replaceChildren(...this.#guest);
      return;
    }
    const { record } = who;
    const name = String(record.name || record.handle || record.email || '?');
    const face = h('span', { class: 'face' });
    if (record.avatar) face.append(h('img', { src: `/api/files/users/${who.id}/${encodeURIComponent(record.avatar)}?thumb=96x96`, alt: '', width: 32, height: 32 }));
    else face.append(h('span', { 'aria-hidden': 'true' }, [...name.trim()][0]?.toUpperCase() ?? '?'));
    const roles = Array.isArray(record.roles) ? record.roles : [];
    const editor = roles.includes('editor');
    /** @type {[string, string][]} */
    const links = [
      record.handle ? [words.profile, `/people/${record.handle}`] : [words.noHandle, '/settings'],
      [words.write, '/write'], [words.mine, '/mine'], [words.bookmarks, '/bookmarks'], [words.notifications, '/notifications'], [words.settings, '/settings'],
    ];
    if (editor) links.push([words.review, '/review']);
    if (editor || roles.includes('moderator')) links.push([words.moderation, '/moderation']);
    const list = h('ul', {}, ...links.map(([label, path]) => h('li', {}, h('a', { href: prefix + path, 'aria-current': location.pathname === prefix + path ? 'page' : null }, label))),
      h('li', {}, h('button', { type: 'button', onclick: () => signOut(who) }, words.out)));
    const menu = h('div', { class: 'menu', id: 'account-menu', hidden: true }, h('p', {}, h('b', {}, name), record.handle ? h('span', {}, `@${record.handle}`) : null), list);
    const button = h('button', { type: 'button', class: 'me', 'aria-label': `${words.menu}: ${name}`, 'aria-expanded': 'false', 'aria-controls': 'account-menu' }, face);
    // a link that reputation unlocks is worth asking for once somebody looks
    let reviews = editor || roles.includes('moderator');
    const offerReviews = async () => {
      const { abilities } = await import('./abilities.js');
      if ((await abilities(who)).review) list.lastElementChild?.before(h('li', {}, h('a', { href: `${prefix}/moderation/held` }, words.held)));
    };
    /** @param {boolean} on */
    const open = (on) => {
      if (on && !reviews) { reviews = true; offerReviews(); }
      menu.hidden = !on;
      button.setAttribute('aria-expanded', String(on));
    };
    button.addEventListener('click', () => open(menu.hidden));
    const box = h('div', {
      class: 'box',
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (menu.hidden) return;
        const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('a, button')]);
        const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
        const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[event.key];
        if (event.key === 'Escape') { open(false); button.focus(); }
        else if (to === undefined) return;
        else items[(to + items.length) % items.length].focus();
        event.preventDefault();
      },
      onfocusout: (/** @type {FocusEvent} */ event) => { if (event.relatedTarget instanceof Node && !box.contains(event.relatedTarget)) open(false); },
    }, button, menu);
    document.addEventListener('pointerdown', (event) => { if (!box.contains(/** @type {Node} */ (event.target))) open(false); }, { signal: this.#listening.signal });
    this.replaceChildren(box);
  }
}

/** Leaves on this device: the server forgets it, so that the token is worth nothing any more. @param {import('./session.js').Session} who */
async function signOut(who) {
  keepSession(null); // first, so that nothing listens in a name that is gone in a moment
  const { device } = JSON.parse(atob(who.token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
  if (device) await call(who, 'DELETE', `/api/collections/devices/records/${device}`).catch(() => { /* it ends here all the same */ });
  location.reload();
}

/** Keeps the session alive, and what is known of the account fresh. */
async function refresh() {
  const who = session();
  try {
    if (!who || Date.now() - Number(sessionStorage.getItem('qiao:refreshed') ?? 0) < refreshAfter) return;
    sessionStorage.setItem('qiao:refreshed', String(Date.now()));
    keepSession(await call(who, 'POST', '/api/collections/users/auth-refresh'));
  } catch (error) {
    const { status } = /** @type {{status?: number}} */ (error);
    if (status === 401 || status === 403 || status === 404) keepSession(null);
  }
}

/** Defines the element; what is on the page wakes up by itself. */
export default function account() {
  if (!customElements.get('qiao-account')) customElements.define('qiao-account', Account);
}
