// Registration on an event's page: <section data-registration="EVENT"> with a list of tickets. Adds the form, one's own
// registrations, and the seats that are left while the page is open.

import { ask, attempt, field, told } from '../bench.js';
import { h } from '../dom.js';
import { listening, subscribe } from '../realtime.js';
import { call, Refusal, session, signInLink } from '../session.js';
import { lang, prefix } from '../words.js';
import { over, own } from './parts.js';

const says = {
  zh: {
    any: '名额不限',
    /** @param {number} n @param {number} of */
    left: (n, of) => `剩余 ${n} / ${of}`,
    /** @param {number} n */
    full: (n) => (n ? `名额已满，${n} 人候补` : '名额已满'),
    ticket: '票种', invitation: '邀请码', name: '姓名', email: '邮箱', go: '报名', wait: '加入候补', apply: '提交审核', again: '重新报名', colleague: '带一位同事', colleagueMail: '同事的邮箱（可不填，票会发给你）',
    signIn: '登录后报名', orGuest: '不想注册？填写邮箱报名', sent: '请到邮箱里点击确认链接，报名才会生效。', checkin: '现场签到', choose: '请选择', needed: '（必填）', yes: '同意',
    /** @param {string} scored */
    ranked: (scored) => `候补按积分从高到低排，同分按报名先后。${scored ? `加分的回答：${scored}。` : ''}主办方也可以给分。`,
  },
  en: {
    any: 'seats for everybody',
    /** @param {number} n @param {number} of */
    left: (n, of) => `${n} of ${of} left`,
    /** @param {number} n */
    full: (n) => (n ? `full, ${n} waiting` : 'full'),
    ticket: 'Ticket', invitation: 'Invitation code', name: 'Name', email: 'E-mail', go: 'Register', wait: 'Join the waiting list', apply: 'Apply', again: 'Register again', colleague: 'Bring a colleague', colleagueMail: 'Their e-mail (may be empty: the ticket comes to you)',
    signIn: 'Sign in to register', orGuest: 'No account? Register with your e-mail address', sent: 'Please follow the link in the mail we sent you: your registration counts then.', checkin: 'Check-in', choose: 'Please choose', needed: ' (required)', yes: 'I agree',
    /** @param {string} scored */
    ranked: (scored) => `The waiting list goes by points, then by order of arrival.${scored ? ` Answers that give points: ${scored}.` : ''} The organisers may give some, too.`,
  },
}[lang];

/**
 * @typedef {{id: string, name: string, capacity: number, taken: number, waiting: number, approval: boolean, invitation: boolean, why: string}} Ticket
 * @typedef {{id: string, label: string, help: string, kind: string, options: string[], required: boolean, onlyIf: string, onlyIfValue: string, points?: Record<string, number>}} Question
 * @typedef {{event: string, guests: boolean, party: number, waitlist: string, tickets: Ticket[], questions: Question[], mine: import('./parts.js').Seat[], role: string, about?: import('../organise/pages.js').Event}} Desk
 */

/** @param {HTMLElement[]} found */
export default function desk(found) {
  for (const section of found) start(section);
}

/** @param {HTMLElement} section */
async function start(section) {
  const event = section.dataset.registration ?? '';
  const box = /** @type {HTMLElement} */ (section.querySelector('[data-desk]'));
  let busy = false;
  /** What was shown of one's own registrations. */
  let mine = '';
  /** @type {typeof import('./files.js') | undefined} only where a file is asked for */
  let files;
  const read = async () => {
    const v = await call(session(), 'GET', `/api/qiao/events/${event}/registration`);
    if (v.questions.some((/** @type {Question} */ q) => q.kind === 'file')) files ??= await import('./files.js');
    return v;
  };
  async function look() {
    try {
      show(await read());
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 404)) box.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, told(error)));
    }
  }

  /** @param {Pick<Ticket, 'id' | 'capacity' | 'taken' | 'waiting'>[]} tickets */
  function seats(tickets) {
    for (const t of tickets) {
      const place = section.querySelector(`[data-ticket="${t.id}"] [data-left]`);
      const free = Math.max(0, t.capacity - t.taken);
      if (place) place.textContent = !t.capacity ? says.any : !free || t.waiting ? says.full(t.waiting) : says.left(free, t.capacity);
    }
  }

  /** @param {Desk} v */
  function show(v) {
    mine = JSON.stringify(v.mine);
    seats(v.tickets);
    const who = session();
    const parts = [];
    const checkin = prefix + new URL(section.dataset.here ?? '', location.href).pathname.replace(/^\/en\//, '/').replace(/register$/, 'checkin');
    if (v.role) parts.push(h('p', { class: 'acts' }, h('a', { href: checkin }, says.checkin)));
    const { about } = v;
    if (about) import('../event-organise.js').then(({ show: links }) => links(about));
    const live = v.mine.filter((s) => !over(s.state));
    const shown = live.length ? [...live].reverse() : v.mine.filter((s) => !s.party).slice(0, 1);
    for (const seat of shown) parts.push(own(seat, v.tickets.find((t) => t.id === seat.ticket)?.name ?? '', look));
    const open = v.tickets.filter((t) => !t.why);
    const me = live.find((s) => !s.party);
    if (me && open.length && live.filter((s) => s.party === me.id).length < v.party) {
      parts.push(h('p', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet', onclick: () => bring(v, me, open) }, says.colleague)));
    }
    if (!me && open.length) {
      if (who) parts.push(form(v, open, who));
      else {
        parts.push(h('p', { class: 'acts' }, h('a', { class: 'btn', href: signInLink() }, says.signIn)));
        if (v.guests) parts.push(h('details', { class: 'guest', open: location.pathname.endsWith('/register') }, h('summary', {}, says.orGuest), form(v, open, null)));
      }
    }
    if (parts.length) box.replaceChildren(...parts);
  }

  /** The form of a registration. @param {Desk} v @param {Ticket[]} open @param {import('../session.js').Session | null} who */
  function form(v, open, who) {
    const f = fields(v, open, files);
    const name = h('input', { maxlength: 80, required: true, autocomplete: 'name', name: 'name', value: who?.record.name ?? '' });
    const email = who ? null : h('input', { type: 'email', maxlength: 254, required: true, autocomplete: 'email', name: 'email' });
    const go = h('button', { class: 'btn' }, says.go);
    f.chosen((t) => { go.textContent = t.approval ? says.apply : t.capacity && (t.taken >= t.capacity || t.waiting) ? says.wait : says.go; });
    return h('form', {
      class: 'form', onsubmit: (/** @type {Event} */ e) => {
        e.preventDefault();
        busy = true;
        attempt(go, async () => {
          const body = { event, source: from(), name: name.value, zone: Intl.DateTimeFormat().resolvedOptions().timeZone, ...f.values() };
          if (who) await call(who, 'POST', '/api/collections/registrations/records', f.sent({ ...body, user: who.id }));
          else await call(null, 'POST', '/api/qiao/registrations', f.sent({ ...body, email: email?.value }));
          if (who) await look();
          else box.replaceChildren(h('p', { class: 'say ok', role: 'status' }, says.sent));
        }).finally(() => { busy = false; });
      },
    }, ...f.first, field(says.name, name), email && field(says.email, email), ...f.questions, h('div', { class: 'acts' }, go));
  }

  /** Asks for a colleague. @param {Desk} v @param {import('./parts.js').Seat} me @param {Ticket[]} open */
  function bring(v, me, open) {
    const who = session();
    if (!who) return;
    const f = fields(v, open, files);
    const [name, email] = [h('input', { maxlength: 80, required: true, autocomplete: 'off' }), h('input', { type: 'email', maxlength: 254, autocomplete: 'off' })];
    ask(says.colleague, says.go, [...f.first, field(says.name, name), field(says.colleagueMail, email), ...f.questions], async () => {
      await call(who, 'POST', '/api/collections/registrations/records', f.sent({ event, user: who.id, party: me.id, name: name.value, email: email.value, ...f.values() }));
      await look();
    });
  }

  let soon = 0;
  subscribe(`seats/${event}`, (change) => {
    const told = /** @type {any} */ (change);
    seats(told.tickets ?? []);
    // whoever waits or has a seat offered sees what became of it; a form that is being filled in stays
    if (busy || !box.querySelector('[data-seat="waiting"], [data-seat="offered"], [data-seat="pending"]')) return;
    clearTimeout(soon);
    soon = Number(setTimeout(look, 300 + Math.random() * 1500));
  });
  // what happened meanwhile wasn't told; a form that is being filled in stays here too
  document.addEventListener('qiao:reconnected', () => read().then((/** @type {Desk} */ v) => {
    if (busy || mine === JSON.stringify(v.mine)) seats(v.tickets);
    else show(v);
  }, () => { /* the connection goes again, and comes again */ }));
  await listening();
  await look();
}

/** Where the organisers say that people come from, by the link they gave: #from=weibo. */
const from = () => /^#from=([a-z0-9_-]{1,30})$/i.exec(location.hash)?.[1].toLowerCase() ?? '';

/** The fields that every form has: the ticket, its code, the questions. @param {Desk} v @param {Ticket[]} open @param {typeof import('./files.js')} [files] */
function fields(v, open, files) {
  const ticket = h('select', { name: 'ticket' }, ...open.map((t) => h('option', { value: t.id }, t.name)));
  const invitation = h('input', { maxlength: 60, autocomplete: 'off', name: 'invitation' });
  const code = field(says.invitation, invitation);
  /** @type {((t: Ticket) => void)[]} */
  const hear = [(t) => { code.hidden = !t.invitation; invitation.required = t.invitation; }];
  const chosen = () => open.find((t) => t.id === ticket.value) ?? open[0];
  ticket.onchange = () => { for (const f of hear) f(chosen()); };
  hear[0](chosen());
  const asked = v.questions.map((q) => control(q, files));
  const settle = () => {
    for (const { question, place } of asked) {
      const on = asked.find((a) => a.question.id === question.onlyIf);
      const value = on?.value();
      const shown = !on || (!on.place.hidden && (value === true || value === question.onlyIfValue || (Array.isArray(value) && value.includes(question.onlyIfValue))));
      place.hidden = place.disabled = !shown;
    }
  };
  for (const { place } of asked) place.addEventListener('input', settle);
  settle();
  return {
    first: [open.length > 1 ? field(says.ticket, ticket) : null, code].filter((x) => x !== null),
    questions: [...asked.map((a) => a.place), ...v.waitlist === 'priority' && open.some((t) => t.capacity && (t.taken >= t.capacity || t.waiting))
      ? [h('p', { class: 'hint' }, says.ranked(v.questions.flatMap((q) => Object.entries(q.points ?? {}).map(([o, n]) => `${o} +${n}`)).join(lang === 'en' ? ', ' : '、')))] : []],
    /** @param {Record<string, any>} body */
    sent: (body) => {
      const some = asked.flatMap((a) => { const one = !a.place.hidden && a.file?.(); return one ? [/** @type {[string, File]} */ ([a.question.id, one])] : []; });
      return files && some.length ? files.withFiles(body, some) : body;
    },
    values: () => ({ ticket: ticket.value, invitation: invitation.value, answers: Object.fromEntries(asked.filter((a) => !a.place.hidden && a.value() !== '').map((a) => [a.question.id, a.value()])) }),
    /** @param {(t: Ticket) => void} f */
    chosen: (f) => { hear.push(f); f(chosen()); },
  };
}

/** The control of a question, in a fieldset that can be switched off. @param {Question} question @param {typeof import('./files.js')} [files] */
function control(question, files) {
  const label = question.label + (question.required ? says.needed : '');
  const hint = question.help || undefined;
  const place = h('fieldset', { class: 'field' });
  /** @type {() => string | boolean | string[]} */
  let value = () => '';
  /** @type {(() => File | undefined) | undefined} */
  let file;
  if (question.kind === 'file' && files) {
    const picked = files.picker(question, label);
    place.append(picked.element);
    ({ value, file } = picked);
  } else if (question.kind === 'text' || question.kind === 'long') {
    const input = question.kind === 'text' ? h('input', { maxlength: 300, required: question.required }) : h('textarea', { maxlength: 4000, rows: 4, required: question.required });
    place.append(field(label, input, hint));
    value = () => input.value.trim();
  } else if (question.kind === 'choice') {
    const select = h('select', { required: question.required }, h('option', { value: '' }, says.choose), ...question.options.map((o) => h('option', { value: o }, o)));
    place.append(field(label, select, hint));
    value = () => select.value;
  } else if (question.kind === 'choices') {
    const boxes = question.options.map((o) => h('input', { type: 'checkbox', value: o }));
    place.append(h('legend', {}, label), ...(hint ? [h('p', { class: 'hint' }, hint)] : []), ...boxes.map((b) => h('label', { class: 'check' }, b, h('span', {}, b.value))));
    value = () => boxes.filter((b) => b.checked).map((b) => b.value);
  } else {
    const box = h('input', { type: 'checkbox', required: question.required });
    place.append(h('label', { class: 'check' }, box, h('span', {}, label, ...(hint ? [h('small', { class: 'hint' }, ` ${hint}`)] : []))));
    value = () => box.checked;
  }
  return { question, place, value, file };
}
