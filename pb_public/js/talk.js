// The discussion of a page and the buttons under its text, for who is signed in; guests get a link to sign in.
// <section data-talk="article:ID" data-authors="IDS"> … <article class="said" data-comment="ID" data-author="ID"> …
// <div data-bar="article:ID"> with <span data-votes="3"> and <span data-bookmarks="2">
// What comes later is offered by a button and never moves what is being read. A change is taken from the page as the server
// makes it for everybody, so that nothing is built twice.

import { h, icon } from './dom.js';
import { listening, subscribe } from './realtime.js';
import { call, session, signInLink } from './session.js';
import { prefix } from './words.js';
import { button, votes, write } from './talk-parts.js';
import { says } from './talk-words.js';

/** @typedef {import('./talk-parts.js').Mark} Mark */
/** @typedef {{votes: Mark[], bookmark: {id: string} | null, follow: {id: string} | null, read: {id: string, position: number, finished: boolean} | null,
 *   pending: {id: string, body: string}[], staff: boolean, manages: boolean, closes: boolean, discussion: {id: string, closed: boolean, slow: number} | null}} Mine */

const rest = '/api/collections/';
const editWindow = 30 * 60_000;

class Talk {
  /** @type {Mine | null} */
  mine = null;
  who = session();
  /** @type {Set<string>} comments that arrived and aren't shown */
  #fresh = new Set();
  #arrived = h('div', { class: 'arrived', role: 'status' });

  /** @param {HTMLElement | undefined} section @param {HTMLElement | undefined} bar */
  constructor(section, bar) {
    this.section = section;
    this.bar = bar;
    const [kind = '', id = ''] = (section?.dataset.talk ?? bar?.dataset.bar ?? '').split(':');
    this.kind = kind;
    this.id = id;
    this.authors = ((section ?? bar)?.dataset.authors ?? '').split(' ');
  }

  async start() {
    this.#findLinked();
    addEventListener('hashchange', () => this.#findLinked());
    this.#listen();
    if (!this.who) {
      this.section?.querySelector('[data-talk-form]')?.replaceChildren(h('p', { class: 'talk-note' }, h('a', { href: signInLink() }, says.signIn)));
      return;
    }
    this.mine = await call(this.who, 'GET', `/api/qiao/talk/${this.kind}/${this.id}`);
    this.#buttons();
    for (const said of this.section?.querySelectorAll('.said') ?? []) this.#equip(/** @type {HTMLElement} */ (said));
    this.#form();
    if (this.mine?.closes && this.section) import('./talk-acts.js').then((acts) => acts.manage(this));
    if (this.kind === 'article') import('./reader.js').then((reader) => reader.default(this));
  }

  /** A link to a comment that stands on another page leads there. */
  #findLinked() {
    const [, id] = /^#comment-([a-z0-9]{15})$/.exec(location.hash) ?? [];
    if (id && !document.getElementById(`comment-${id}`) && !sessionStorage.getItem(`qiao:sought:${id}`)) {
      sessionStorage.setItem(`qiao:sought:${id}`, '1'); // a comment that is gone must not be looked for twice
      location.replace(`${prefix}/comments/${id}`);
    }
  }

  /** @param {string} target @param {string} kind @param {number} count @param {boolean} own */
  #votes(target, kind, count, own) {
    return votes(this.who, kind, target, { count, own, mark: this.mine?.votes.find((v) => v.target === target) ?? null });
  }

  #buttons() {
    const { bar, mine, who } = this;
    if (!bar || !mine || !who) return;
    const votes = /** @type {HTMLElement | null} */ (bar.querySelector('[data-votes]'));
    votes?.replaceWith(this.#votes(this.id, this.kind, Number(votes.dataset.votes), this.authors.includes(who.id)));
    const marks = /** @type {HTMLElement | null} */ (bar.querySelector('[data-bookmarks]'));
    if (marks) {
      let n = Number(marks.dataset.bookmarks);
      const count = h('span', { class: 'num' }, String(n));
      const word = h('span', {}, '');
      const toggle = button(says.keep, async () => {
        if (mine.bookmark) {
          await call(who, 'DELETE', `${rest}bookmarks/records/${mine.bookmark.id}`);
          mine.bookmark = null;
          n--;
        } else {
          mine.bookmark = await call(who, 'POST', `${rest}bookmarks/records`, { user: who.id, kind: this.kind, target: this.id });
          n++;
        }
        show();
      }, icon('pin'), word, count);
      const show = () => {
        word.textContent = mine.bookmark ? says.kept : says.keep;
        count.textContent = String(n);
        toggle.setAttribute('aria-pressed', String(!!mine.bookmark));
      };
      for (const extra of ['aria-label', 'title']) toggle.removeAttribute(extra); // its words are its name
      show();
      marks.replaceWith(toggle);
    }
    const follow = button(says.follow, async () => {
      if (mine.follow) {
        await call(who, 'DELETE', `${rest}follows/records/${mine.follow.id}`);
        mine.follow = null;
      } else mine.follow = await call(who, 'POST', `${rest}follows/records`, { user: who.id, kind: this.kind, target: this.id });
      show();
    }, h('span', {}, ''));
    const show = () => {
      /** @type {HTMLElement} */ (follow.firstElementChild).textContent = mine.follow ? says.following : says.follow;
      follow.setAttribute('aria-pressed', String(!!mine.follow));
      follow.setAttribute('aria-label', mine.follow ? says.following : says.follow);
    };
    show();
    bar.append(follow);
  }

  /** Gives a comment its buttons. @param {HTMLElement} said */
  #equip(said) {
    const acts = said.querySelector('[data-acts]');
    const { comment: id = '', author = '', created = '' } = said.dataset;
    if (!acts || !this.who || said.dataset.ready) return;
    said.dataset.ready = '1';
    const own = author === this.who.id;
    const votes = /** @type {HTMLElement | null} */ (acts.querySelector('[data-votes]'));
    acts.replaceChildren(this.#votes(id, 'comment', Number(votes?.dataset.votes ?? 0), own));
    if (!this.closed) acts.append(button(says.reply, async () => { await this.#write(said, { parent: id }); }));
    const still = () => Date.now() - Date.parse(created) < editWindow;
    if (own && still() || this.mine?.staff) acts.append(button(says.edit, async () => { await this.#write(said, { edit: id }); }));
    if (own || this.mine?.staff) acts.append(button(says.remove, async () => (await import('./talk-acts.js')).remove(this, id)));
    if (!own) acts.append(h('button', { type: 'button', class: 'act', 'data-report': `comment:${id}` }, says.report));
    const edited = said.querySelector('[data-edited]');
    if (edited) {
      const look = button(says.history, async () => (await import('./talk-acts.js')).history(this, said, id));
      look.textContent = edited.textContent;
      look.title = says.history;
      edited.replaceWith(look);
    }
  }

  get closed() { return this.section?.hasAttribute('data-closed') && !this.mine?.staff; }

  #form() {
    const at = this.section?.querySelector('[data-talk-form]');
    if (!at) return;
    const open = h('button', { type: 'button', class: 'talk-open' }, says.write);
    open.addEventListener('click', () => { this.#write(/** @type {HTMLElement} */ (at), {}); open.remove(); });
    at.replaceChildren(open);
    for (const waits of this.mine?.pending ?? []) at.after(this.waiting(waits.body));
    if (localStorage.getItem(this.draft(''))) open.textContent = says.goOn;
  }

  /** Where the draft of a comment is kept until it is sent. @param {string} of */
  draft(of) { return `qiao:draft:${this.kind}:${this.id}:${of}`; }

  /** @param {string} body */
  waiting(body) { return h('div', { class: 'talk-note waits' }, h('strong', {}, says.waits), h('p', {}, body)); }

  /** Opens the form of a comment. @param {HTMLElement} at @param {{parent?: string, edit?: string}} what */
  #write(at, what) {
    const top = !what.parent && !what.edit;
    return write(this, at, what, async (comment) => {
      if (comment.state === 'pending') { at.append(this.waiting(comment.body)); return; }
      await this.refresh();
      const shown = document.getElementById(`comment-${comment.id}`);
      if (!shown) { location.assign(`${prefix}/comments/${comment.id}`); return; }
      shown.scrollIntoView({ block: 'nearest' });
      shown.focus({ preventScroll: true });
      if (top) this.#form();
    }, () => { if (top) this.#form(); });
  }

  /** Hears of new comments once the discussion comes into view. */
  #listen() {
    const section = this.section;
    if (!section) return;
    section.append(this.#arrived);
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((e) => e.isIntersecting)) return;
      seen.disconnect();
      subscribe(`talk/${this.id}`, ({ action, record }) => {
        if (record.author === this.who?.id || document.getElementById(`comment-${record.id}`)) return;
        if (action === 'delete' || record.state !== 'visible') this.#fresh.delete(record.id);
        else this.#fresh.add(record.id);
        this.#offer();
      });
      const missed = () => this.#missed().catch(() => { /* what comes next is told */ });
      document.addEventListener('qiao:reconnected', missed);
      listening().then(missed);
    });
    seen.observe(section);
  }

  /** Offers what was said before anything was told: since the page was made, or while the connection was lost. */
  async #missed() {
    const now = await this.#latest();
    for (const said of now?.querySelectorAll('[data-comment]') ?? []) {
      const { comment = '', author = '' } = /** @type {HTMLElement} */ (said).dataset;
      if (author !== this.who?.id && !document.getElementById(`comment-${comment}`)) this.#fresh.add(comment);
    }
    this.#offer();
  }

  /** The discussion as it is now. @returns {Promise<Element | null>} */
  async #latest() {
    const text = await fetch(location.pathname + location.search, { cache: 'no-cache' }).then((answer) => answer.text());
    return new DOMParser().parseFromString(text, 'text/html').querySelector('[data-talk]');
  }

  #offer() {
    const n = this.#fresh.size;
    this.#arrived.replaceChildren(...n ? [h('button', { type: 'button', class: 'btn small', onclick: () => this.#showFresh() }, says.arrived(n))] : []);
  }

  async #showFresh() {
    const ids = [...this.#fresh];
    this.#fresh.clear();
    await this.refresh();
    this.#offer();
    const shown = ids.map((id) => document.getElementById(`comment-${id}`)).filter((e) => e !== null);
    for (const said of shown) said.classList.add('fresh');
    if (shown[0]) shown[0].focus();
    else if (ids.length) location.assign(`${prefix}/comments/${ids[0]}`);
  }

  /** Takes over what changed in the discussion; what is in view stays where it is. */
  async refresh() {
    const section = this.section;
    if (!section) return;
    const now = await this.#latest();
    if (!now) return;
    const { merge } = await import('./talk-merge.js');
    merge(section, now);
    for (const said of section.querySelectorAll('.said')) this.#equip(/** @type {HTMLElement} */ (said));
  }
}

/** @typedef {Talk} Discussion */

/** @param {HTMLElement[]} found */
export default function talk(found) {
  new Talk(found.find((e) => e.matches('[data-talk]')), found.find((e) => e.matches('[data-bar]'))).start()
    .catch(() => { /* the page is complete without */ });
}
