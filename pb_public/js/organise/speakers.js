// Who speaks: choosing those of a session, new ones too, and what their pages say.

import { list, rest } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { Fields, sheet } from './fields.js';

const words = {
  zh: {
    speakers: '讲者', find: '按姓名查找讲者', none: '没有找到这位讲者。', make: (/** @type {string} */ name) => `添加新讲者“${name}”`, remove: '移除', edit: '修改讲者', save: '保存', name: '姓名', title: '职位', company: '公司或组织', bio: '简介',
    shared: '讲者的介绍在所有活动里共用。', avatar: '头像', avatarHint: 'PNG、JPEG 或 WebP，不超过 5 MB。',
  },
  en: {
    speakers: 'Speakers', find: 'Find a speaker by name', none: 'No such speaker.', make: (/** @type {string} */ name) => `Add “${name}”`, remove: 'Remove', edit: 'Change the speaker', save: 'Save', name: 'Name', title: 'Position', company: 'Company or organisation', bio: 'About the person',
    shared: 'All events show the same about a speaker.', avatar: 'Picture', avatarHint: 'PNG, JPEG or WebP, at most 5 MB.',
  },
}[lang];

/** @typedef {{id: string, name: string, title: string, company: string, bio: string, user: string, slug: string}} Speaker */

export const label = words.speakers;

/**
 * The field in which the speakers of a session are chosen.
 * @param {import('../session.js').Session} who @param {Speaker[]} chosen @param {boolean} makes whether who asks may add somebody new
 */
export function picker(who, chosen, makes) {
  let all = [...chosen];
  const shown = h('ul', { class: 'tags' });
  const input = h('input', { type: 'search', id: 'sp-find', maxlength: 80, autocomplete: 'off', placeholder: words.find, 'aria-controls': 'sp-found' });
  const found = h('ul', { class: 'found', id: 'sp-found', 'aria-live': 'polite' });
  const draw = () => shown.replaceChildren(...all.map((s) => h('li', {}, h('button', { type: 'button', class: 'tag', 'aria-label': `${words.remove} ${s.name}`, onclick: () => { all = all.filter((o) => o.id !== s.id); draw(); input.focus(); } }, s.name, ' ×'))));
  /** @param {Speaker} s */
  const take = (s) => {
    if (!all.some((o) => o.id === s.id)) all = [...all, s];
    input.value = '';
    found.replaceChildren();
    draw();
    input.focus();
  };
  let timer = 0;
  const look = async () => {
    const typed = input.value.trim().replace(/\s+/g, ' ');
    if (!typed) { found.replaceChildren(); return; }
    const { items } = await list(who, 'speakers', { perPage: 8, skipTotal: 1, sort: 'name', filter: `name ~ '${typed.replace(/['\\]/g, '')}'` }).catch(() => ({ items: [] }));
    if (input.value.trim().replace(/\s+/g, ' ') !== typed) return;
    const option = (/** @type {Speaker} */ s) => h('li', {}, h('button', { type: 'button', class: 'link', onclick: () => take(s) }, [s.name, s.title, s.company].filter(Boolean).join(' · ')));
    const say = h('li', { class: 'wrong' });
    const make = makes && h('li', {}, h('button', { type: 'button', class: 'link', onclick: async () => {
      try {
        take(await call(who, 'POST', rest('speakers'), { name: typed }));
      } catch (error) {
        say.textContent = error instanceof Error ? error.message : String(error);
        found.append(say);
      }
    } }, words.make(typed)));
    found.replaceChildren(...items.filter((s) => !all.some((o) => o.id === s.id)).map(option), ...make ? [make] : items.length ? [] : [h('li', { class: 'hint' }, words.none)]);
  };
  input.addEventListener('input', (e) => { e.stopPropagation(); clearTimeout(timer); timer = window.setTimeout(look, 200); });
  input.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' || e.isComposing) return;
    e.preventDefault();
    /** @type {HTMLButtonElement | null} */ (found.querySelector('button'))?.click();
  });
  draw();
  const element = h('div', { class: 'field' }, h('label', { for: input.id }, words.speakers), shown, input, found, h('input', { type: 'hidden', name: 'speakers' }));
  return { element, ids: () => all.map((s) => s.id) };
}

/**
 * Opens what is said about a speaker.
 * @param {import('../session.js').Session} who @param {Speaker} speaker @param {() => Promise<unknown>} done
 */
export function change(who, speaker, done) {
  const fields = new Fields([
    { name: 'name', label: words.name, most: 80 }, { name: 'title', label: words.title, most: 80 }, { name: 'company', label: words.company, most: 80, beside: true },
    { name: 'bio', label: words.bio, kind: 'text', most: 2000, rows: 5 },
  ], speaker, 'UTC');
  const avatar = h('input', { type: 'file', name: 'avatar', id: 'sp-avatar', accept: 'image/png,image/jpeg,image/webp', 'aria-describedby': 'sp-avatar-h' });
  sheet(words.edit, words.save, [h('p', { class: 'hint' }, words.shared), ...fields.elements, h('div', { class: 'field' }, h('label', { for: 'sp-avatar' }, words.avatar), avatar, h('p', { class: 'hint', id: 'sp-avatar-h' }, words.avatarHint))], async () => {
    const said = fields.said(false);
    const path = rest('speakers', speaker.id);
    if (Object.keys(said).length) await call(who, 'PATCH', path, said);
    if (avatar.files?.length) {
      const form = new FormData();
      form.append('avatar', avatar.files[0]);
      await call(who, 'PATCH', path, form);
    }
    await done();
  });
}
