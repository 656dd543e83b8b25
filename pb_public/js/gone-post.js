// A question or answer that was deleted or taken down, as its author and those who keep order see it: when and why it went,
// what it said, and the way back.

import { h } from './dom.js';
import { call } from './session.js';
import { sheet, field } from './sheet.js';
import { style } from './style.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    deleted: '已删除', hidden: '已撤下', by: '作者', asked: '提问于', answered: '回答于', at: '时间', who: '处理人', why: '原因', self: '作者自己',
    back: '恢复', question: '恢复这个问题', answer: '恢复这个回答', note: '说明', hint: '可不填，会留在记录里。', say: '恢复后，读者又能看到它。',
    mine: '只有你和版主还看得到。想恢复的话，请联系版主。',
  },
  en: {
    deleted: 'Deleted', hidden: 'Taken down', by: 'By', asked: 'Asked', answered: 'Answered', at: 'When', who: 'By whom', why: 'Why', self: 'its author',
    back: 'Bring it back', question: 'Bring this question back', answer: 'Bring this answer back', note: 'Note', hint: 'Optional; it is kept on record.', say: 'Readers will see it again.',
    mine: 'Only you and moderators still see this. A moderator can bring it back.',
  },
}[lang];

/** @typedef {'question' | 'answer'} Kind */
/** @typedef {Record<string, any>} Item */

const rest = '/api/collections/';
const date = new Intl.DateTimeFormat(lang === 'en' ? 'en' : 'zh-CN', { dateStyle: 'medium', timeStyle: 'short' });
const when = (/** @type {string} */ at) => date.format(new Date(at.replace(' ', 'T')));

/** Whether somebody keeps order on the site. @param {import('./session.js').Session} who */
export const keepsOrder = (who) => ['moderator', 'editor'].some((role) => who.record.roles?.includes(role));

/** The last line of the log about each of some posts. @param {import('./session.js').Session} who @param {string[]} ids @returns {Promise<Map<string, Item>>} */
async function lines(who, ids) {
  /** @type {Map<string, Item>} */
  const found = new Map();
  if (!ids.length || !keepsOrder(who)) return found;
  const filter = encodeURIComponent(`(${ids.map((id) => `target='${id}'`).join('||')}) && after.status != ''`);
  const { items } = await call(who, 'GET', `${rest}audit_log/records?perPage=200&skipTotal=1&sort=-created&expand=actor&filter=${filter}`).catch(() => ({ items: [] }));
  for (const item of items) if (!found.has(item.target)) found.set(item.target, item);
  return found;
}

/**
 * @param {import('./session.js').Session} who @param {Kind} kind @param {Item[]} items records with their authors expanded
 * @param {(item: Item) => unknown} restored hears what was brought back @returns {Promise<HTMLElement[]>}
 */
export async function gonePosts(who, kind, items, restored) {
  const [log] = await Promise.all([lines(who, items.map((item) => item.id)), style('gone')]);
  return items.map((item) => {
    const line = log.get(item.id);
    const author = item.expand?.author;
    const prose = h('div', { class: 'prose' });
    // the server made it safe, by the pipeline that pages come from
    prose.append(...new DOMParser().parseFromString(item.html, 'text/html').body.childNodes);
    const facts = [
      author && [words.by, h('a', { href: `${prefix}/people/${author.handle}` }, author.name || author.handle)],
      [kind === 'question' ? words.asked : words.answered, when(item.asked || item.answered || item.created)],
      line && [item.status === 'hidden' ? words.hidden : words.deleted, when(line.created)],
      line && line.actor && [words.who, line.actor === item.author ? words.self : line.expand?.actor?.name || line.expand?.actor?.handle],
      line && line.reason && [words.why, line.reason],
    ].filter((fact) => fact && fact[1]);
    const go = h('button', { type: 'button', class: 'btn quiet small', onclick: () => bring(who, kind, item, () => restored(item)) }, words.back);
    return h('article', { class: 'gone-post', 'data-gone-post': item.id },
      h('p', { class: 'gone-state' }, h('span', { class: 'badge' }, item.status === 'hidden' ? words.hidden : words.deleted)),
      item.title ? h('h2', {}, item.title) : null,
      h('dl', {}, ...facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
      prose,
      keepsOrder(who) && item.author !== who.id ? go : h('p', { class: 'hint' }, words.mine));
  });
}

/** @param {import('./session.js').Session} who @param {Kind} kind @param {Item} item @param {() => unknown} done */
function bring(who, kind, item, done) {
  const note = h('textarea', { name: 'note', rows: 2, maxlength: 300 });
  sheet(words[kind], [h('p', { class: 'hint' }, words.say), field(words.note, note, words.hint)], words.back, async () => {
    await call(who, 'PATCH', `${rest}${kind}s/records/${item.id}`, { status: 'published', note: note.value.trim() });
    await done();
  });
}
