// The menu of who is signed in: the way to what is theirs, and out.

import { abilities } from './abilities.js';
import { h } from './dom.js';
import { call, keepSession } from './session.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    profile: '我的主页', write: '写文章', mine: '我的文章', events: '我的活动', bookmarks: '收藏', notifications: '通知', settings: '设置',
    review: '审稿', moderation: '管理社区', held: '审阅新成员', out: '退出登录', noHandle: '完善资料',
  },
  en: {
    profile: 'My profile', write: 'Write', mine: 'My articles', events: 'My events', bookmarks: 'Bookmarks', notifications: 'Notifications', settings: 'Settings',
    review: 'Review', moderation: 'Moderation', held: 'First posts', out: 'Sign out', noHandle: 'Complete my profile',
  },
}[lang];

/**
 * @param {HTMLElement} menu @param {HTMLButtonElement} button that opens it @param {import('./session.js').Session} who
 * @param {(on: boolean) => void} open
 */
export function fill(menu, button, who, open) {
  const { record } = who;
  const roles = Array.isArray(record.roles) ? record.roles : [];
  const editor = roles.includes('editor');
  /** @type {[string, string][]} */
  const links = [
    record.handle ? [words.profile, `/people/${record.handle}`] : [words.noHandle, '/settings'],
    [words.write, '/write'], [words.mine, '/mine'], [words.events, '/my/events'], [words.bookmarks, '/bookmarks'], [words.notifications, '/notifications'], [words.settings, '/settings'],
  ];
  if (editor) links.push([words.review, '/review']);
  if (editor || roles.includes('moderator')) links.push([words.moderation, '/moderation']);
  menu.replaceChildren(h('p', {}, h('b', {}, String(record.name || record.handle || record.email)), record.handle ? h('span', {}, `@${record.handle}`) : null),
    h('ul', {}, ...links.map(([label, path]) => h('li', {}, h('a', { href: prefix + path, 'aria-current': location.pathname === prefix + path ? 'page' : null }, label))),
      h('li', {}, h('button', { type: 'button', onclick: () => signOut(who) }, words.out))));
  // a link that reputation unlocks is worth asking for once somebody looks
  if (!editor && !roles.includes('moderator')) {
    abilities(who).then((may) => {
      if (may.review) menu.querySelector('li:last-child')?.before(h('li', {}, h('a', { href: `${prefix}/moderation/held` }, words.held)));
    });
  }
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (menu.hidden) return;
    const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('a, button')]);
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Escape') { open(false); button.focus(); }
    else if (to === undefined) return;
    else items[(to + items.length) % items.length].focus();
    event.preventDefault();
  };
  for (const e of [menu, button]) e.addEventListener('keydown', keys);
}

/** Leaves on this device: the server forgets it, so that the token is worth nothing any more. @param {import('./session.js').Session} who */
async function signOut(who) {
  keepSession(null); // first, so that nothing listens in a name that is gone in a moment
  indexedDB.deleteDatabase('qiao-door'); // the lists of people that a helper at an event's door has; see door/list.js
  const { device } = JSON.parse(atob(who.token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
  if (device) await call(who, 'DELETE', `/api/collections/devices/records/${device}`).catch(() => { /* it ends here all the same */ });
  location.reload();
}
