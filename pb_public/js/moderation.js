// The moderators' page: <qiao-moderation> shows what the address says after its #: the queue (nothing), a case
// (case/KIND/ID), appeals, or the audit log (audit).

import { h } from './dom.js';
import { showCase } from './moderation-case.js';
import { showAppeals, showAudit } from './moderation-log.js';
import { select, turns } from './moderation-parts.js';
import { name, problem, time, words } from './moderation-words.js';
import { call, session } from './session.js';
import { prefix } from './words.js';

/** @typedef {import('./session.js').Session} Session */

class Moderation extends HTMLElement {
  #body = h('div', { 'aria-live': 'polite' });

  connectedCallback() {
    addEventListener('hashchange', this.show);
    this.show();
  }

  disconnectedCallback() { removeEventListener('hashchange', this.show); }

  show = async () => {
    const who = session();
    if (!who) {
      this.replaceChildren(h('p', { class: 'say' }, words.signIn));
      return;
    }
    const [view, kind, id] = location.hash.slice(1).split('/');
    const tab = (/** @type {string} */ at, /** @type {string} */ label) =>
      h('a', { href: at || '#', 'aria-current': (at === `#${view}` || !at && (!view || view === 'case')) && 'true' }, label);
    this.replaceChildren(h('nav', { class: 'tabs', 'aria-label': words.tabs }, tab('', words.queue), tab('#appeals', words.appeals), tab('#audit', words.audit), h('a', { href: `${prefix}/moderation/held` }, words.held)), this.#body);
    try {
      const shown = view === 'case' ? await showCase(who, kind, id, this.show)
        : view === 'appeals' ? await showAppeals(who, this.show)
          : view === 'audit' ? await showAudit(who) : await queue(who);
      this.#body.replaceChildren(shown);
    } catch (error) {
      this.#body.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, problem(error)));
    }
  };
}

/** @param {Session} who */
async function queue(who) {
  const list = h('div');
  const form = h('form', { class: 'sift', onchange: () => load(1), onsubmit: (/** @type {Event} */ e) => e.preventDefault() },
    select(words.state, 'state', words.states, null), select(words.kind, 'kind', words.kinds, words.all), select(words.reason, 'reason', words.reasons, words.all));
  /** @param {number} page */
  async function load(page) {
    const ask = new URLSearchParams({ page: String(page) });
    for (const [key, value] of new FormData(form)) ask.set(key, String(value));
    try {
      const { items, more } = await call(who, 'GET', `/api/qiao/moderation/queue?${ask}`);
      list.replaceChildren(items.length ? h('ul', { class: 'items' }, ...items.map(line)) : h('p', { class: 'none' }, words.none));
      const turn = turns(page, more, load);
      if (turn) list.append(turn);
    } catch (error) {
      list.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, problem(error)));
    }
  }
  await load(1);
  return h('div', {}, form, list);
}

/** @param {any} item */
function line(item) {
  const facts = [words.reports(item.reports), item.person && `${words.by} ${item.person.name}`, `${words.since} ${time(item.first)}`].filter(Boolean);
  return h('li', { class: 'item' },
    h('div', { class: 'body' },
      h('p', {}, h('span', { class: 'badge' }, name(words.kinds, item.kind)), ' ', ...item.reasons.flatMap((/** @type {string} */ r) => [h('span', { class: 'badge warn' }, name(words.reasons, r)), ' '])),
      h('h2', {}, item.gone ? words.gone : h('a', { href: `#case/${item.kind}/${item.target}` }, item.title || item.target)),
      h('p', { class: 'meta' }, ...facts.map((fact) => h('span', {}, fact)))));
}

customElements.define('qiao-moderation', Moderation);
