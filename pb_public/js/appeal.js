// /appeal#ENTRY: a decision as the person concerned sees it, and their appeal against it.

import { h } from './dom.js';
import { name, problem, time, words } from './moderation-words.js';
import { call, session } from './session.js';
import { prefix } from './words.js';

class Appeal extends HTMLElement {
  connectedCallback() {
    addEventListener('hashchange', this.show);
    this.show();
  }

  disconnectedCallback() { removeEventListener('hashchange', this.show); }

  show = async () => {
    const who = session();
    const id = /^#(\w+)$/.exec(location.hash)?.[1];
    if (!who || !id) {
      this.replaceChildren(h('p', { class: 'say' }, who ? words.appeal.none : words.signIn));
      return;
    }
    try {
      this.replaceChildren(...view(who, await call(who, 'GET', `/api/qiao/moderation/entries/${id}`), this.show));
    } catch (error) {
      this.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, problem(error)));
    }
  };
}

/** @param {import('./session.js').Session} who @param {any} e @param {() => void} again */
function view(who, e, again) {
  const row = (/** @type {string} */ dt, /** @type {Node | string} */ dd) => h('div', {}, h('dt', {}, dt), h('dd', {}, dd));
  const decision = h('section', { class: 'panel' },
    h('h2', {}, name(words.actions, e.action)),
    h('dl', { class: 'record' },
      row(words.appeal.about, h('span', {}, `${name(words.kinds, e.kind)} `, e.url ? h('a', { href: prefix + e.url }, e.title) : e.title)),
      row(words.appeal.when, time(e.created)),
      e.until || ['silence', 'suspend'].includes(e.action) ? row(words.appeal.until, (e.until ? time(e.until) : words.forGood) + (e.lifted ? ` · ${words.appeal.lifted}` : '')) : h('div')),
    h('h3', {}, words.appeal.why), h('div', { class: 'quote' }, e.reason));
  if (e.appeal) {
    return [decision, h('section', { class: 'panel' },
      h('p', { class: `say ${e.appeal.state === 'granted' ? 'ok' : 'warn'}`, role: 'status' }, /** @type {any} */ (words.appeal)[e.appeal.state]),
      h('h3', {}, words.appeal.yours), h('div', { class: 'quote' }, e.appeal.text),
      ...(e.appeal.answer ? [h('h3', {}, words.appeal.answer), h('div', { class: 'quote' }, e.appeal.answer)] : []))];
  }
  return [decision, e.appealable ? form(who, e, again) : h('p', { class: 'say' }, words.appeal.fixed)];
}

/** @param {import('./session.js').Session} who @param {any} e @param {() => void} again */
function form(who, e, again) {
  const say = h('p', { class: 'say bad', role: 'alert' });
  const text = h('textarea', { id: 'appeal-text', required: true, maxlength: 4000, rows: 6, 'aria-describedby': 'appeal-hint' });
  const send = h('button', { class: 'btn', type: 'submit' }, words.appeal.send);
  return h('form', {
    class: 'form', onsubmit: async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      send.disabled = true;
      try {
        await call(who, 'POST', '/api/collections/appeals/records', { user: who.id, entry: e.id, text: text.value, state: 'open' });
        again();
      } catch (error) {
        say.textContent = problem(error);
        send.disabled = false;
      }
    },
  }, h('div', { class: 'field' }, h('label', { for: text.id }, words.appeal.text), text, h('p', { class: 'hint', id: 'appeal-hint' }, words.appeal.hint)), say, h('div', { class: 'acts' }, send));
}

customElements.define('qiao-appeal', Appeal);
