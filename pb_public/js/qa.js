// A question's page for who reads it: votes, acceptance, bookmarks, following, links to share, and the ways to editing,
// commenting and answering, which load their own parts once somebody uses them.
// <article data-question data-author> and <article data-answer data-author> with <div data-acts="kind:id"> … <span data-score> and .post-links

import { abilities } from './abilities.js';
import { h, icon } from './dom.js';
import { call, session, signInLink } from './session.js';
import { says } from './qa-words.js';
import { style } from './style.js';
import { lang, prefix } from './words.js';

/** @typedef {{kind: 'question' | 'answer', id: string, author: string, article: HTMLElement, acts: HTMLElement, score: HTMLElement, vote?: (value: number) => void}} Post */
/** @typedef {{id: string, target: string}} Mark */
/** @typedef {{votes: (Mark & {value: number})[], bookmarks: Mark[], follow: Mark[], edits: Mark[], answers: {id: string, status: string}[], staff: boolean, several: boolean,
 *   deleted: number, shut: string, needs: number, have: number, barred: string, accepted: string}} Mine */

const rest = '/api/collections/';

export class Page {
  who = session();
  /** @type {Mine | null} */ mine = null;
  /** @type {Record<string, boolean>} what their reputation lets its reader do */ may = {};
  /** @type {Map<string, Post>} */ posts = new Map();

  /** @param {HTMLElement} article the question's */
  constructor(article) {
    this.article = article;
    this.id = article.dataset.question ?? '';
    this.asker = article.dataset.author ?? '';
    this.lang = article.dataset.lang ?? 'zh';
  }

  get locked() { return this.article.hasAttribute('data-locked') && !this.mine?.staff; }

  start() {
    const equipped = this.#equip();
    import('./qa-live.js').then((live) => live.default(this, equipped));
  }

  /** Asks what is its reader's own, and gives all posts their buttons. */
  async #equip() {
    const styled = style('islands');
    if (this.who) {
      [this.mine, this.may] = await Promise.all([call(this.who, 'GET', `/api/qiao/questions/${this.id}/mine`).catch(() => null), abilities(this.who)]);
    }
    if (!this.mine) this.who = null; // a session that has ended is a guest's
    await styled;
    this.adopt();
    this.#form();
    this.#gone();
  }

  /** What was deleted, for who may see it. */
  #gone() {
    const n = this.mine?.deleted ?? 0;
    if (n || document.querySelector('.q-gone')) import('./qa-gone.js').then((m) => m.gone(this, n));
  }

  /** Gives what is on the page, and isn't equipped yet, its buttons. */
  adopt() {
    for (const acts of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-acts*=":"]'))) {
      const [kind, id] = (acts.dataset.acts ?? '').split(':');
      const article = /** @type {HTMLElement | null} */ (acts.closest('article'));
      const score = /** @type {HTMLElement | null} */ (acts.querySelector('[data-score]'));
      if (!article || !score || acts.dataset.ready) continue;
      acts.dataset.ready = '1';
      /** @type {Post} */
      const post = { kind: kind === 'question' ? 'question' : 'answer', id, author: article.dataset.author ?? '', article, acts, score };
      this.posts.set(id, post);
      this.#votes(post);
      this.#links(post);
    }
    this.markAccepted(this.mine?.accepted ?? null);
    import('./qa-remarks.js').then((remarks) => remarks.default(this));
  }

  /** Whether a post is its reader's own. @param {Post} post */
  own(post) { return !!this.who && post.author === this.who.id; }

  /** Says something beside the buttons of a post. @param {Post} post @param {...(Node | string)} what */
  say(post, ...what) {
    post.acts.querySelector('.qa-say')?.remove();
    const note = h('p', { class: 'qa-say', role: 'alert' }, ...what);
    post.acts.append(note);
    setTimeout(() => note.remove(), 8000);
  }

  /** What an error says to people. @param {any} error @returns {string} */
  why(error) {
    return /** @type {any} */ (Object.values(error?.fields ?? {})[0])?.message || (error?.status ? error.message : says.failed);
  }

  /** Shows a score. @param {Post} post @param {number} n */
  score(post, n) {
    post.score.dataset.score = String(n);
    const shown = post.score.querySelector('.num');
    if (shown) shown.textContent = String(n);
  }

  /** @param {Post} post */
  #votes(post) {
    const { who, mine } = this;
    let mark = mine?.votes.find((v) => v.target === post.id) ?? null;
    let value = mark?.value ?? 0;
    let busy = false;
    /** @param {number} to */
    const show = (to) => {
      if (to !== value) this.score(post, Number(post.score.dataset.score) + to - value);
      value = to;
      up.setAttribute('aria-pressed', String(value === 1));
      down.setAttribute('aria-pressed', String(value === -1));
    };
    /** @param {number} pressed */
    const vote = async (pressed) => {
      if (!who) { this.say(post, says.signInToVote, ' ', h('a', { href: signInLink() }, says.signIn)); return; }
      if (this.own(post)) { this.say(post, says.own); return; }
      if (this.locked) { this.say(post, says.locked); return; }
      if (busy) return;
      busy = true;
      const old = value;
      show(old === pressed ? 0 : pressed);
      try {
        if (mark && old === pressed) {
          await call(who, 'DELETE', `${rest}votes/records/${mark.id}`);
          mark = null;
        } else mark = await call(who, 'POST', `${rest}votes/records`, { user: who.id, kind: post.kind, target: post.id, value: pressed });
      } catch (error) {
        show(old);
        this.say(post, this.why(error));
      }
      busy = false;
    };
    /** @param {string} label @param {string} glyph @param {number} way */
    const button = (label, glyph, way) => h('button', { type: 'button', class: 'act', 'aria-label': label, title: label, onclick: () => vote(way) }, icon(glyph));
    const up = button(says.up, 'vote', 1);
    const down = button(says.down, 'down', -1);
    post.score.before(up);
    post.score.after(down);
    post.score.setAttribute('aria-live', 'polite');
    show(value);
    if (post.kind === 'answer' && mine && who && (who.id === this.asker || mine.staff)) {
      const accept = h('button', { type: 'button', class: 'act accept', 'data-accept': post.id, onclick: () => this.#accept(post) }, icon('check'), h('span', {}, ''));
      post.acts.append(accept);
    }
  }

  /** @param {Post} post */
  async #accept(post) {
    const before = this.mine?.accepted ?? '';
    const now = before === post.id ? '' : post.id;
    this.markAccepted(now);
    try {
      await call(this.who, 'PATCH', `${rest}questions/records/${this.id}`, { accepted: now });
    } catch (error) {
      this.markAccepted(before);
      this.say(post, this.why(error));
    }
  }

  /** Shows which answer is accepted. @param {string | null} id "" for none, null to leave it as the page has it */
  markAccepted(id) {
    if (id !== null && this.mine) this.mine.accepted = id;
    for (const post of this.posts.values()) {
      if (post.kind !== 'answer') continue;
      const on = id === null ? post.article.classList.contains('accepted') : post.id === id;
      const button = /** @type {HTMLElement | null} */ (post.acts.querySelector('[data-accept]'));
      post.article.classList.toggle('accepted', on);
      post.acts.querySelector('.tick')?.remove();
      if (button) {
        button.setAttribute('aria-pressed', String(on));
        button.title = on ? says.unaccept : says.accept;
        /** @type {HTMLElement} */ (button.lastElementChild).textContent = on ? says.accepted : says.accept;
      } else if (on) post.acts.append(h('span', { class: 'tick', title: says.acceptedBy }, icon('check'), h('span', {}, says.acceptedShort)));
    }
  }

  /** @param {Post} post */
  #links(post) {
    const { who, mine } = this;
    const box = post.article.querySelector('.post-links');
    if (!box) return;
    const share = /** @type {HTMLAnchorElement | null} */ (box.querySelector('a[rel=bookmark]'));
    share?.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const said = (/** @type {string} */ text) => this.say(post, text);
      const copy = () => navigator.clipboard.writeText(share.href).then(() => said(says.copied), () => said(says.copyFailed));
      if (navigator.share && matchMedia('(pointer: coarse)').matches) navigator.share({ url: share.href, title: document.title }).catch(() => { /* thought better of it */ });
      else copy();
    });
    const report = /** @type {HTMLElement | null} */ (box.querySelector('[data-report]'));
    if (report) report.hidden = this.own(post);
    const own = this.own(post) || !!mine?.staff;
    const edits = !this.locked && (own || !!this.may.edit_unreviewed);
    /** @param {string} label @param {() => unknown} act @param {string} [name] */
    const button = (label, act, name) => h('button', { type: 'button', class: 'act', 'data-do': name, onclick: async (/** @type {Event} */ event) => {
      const b = /** @type {HTMLButtonElement} */ (event.currentTarget);
      b.disabled = true;
      try { await act(); } catch (error) { this.say(post, this.why(error)); }
      b.disabled = false;
    } }, label);
    const past = button(says.history, async () => (await import('./qa-history.js')).history(this, post, edits), 'history');
    past.hidden = !box.querySelector(':scope > span time');
    box.querySelector('[href$="/revisions"]')?.remove(); // the page's own way there
    box.append(past);
    if (!who || !mine) return;
    const acts = () => import('./qa-acts.js');
    if (post.kind === 'question') box.append(this.#toggle('follows', mine.follow, post, says.follow, says.following));
    box.append(this.#toggle('bookmarks', mine.bookmarks, post, says.keep, says.kept));
    if (!this.locked) {
      const waits = mine.edits.some((edit) => edit.target === post.id);
      box.append(button(waits ? says.waits : edits ? says.edit : says.suggest, async () => (await import('./ask/edit.js')).edit(this, post), 'edit'));
    }
    if (own) box.append(button(says.remove, async () => (await acts()).remove(this, post), 'remove'));
    if (report) box.append(report);
  }

  /** A button that makes a record of one's own about a post, or takes it away. @param {'follows' | 'bookmarks'} collection @param {Mark[]} marks @param {Post} post @param {string} off @param {string} on */
  #toggle(collection, marks, post, off, on) {
    const { who } = this;
    const path = `${rest}${collection}/records`;
    const b = h('button', { type: 'button', class: 'act', 'data-do': collection, onclick: async () => {
      b.disabled = true;
      try {
        const at = marks.findIndex((m) => m.target === post.id);
        if (at >= 0) {
          await call(who, 'DELETE', `${path}/${marks[at].id}`);
          marks.splice(at, 1);
        } else {
          const made = await call(who, 'POST', path, { user: who?.id, kind: post.kind, target: post.id });
          marks.push(made);
          if (collection === 'bookmarks') import('./qa-acts.js').then((acts) => acts.folders(this, b, made.id));
        }
        show();
      } catch (error) { this.say(post, this.why(error)); }
      b.disabled = false;
    } });
    const show = () => {
      const is = marks.some((m) => m.target === post.id);
      b.textContent = is ? on : off;
      b.setAttribute('aria-pressed', String(is));
    };
    show();
    return b;
  }

  /** The place to answer in, or why there is none. */
  #form() {
    const at = document.querySelector('qiao-answer');
    if (!at) return;
    const { who, mine } = this;
    const note = (/** @type {(Node | string)[]} */ ...what) => at.replaceChildren(h('p', { class: 'q-note' }, ...what));
    const shut = mine ? mine.shut : this.article.hasAttribute('data-locked') ? 'locked' : this.article.dataset.closed ? 'closed' : '';
    if (shut) { note(shut === 'locked' ? says.isLocked : says.closed); return; }
    if (!who || !mine) { note(h('a', { href: signInLink() }, says.signInToAnswer)); return; }
    if (mine.barred) {
      const until = new Date(mine.barred.replace(' ', 'T')).toLocaleString(lang === 'en' ? 'en' : 'zh-CN', { timeZoneName: 'short' });
      note(says.barred(until), ' ', h('a', { href: `${prefix}/appeal` }, says.appeal));
      return;
    }
    const [answer] = mine.answers;
    if (answer && !mine.several) {
      if (answer.status !== 'published') { note(answer.status === 'pending' ? says.pending : says.hidden); return; }
      note(says.already, ' ', h('a', { href: `${prefix}/answers/${answer.id}`, onclick: (/** @type {Event} */ event) => {
        const post = this.posts.get(answer.id);
        if (!post) return; // it stands on another page of the answers
        event.preventDefault();
        import('./ask/edit.js').then((m) => m.edit(this, post));
      } }, says.editMine));
      return;
    }
    if (mine.needs > mine.have) { note(says.protected(mine.needs, mine.have)); return; }
    const area = h('textarea', { id: 'q-answer', name: 'body', rows: 5, maxlength: 100000, placeholder: says.write, class: 'talk-open' });
    const form = h('form', { class: 'form pad answering', novalidate: true },
      h('h2', {}, h('label', { for: 'q-answer' }, says.yours)),
      this.asker === who.id ? h('p', { class: 'hint' }, says.own_) : null,
      h('div', { class: 'ed' }, h('div', { class: 'panes' }, h('section', { class: 'pane typed', 'aria-label': says.yours }, area))));
    at.replaceChildren(form);
    const load = () => import('./ask/answer.js').then((m) => m.answer(this, form, area));
    let begun = false;
    const once = () => { if (!begun) { begun = true; load().catch(() => { begun = false; }); } };
    area.addEventListener('focus', once);
    // what was written before a reload is brought back at once
    if (Object.keys(localStorage).some((key) => key.startsWith(`qiao:write:${who.id}:answer:${this.id}:`))) once();
  }

  async #reread() {
    if (this.who) this.mine = await call(this.who, 'GET', `/api/qiao/questions/${this.id}/mine`).catch(() => this.mine);
  }

  /** What the page and its reader's marks are by now, but for new answers: their ids. @returns {Promise<string[]>} */
  async catchUp() {
    await this.#reread();
    return this.refresh({ insert: false }).catch(() => []); // the connection goes again, and comes again
  }

  /** The answers and their readers' own marks once more, after one's own answer came or went. */
  async renew() {
    await this.#reread();
    await this.refresh();
    this.#form();
    this.#gone();
  }

  /** Brings the page up to date without moving what is being read. @param {{insert: boolean}} [how] new answers too @returns {Promise<string[]>} the new answers' ids */
  async refresh(how = { insert: true }) {
    const text = await fetch(location.pathname + location.search, { cache: 'no-cache' }).then((answer) => (answer.ok ? answer.text() : ''));
    if (!text) return [];
    const { merge } = await import('./qa-merge.js');
    const fresh = merge(this, new DOMParser().parseFromString(text, 'text/html'), how.insert);
    this.adopt();
    return fresh;
  }
}

/** @param {HTMLElement[]} found */
export default function qa(found) { new Page(found[0]).start(); }
