// The questions that somebody has begun and not asked.

import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { path } from './remote.js';
import { says } from './words.js';

const most = 20;

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {string} current the id of the one that is open */
export async function drafts(box, who, current) {
  const filter = encodeURIComponent(`author='${who.id}' && status='draft'`);
  const { items } = await call(who, 'GET', `${path}?perPage=${most}&skipTotal=1&sort=-updated&fields=id,title,updated&filter=${filter}`);
  const format = new Intl.DateTimeFormat(lang === 'en' ? 'en' : 'zh-CN', { dateStyle: 'short', timeStyle: 'short' });
  const list = box.querySelector('ul');
  box.hidden = !items.length;
  list?.replaceChildren(...items.map((/** @type {any} */ draft) => h('li', {},
    h('a', { href: `#id=${draft.id}`, 'aria-current': draft.id === current && 'true' }, draft.title || says.untitled),
    h('small', {}, format.format(new Date(draft.updated.replace(' ', 'T')))),
    h('button', { type: 'button', class: 'link', 'aria-label': `${says.discard} ${draft.title}`, onclick: async () => {
      if (!confirm(says.discardSure)) return;
      await call(who, 'DELETE', `${path}/${draft.id}`).catch(() => null);
      if (draft.id === current) location.replace(location.pathname);
      else await drafts(box, who, current);
    } }, says.discard))));
}
