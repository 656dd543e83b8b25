// A member's own reputation on the page that explains it: level, what the next one takes, and the ledger, a page at a time.
// <qiao-standing></qiao-standing>; shows nothing to guests.

import { h } from './dom.js';
import { call, session } from './session.js';
import { lang, prefix } from './words.js';

const perPage = 20;

const words = {
  zh: {
    yours: '我的声望',
    levels: ['新成员', '参与者', '常客', '骨干', '资深成员'],
    /** @param {number} n @param {string} name */
    next: (n, name) => `再得 ${n} 就是“${name}”`,
    top: '已是最高等级',
    ledger: '来龙去脉',
    empty: '还没有记录。写一篇文章，或者参与讨论，就从这里开始。',
    more: '更早的',
    failed: '没有读到，请再试一次',
    /** @param {number} n */
    capped: (n) => `达到当日上限，计入 ${n}`,
    /** @type {Record<string, string>} */
    rules: { upvoted: '得到赞同', downvoted: '得到反对', downvote_cast: '投了反对票', accepted: '回答被采纳', accepting: '采纳了回答', edit_accepted: '修改被采纳', bounty_offered: '发起悬赏', bounty_won: '得到悬赏', bounty_refunded: '悬赏退还', published: '文章在专栏发布', moderated: '内容被版主隐藏', manual: '站点更正' },
    comment: '评论',
  },
  en: {
    yours: 'Your reputation',
    levels: ['Newcomer', 'Participant', 'Regular', 'Pillar', 'Veteran'],
    next: (/** @type {number} */ n, /** @type {string} */ name) => `${n} more to “${name}”`,
    top: 'The highest level',
    ledger: 'Where it comes from',
    empty: 'Nothing yet. It begins with an article or a comment.',
    more: 'Earlier ones',
    failed: 'That could not be read, please try again',
    capped: (/** @type {number} */ n) => `over the cap of the day, ${n} counted`,
    /** @type {Record<string, string>} */
    rules: { upvoted: 'A vote for', downvoted: 'A vote against', downvote_cast: 'You voted against', accepted: 'Answer accepted', accepting: 'You accepted an answer', edit_accepted: 'Change accepted', bounty_offered: 'Bounty offered', bounty_won: 'Bounty won', bounty_refunded: 'Bounty came back', published: 'Article in a column', moderated: 'Hidden by a moderator', manual: 'Correction by the site' },
    comment: 'Comment',
  },
}[lang];

/** @param {string} collection @param {Record<string, string | number>} query */
const list = (collection, query) => `/api/collections/${collection}/records?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]))}`;

/** @param {string[]} ids */
const anyOf = (ids) => ids.map((id) => `id='${id}'`).join(' || ');

class Standing extends HTMLElement {
  #page = 0;
  #rows = document.createElement('ol');
  #more = h('button', { type: 'button', class: 'btn quiet', onclick: () => this.#load() }, words.more);

  async connectedCallback() {
    const who = session();
    if (!who || this.childElementCount) return;
    try {
      const [me, policies] = await Promise.all([
        call(who, 'GET', `/api/collections/users/records/${who.id}?fields=reputation`),
        call(who, 'GET', list('policy', { perPage: 1, skipTotal: 1, fields: 'abilities' })),
      ]);
      this.#show(me.reputation, policies.items[0]?.abilities ?? {});
    } catch {
      // the page explains everything without it
    }
  }

  /** @param {number} reputation @param {Record<string, number>} abilities */
  #show(reputation, abilities) {
    const from = [0, 1, 2, 3, 4].map((n) => (n ? abilities[`level_${n}`] ?? Infinity : 0));
    const level = from.filter((n) => reputation >= n).length - 1;
    const next = from[level + 1];
    const details = h('details', {}, h('summary', {}, words.ledger), this.#rows, this.#more);
    details.addEventListener('toggle', () => { if (details.open && !this.#page) this.#load(); });
    this.append(h('section', { class: 'standing', 'aria-label': words.yours },
      h('h2', {}, words.yours),
      h('p', { class: 'now' }, h('b', {}, reputation.toLocaleString(lang)), h('span', {}, words.levels[level]),
        h('span', {}, Number.isFinite(next) ? words.next(next - reputation, words.levels[level + 1]) : words.top)),
      Number.isFinite(next) ? h('progress', { max: next - from[level], value: reputation - from[level], 'aria-label': words.next(next - reputation, words.levels[level + 1]) }) : null,
      details));
  }

  async #load() {
    const who = session();
    if (!who) return;
    this.#more.disabled = true;
    try {
      const found = await call(who, 'GET', list('reputation_events', { page: this.#page + 1, perPage, skipTotal: 1, sort: '-created,-id', filter: `user='${who.id}'` }));
      const rows = found.items;
      this.#page++;
      const titles = await this.#titles(who, rows).catch(() => new Map());
      this.#rows.append(...rows.map((/** @type {any} */ row) => this.#row(row, titles.get(row.target))));
      if (!this.#rows.childElementCount && this.#rows.isConnected) this.#rows.replaceWith(h('p', {}, words.empty));
      this.#more.hidden = rows.length < perPage;
      this.#more.textContent = words.more;
    } catch {
      this.#more.textContent = words.failed;
    }
    this.#more.disabled = false;
  }

  /** @param {any} row @param {{title: string, slug: string, comment: boolean} | undefined} about */
  #row(row, about) {
    const what = about ? [' ', h('a', { href: `${prefix}/articles/${about.slug}` }, about.comment ? `${words.comment} · ${about.title}` : about.title)] : [];
    const when = new Date(row.created.replace(' ', 'T'));
    return h('li', {},
      h('b', { class: row.applied < 0 ? 'minus' : null }, `${row.applied > 0 ? '+' : ''}${row.applied}`.replace('-', '−')),
      h('span', {}, words.rules[row.rule] ?? row.rule, ...what, row.applied === row.points ? null : h('small', {}, ` (${words.capped(row.applied)})`)),
      h('time', { datetime: when.toISOString() }, when.toLocaleDateString(lang === 'en' ? 'en' : 'zh-CN', { year: 'numeric', month: 'short', day: 'numeric' })));
  }

  /**
   * The titles of the articles that rows are about, or whose comments they are about, by the rows' targets.
   * @param {import('./session.js').Session} who @param {any[]} rows
   * @returns {Promise<Map<string, {title: string, slug: string, comment: boolean}>>}
   */
  async #titles(who, rows) {
    const targets = (/** @type {string} */ kind) => [...new Set(rows.filter((r) => r.target_kind === kind && /^\w+$/.test(r.target)).map((r) => r.target))];
    /** @type {Map<string, string>} from a target to its article */
    const articles = new Map(targets('article').map((id) => [id, id]));
    const comments = targets('comment');
    if (comments.length) {
      const found = await call(who, 'GET', list('comments', { perPage, skipTotal: 1, fields: 'id,kind,target', filter: anyOf(comments) }));
      for (const c of found.items) if (c.kind === 'article') articles.set(c.id, c.target);
    }
    const ids = [...new Set(articles.values())];
    if (!ids.length) return new Map();
    const found = await call(who, 'GET', list('article_cards', { perPage: perPage * 2, skipTotal: 1, fields: 'id,title,slug', filter: anyOf(ids) }));
    const byId = new Map(found.items.map((/** @type {any} */ a) => [a.id, a]));
    return new Map([...articles].flatMap(([target, article]) => {
      const a = byId.get(article);
      return a ? [[target, { title: a.title, slug: a.slug, comment: target !== article }]] : [];
    }));
  }
}

if (!customElements.get('qiao-standing')) customElements.define('qiao-standing', Standing);
