// One case on the moderators' page: what was reported, what a decision rests on, and the decision.

import { h } from './dom.js';
import { actionOn, name, problem, time, words } from './moderation-words.js';
import { call } from './session.js';
import { prefix } from './words.js';

/** @typedef {import('./session.js').Session} Session */

/** @param {Session} who @param {string} kind @param {string} id @param {() => void} again */
export async function showCase(who, kind, id, again) {
  const c = await call(who, 'GET', `/api/qiao/moderation/case?kind=${encodeURIComponent(kind)}&target=${encodeURIComponent(id)}`);
  return h('div', { class: 'case' },
    h('div', {},
      h('p', {}, h('a', { href: '#' }, words.back)),
      h('header', {}, h('p', {}, h('span', { class: 'badge' }, name(words.kinds, c.kind)), ' ', c.hidden ? h('span', { class: 'badge bad' }, name(words.actions, 'hide')) : null),
        h('h2', {}, c.title || c.target), c.url && h('p', {}, h('a', { href: prefix + c.url }, words.look))),
      c.context?.length > 1
        ? part(words.context, h('ol', { class: 'thread' }, ...c.context.map((/** @type {any} */ s) => h('li', { class: s.this && 'this' }, h('small', {}, `${s.author?.name ?? words.nobody} · ${time(s.created)}`), s.text))))
        : part(words.words, h('div', { class: 'quote', tabindex: '0', role: 'group', 'aria-label': words.words }, c.text || words.noWords)),
      part(words.said, h('ol', { class: 'log' }, ...c.reports.map(report))),
      part(words.earlier, c.decisions.length ? h('ol', { class: 'log' }, ...c.decisions.map(decided)) : h('p', { class: 'none' }, words.nothingEarlier))),
    h('div', {}, c.actions.length ? decision(who, c, again) : h('p', { class: 'say' }, words.noDecision), c.person && person(who, c.person, again, prefix)));
}

/** @param {string} title @param {...Node} children */
function part(title, ...children) { return h('section', {}, h('h3', {}, title), ...children); }

/** @param {any} r */
function report(r) {
  return h('li', {}, h('p', {}, h('span', { class: 'badge warn' }, name(words.reasons, r.reason)), ' ', h('span', { class: 'badge' }, name(words.states, r.state))),
    r.text && h('p', {}, r.text), r.answer && h('p', {}, `${words.answer}：${r.answer}`),
    h('small', {}, `${r.reporter?.name ?? words.nobody} · ${time(r.created)} · ${words.trust(r.accepted, r.declined)}`));
}

/** @param {any} d */
function decided(d) {
  return h('li', {}, h('p', {}, h('b', {}, actionOn(d.kind, d.action)), ' ', h('span', { class: 'badge' }, name(words.kinds, d.kind))), d.reason && h('p', {}, d.reason),
    h('small', {}, `${actor(d.actor, d.role)} · ${time(d.created)}`));
}

/** @param {{name: string} | null | undefined} by @param {string} role */
export function actor(by, role) {
  return by?.name || (role === 'superuser' ? words.superuser : role === 'system' ? words.system : words.nobody);
}

/** @param {Session} who @param {any} p @param {() => void} again @param {string} prefix */
function person(who, p, again, prefix) {
  const row = (/** @type {string} */ dt, /** @type {string} */ dd) => h('div', {}, h('dt', {}, dt), h('dd', {}, dd));
  const say = h('p', { class: 'say bad', role: 'alert' });
  const lift = (/** @type {any} */ s) => h('li', { class: 'item' },
    h('div', { class: 'body' }, `${s.kind === 'suspend' ? words.suspended : words.silenced} ${time(s.until)}`),
    h('button', {
      class: 'btn quiet small', type: 'button', onclick: () => call(who, 'PATCH', `/api/collections/sanctions/records/${s.id}`, { lifted: new Date().toISOString().replace('T', ' ') })
        .then(again, (error) => { say.textContent = problem(error); }),
    }, words.lift));
  return part(words.record,
    h('p', {}, p.handle ? h('a', { href: `${prefix}/people/${p.handle}` }, p.name) : p.name, ' ', h('a', { href: `#case/user/${p.id}` }, `（${words.open}）`)),
    h('dl', { class: 'record' }, row(words.joined, time(p.created)), row(words.written, `${p.articles} / ${p.comments}`), row(words.reported, `${p.accepted} / ${p.declined}`),
      ...Object.entries(p.sanctions).map(([kind, n]) => row(name(words.actions, kind), String(n)))),
    p.in_force.length ? h('ul', { class: 'items' }, ...p.in_force.map(lift)) : h('span'), say);
}

/** The form of a decision: what each action needs shows when it is chosen. @param {Session} who @param {any} c @param {() => void} again */
function decision(who, c, again) {
  const idle = new Set([c.hidden ? 'hide' : 'restore', c.closed || c.locked ? 'lock' : 'unlock', c.protected ? 'protect' : 'unprotect', ...(c.hidden ? ['merge'] : [])]);
  if (c.state === 'pending') idle.delete('restore');
  const possible = c.actions.filter((/** @type {string} */ a) => !idle.has(a) && (a !== 'dismiss' || c.reports.some((/** @type {any} */ r) => r.state === 'open')));
  const say = h('p', { class: 'say bad', role: 'alert' });
  const term = h('p', { class: 'hint', id: 'm-term' });
  const days = field(words.days, h('input', { id: 'm-days', name: 'days', type: 'number', min: 1, max: 3650, 'aria-describedby': 'm-term' }), term);
  const into = field(words.into, h('input', { id: 'm-into', name: 'into', type: 'text', maxlength: 500 }), h('p', { class: 'hint' }, words.intoHint));
  const column = field(words.column, h('input', { id: 'm-column', name: 'column', type: 'text', maxlength: 500 }), h('p', { class: 'hint' }, words.columnHint));
  const send = h('button', { class: 'btn', type: 'submit' }, words.submit);
  const form = h('form', { class: 'form', onsubmit: submit, onchange: fit },
    h('fieldset', { class: 'field' }, h('legend', {}, words.action), h('div', { class: 'choices' }, ...possible.map((/** @type {string} */ a) =>
      h('label', { class: 'check' }, h('input', { type: 'radio', name: 'action', value: a, required: true }), h('span', {}, actionOn(c.kind, a)))))),
    days, into, column,
    field(words.why, h('textarea', { id: 'm-reason', name: 'reason', required: true, maxlength: 2000, rows: 3 }), h('p', { class: 'hint' }, words.whyHint)),
    field(words.answer, h('textarea', { id: 'm-answer', name: 'answer', maxlength: 2000, rows: 2 }), h('p', { class: 'hint' }, words.answerHint)),
    say, h('div', { class: 'acts' }, send));

  function fit() {
    const action = String(new FormData(form).get('action') ?? '');
    days.hidden = action !== 'silence' && action !== 'suspend';
    into.hidden = action !== 'merge';
    column.hidden = action !== 'move';
    term.textContent = words.term(c.person?.terms[action] ?? 0);
  }

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    const data = Object.fromEntries(new FormData(form));
    send.disabled = true;
    say.textContent = '';
    try {
      await call(who, 'POST', '/api/qiao/moderation/decide', {
        action: data.action, kind: c.kind, target: c.target, reason: data.reason, answer: data.answer, seen: c.seen,
        days: days.hidden ? 0 : Number(data.days) || 0,
        into: into.hidden ? undefined : await place(who, String(data.into), c.kind),
        column: column.hidden ? '' : (await place(who, String(data.column), 'column')).id,
      });
      form.replaceChildren(h('p', { class: 'say ok', role: 'status' }, words.done), h('div', { class: 'acts' }, h('button', { class: 'btn quiet', type: 'button', onclick: again }, words.reload)));
    } catch (error) {
      say.textContent = problem(error);
      if (/** @type {any} */ (error).status === 409) say.append(' ', h('button', { class: 'link', type: 'button', onclick: again }, words.reload));
      send.disabled = false;
    }
  }
  fit();
  return part(words.decide, form);
}

/** @param {string} label @param {HTMLInputElement | HTMLTextAreaElement} input @param {HTMLElement} hint */
function field(label, input, hint) { return h('div', { class: 'field' }, h('label', { for: input.id }, label), input, hint); }

/** What an address or an id leads to, for a thing of a kind. @param {Session} who @param {string} text @param {string} kind */
async function place(who, text, kind) {
  const comment = /(?:#comment-|#c-|\/comments\/)(\w{15})/.exec(text);
  if (comment) return { kind: 'comment', id: comment[1] };
  const answer = kind === 'comment' && /(?:\/answers\/|#a-)(\w{15})/.exec(text);
  if (answer) return { kind: 'answer', id: answer[1] };
  const question = /\/questions\/(\w{15})/.exec(text);
  if (question) return { kind: 'question', id: question[1] };
  const page = /\/(articles|columns)\/([\w-]+)/.exec(text);
  if (!page) return { kind, id: text.trim() };
  const found = await call(who, 'GET', `/api/collections/${page[1]}/records?perPage=1&skipTotal=1&fields=id&filter=${encodeURIComponent(`slug='${page[2]}'`)}`);
  return { kind: page[1] === 'articles' ? 'article' : 'column', id: found.items[0]?.id ?? '' };
}
