// What the pages of authors and reviewers share: who is here, times, states, buttons that act.

import ago from './ago.js';
import { h } from './dom.js';
import { call, Refusal, session, signInLink } from './session.js';
import { lang, prefix } from './words.js';

const zh = {
  signIn: '登录', signInSay: '这一页要登录后才能看。', failed: '没有成功，请检查网络后再试。', none: '这里还没有内容。',
  prev: '上一页', next: '下一页', somebody: '已注销的用户', cancel: '取消',
  /** @type {Record<string, string>} */
  status: { draft: '草稿', pending: '待审', scheduled: '已排期', published: '已发布', rejected: '已退回', archived: '已归档', hidden: '已隐藏' },
};

/** @type {typeof zh} */
const en = {
  signIn: 'Sign in', signInSay: 'Sign in to see this page.', failed: 'That did not work. Check the connection and try again.', none: 'Nothing here yet.',
  prev: 'Previous', next: 'Next', somebody: 'Deleted account', cancel: 'Cancel',
  status: { draft: 'Draft', pending: 'In review', scheduled: 'Scheduled', published: 'Published', rejected: 'Sent back', archived: 'Archived', hidden: 'Hidden' },
};

export const common = lang === 'en' ? en : zh;

/** The path of a page in this language. @param {string} path */
export const to = (path) => prefix + path;

/** The address of a collection's records. @param {string} collection @param {string} [id] */
export const rest = (collection, id) => `/api/collections/${collection}/records${id ? `/${id}` : ''}`;

/** @param {unknown} id whether it is a record's id, and so safe in a filter */
export const isID = (id) => typeof id === 'string' && /^[a-z0-9]{15}$/.test(id);

/**
 * One page of a list.
 * @param {import('./session.js').Session} who @param {string} collection @param {Record<string, string | number>} query
 * @returns {Promise<{items: any[], page: number, totalPages: number, totalItems: number}>}
 */
export function list(who, collection, query) {
  const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return call(who, 'GET', `${rest(collection)}?${asked}`);
}

/** A filter that is true for any of these ids of a field. @param {string} field @param {string[]} ids */
export const any = (field, ids) => `(${ids.map((id) => `${field}='${id}'`).join(' || ') || `${field}='-'`})`;

/** A time of the API's in the reader's zone, which its title names. @param {string} stamp */
export function when(stamp) {
  const at = new Date(stamp.replace(' ', 'T'));
  const full = at.toLocaleString(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'short' });
  const zone = new Intl.DateTimeFormat(document.documentElement.lang, { timeZoneName: 'short' }).formatToParts(at).find((part) => part.type === 'timeZoneName')?.value;
  const time = h('time', { datetime: at.toISOString(), title: `${full} ${zone ?? ''}` }, `${full} ${zone ?? ''}`);
  ago([time]);
  return time;
}

/** Somebody's name, with a link to the profile. @param {any} user an expanded record, or none */
export function person(user) {
  if (!user) return h('span', {}, common.somebody);
  const name = user.name || user.handle || common.somebody;
  return user.handle ? h('a', { href: to(`/people/${user.handle}`) }, name) : h('span', {}, name);
}

/** @param {string} status */
export function badge(status) {
  const tone = { published: 'ok', rejected: 'bad', hidden: 'bad', pending: 'warn' }[status] ?? '';
  return h('span', { class: `badge ${tone}` }, common.status[status] ?? status);
}

/** What to tell of an error. @param {unknown} error */
export function told(error) {
  if (!(error instanceof Refusal)) return common.failed;
  const fields = Object.values(error.fields).map((field) => field.message).filter(Boolean);
  return fields.length ? fields.join(' ') : error.message;
}

/**
 * A button that does something, can't be pressed twice meanwhile, and tells beside itself why it didn't work.
 * @param {string} label @param {string} kind classes besides "btn" @param {() => Promise<unknown>} work
 */
export function button(label, kind, work) {
  const b = h('button', { type: 'button', class: `btn ${kind}`, onclick: () => attempt(b, work) }, label);
  return b;
}

/**
 * Does something while a button is off; a refusal is told behind it.
 * @param {HTMLButtonElement} b @param {() => Promise<unknown>} work
 */
export async function attempt(b, work) {
  const host = b.closest('.acts') ?? b.parentElement;
  host?.parentElement?.querySelector(':scope > .say[data-told]')?.remove();
  b.disabled = true;
  try {
    await work();
  } catch (error) {
    host?.after(h('p', { class: 'say bad', role: 'alert', 'data-told': true }, told(error)));
  }
  b.disabled = false;
}

/**
 * A form's field with its label.
 * @param {string} label @param {HTMLElement} control @param {string} [hint]
 */
export function field(label, control, hint) {
  control.id ||= `f${(count += 1)}`;
  if (hint) control.setAttribute('aria-describedby', `${control.id}-h`);
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, hint ? h('p', { class: 'hint', id: `${control.id}-h` }, hint) : null);
}
let count = 0;

/**
 * Links to the pages before and after, none for a list of one page.
 * @param {number} page @param {number} pages @param {(page: number) => void} go
 */
export function pager(page, pages, go) {
  if (pages < 2) return null;
  /** @param {string} label @param {number} n */
  const step = (label, n) => h('button', { type: 'button', class: 'btn quiet small', disabled: n < 1 || n > pages, onclick: () => go(n) }, label);
  return h('nav', { class: 'pager' }, step(common.prev, page - 1), h('span', {}, `${page} / ${pages}`), step(common.next, page + 1));
}

/**
 * Buttons for the states that a list can be of, one at a time.
 * @param {Record<string, string>} labels by state @param {string} chosen at first @param {(state: string) => void} choose
 */
export function states(labels, chosen, choose) {
  const box = h('div', { class: 'tabs', role: 'group' }, ...Object.entries(labels).map(([name, label]) =>
    h('button', { type: 'button', class: 'btn quiet small', 'aria-pressed': String(name === chosen), 'data-state': name, onclick: () => {
      for (const b of box.querySelectorAll('button')) b.setAttribute('aria-pressed', String(b.dataset.state === name));
      choose(name);
    } }, label)));
  return box;
}

/** Calls once for what comes in a burst. @param {() => void} work */
export function soon(work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, 300);
  };
}

/**
 * Starts a page: guests get a link to sign in, anything that can't be read is told.
 * @param {string} name of the page's place, data-bench
 * @param {(place: HTMLElement, who: import('./session.js').Session) => Promise<unknown> | void} start
 */
export async function bench(name, start) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector(`[data-bench="${name}"]`));
  if (!place) return;
  const who = session();
  if (!who) {
    place.replaceChildren(h('p', { class: 'none' }, common.signInSay), h('p', {}, h('a', { class: 'btn', href: signInLink() }, common.signIn)));
    return;
  }
  try {
    await start(place, who);
  } catch (error) {
    place.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, told(error)));
  }
}

/** Whether somebody is a site editor. @param {import('./session.js').Session} who */
export const editsSite = (who) => Array.isArray(who.record.roles) && who.record.roles.includes('editor');

/**
 * A question in a dialog, with fields; answers when it is sent.
 * @param {string} title @param {string} send @param {HTMLElement[]} fields @param {() => Promise<unknown>} work
 */
export function ask(title, send, fields, work) {
  const go = h('button', { class: 'btn' }, send);
  const dialog = h('dialog', { class: 'sheet', 'aria-label': title, onclose: () => dialog.remove() },
    h('form', { class: 'form', onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      attempt(go, async () => { await work(); dialog.close(); });
    } }, h('h2', {}, title), ...fields, h('div', { class: 'acts' }, go, h('button', { type: 'button', class: 'btn quiet', onclick: () => dialog.close() }, common.cancel))));
  document.body.append(dialog);
  dialog.showModal();
}
