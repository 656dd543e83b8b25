// What opens from a question's page: the sheet of people to ask, the forms for an answer elsewhere and for where an answer
// was posted. See invite.js.

import { ask, attempt, field, rest, to, told } from './bench.js';
import { h } from './dom.js';
import { call } from './session.js';
import { lang } from './words.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {{id: string, handle: string, name: string, avatar: string, answers: number, accepted: number, knows: boolean}} Expert */

const words = {
  zh: {
    title: '邀请回答', lead: '这些成员在相关标签下回答得好，或者说自己擅长。', none: '还没有合适的人选，可以直接输入用户名。', handle: '用户名', handleHint: '对方主页地址里 /people/ 后面的部分。',
    ask: '邀请', asked: '已邀请', close: '关闭', unknown: '没有这个用户名，请检查后再试。',
    /** @param {Expert} x */
    why: (x) => (x.answers ? `近一年 ${x.answers} 个回答，${x.accepted} 个被采纳` : '自述擅长'),
    linkTitle: '添加站外的回答', add: '添加', url: '回答的地址', name: '标题', author: '作者', licence: '许可', note: '它回答了什么', added: '站外的回答', remove: '删除', removeSay: '已删除',
    postedTitle: '同步到原站的地址', postedHint: '你把这个回答也发到了问题原来的站点？填上那里的地址；留空就是没有。', save: '保存',
  },
  en: {
    title: 'Ask somebody to answer', lead: 'These members answered well in the tags of this question, or say that they know them.', none: 'Nobody stands out yet; type a handle.', handle: 'Handle', handleHint: 'What follows /people/ in the address of their profile.',
    ask: 'Ask', asked: 'Asked', close: 'Close', unknown: 'There is no such handle; please check it.',
    why: (/** @type {Expert} */ x) => (x.answers ? `${x.answers} answers within a year, ${x.accepted} accepted` : 'says to know this'),
    linkTitle: 'Add an answer from elsewhere', add: 'Add', url: 'Address of the answer', name: 'Title', author: 'Author', licence: 'Licence', note: 'What it answers', added: 'Answered elsewhere', remove: 'Remove', removeSay: 'Removed',
    postedTitle: 'Where it was posted', postedHint: 'Did you post this answer on the site that the question came from? Give its address there, or nothing.', save: 'Save',
  },
}[lang];

/** Sheets and forms have their style from here; it comes with the first of them. */
function style() {
  const href = new URL('../css/forms.css', import.meta.url).pathname;
  if (![...document.styleSheets].some((s) => s.href?.includes('/css/forms.'))) document.head.append(h('link', { rel: 'stylesheet', href }));
}

/** @param {Session} who @param {string} question */
export async function invite(who, question) {
  style();
  const { items } = await call(who, 'GET', `/api/qiao/experts?question=${question}`);
  const request = (/** @type {string} */ user) => call(who, 'POST', rest('answer_requests'), { question, user, by: who.id });
  const say = h('p', { class: 'say', role: 'status' });
  const people = h('ul', { class: 'shelf' }, ...items.map((/** @type {Expert} */ x) => {
    const b = h('button', { type: 'button', class: 'btn quiet small', 'aria-label': `${words.ask} ${x.name}`, onclick: () => attempt(b, async () => {
      await request(x.id);
      b.replaceWith(h('span', { class: 'badge ok', role: 'status' }, words.asked));
    }) }, words.ask);
    const face = h('span', { class: 'face' }, x.avatar ? h('img', { src: x.avatar, alt: '', width: 44, height: 44 }) : h('span', { 'aria-hidden': 'true' }, [...x.name][0]));
    return h('li', {}, face, h('div', {}, h('a', { href: to(`/people/${x.handle}`) }, x.name), h('p', { class: 'meta' }, h('span', {}, words.why(x)))), h('div', { class: 'acts' }, b));
  }));
  const handle = h('input', { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', maxlength: 40, required: true });
  const send = h('button', { class: 'btn' }, words.ask);
  const close = () => dialog.close();
  const dialog = h('dialog', { class: 'sheet', 'aria-label': words.title, onclose: () => dialog.remove() },
    h('form', { class: 'form', onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      send.disabled = true;
      say.className = 'say';
      say.textContent = '';
      try {
        const name = handle.value.trim().replace(/^@/, '').toLowerCase();
        const found = /^[a-z0-9-]+$/.test(name) ? (await call(who, 'GET', `${rest('users')}?perPage=1&skipTotal=1&fields=id&filter=${encodeURIComponent(`handle='${name}'`)}`)).items[0] : null;
        if (!found) throw new Error(words.unknown);
        await request(found.id);
        say.classList.add('ok');
        say.textContent = `${words.asked} @${name}`;
        handle.value = '';
      } catch (error) {
        say.classList.add('bad');
        say.textContent = error instanceof Error && error.message === words.unknown ? words.unknown : told(error);
      }
      send.disabled = false;
    } }, h('h2', {}, words.title), h('p', { class: 'hint' }, items.length ? words.lead : words.none), people,
    field(words.handle, handle, words.handleHint), say, h('div', { class: 'acts' }, send, h('button', { type: 'button', class: 'btn quiet', onclick: close }, words.close))));
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {Session} who @param {string} question @param {HTMLElement} place */
export async function link(who, question, place) {
  style();
  const controls = { url: h('input', { type: 'url', required: true, maxlength: 2000, placeholder: 'https://' }), title: h('input', { required: true, maxlength: 200 }),
    author: h('input', { maxlength: 120 }), licence: h('input', { maxlength: 60 }), note: h('input', { maxlength: 300 }) };
  ask(words.linkTitle, words.add, [field(words.url, controls.url), field(words.name, controls.title), field(words.author, controls.author), field(words.licence, controls.licence), field(words.note, controls.note)], async () => {
    const body = Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()]));
    const made = await call(who, 'POST', rest('answer_links'), { ...body, question, user: who.id });
    const b = h('button', { type: 'button', class: 'link', onclick: () => attempt(b, async () => {
      await call(who, 'DELETE', rest('answer_links', made.id));
      shown.textContent = words.removeSay;
    }) }, words.remove);
    const shown = h('p', { class: 'said', role: 'status' }, `${words.added}: `, h('a', { href: made.url, rel: 'nofollow ugc noopener' }, made.title), ' ', b);
    place.append(shown);
  });
}

/** @param {Session} who @param {string} _question @param {HTMLElement} answer */
export async function posted(who, _question, answer) {
  style();
  const id = answer.dataset.answer ?? '';
  const now = await call(who, 'GET', `${rest('answers', id)}?fields=posted_url`);
  const url = h('input', { type: 'url', maxlength: 2000, value: now.posted_url, placeholder: 'https://' });
  ask(words.postedTitle, words.save, [field(words.url, url, words.postedHint)], async () => {
    const saved = await call(who, 'PATCH', rest('answers', id), { posted_url: url.value.trim() });
    const links = answer.querySelector('.post-links');
    links?.querySelector('.ext')?.remove();
    if (saved.posted_url) links?.prepend(h('a', { class: 'ext', href: saved.posted_url, rel: 'nofollow ugc noopener' }, saved.posted_url));
  });
}
