// The organisers' page of an event: who registered, found by name, decided on, and exported. <div data-bench="attendees" data-event="ID">

import { ask, bench, button, field, rest, soon, told, when } from '../bench.js';
import { h } from '../dom.js';
import { ways } from '../organise/ways.js';
import { listening, subscribe } from '../realtime.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { words } from './parts.js';

const zh = {
  find: '按姓名或邮箱查找', state: '状态', all: '全部', export: '导出 CSV', arrived: '已签到', none: '没有符合条件的报名。', approve: '通过', decline: '不通过', cancel: '取消', seat: '给名额', undo: '撤销签到', in: '签到',
  sure: '确定取消这个报名？', prev: '上一页', next: '下一页', seats: '名额', any: '不限', guest: '由同事带来', page: '页', points: '积分', rank: '给积分', rankSay: (/** @type {number} */ n) => `回答得了 ${n} 分。你给的分加在上面，候补按总分从高到低排，同分按报名先后。`, save: '保存',
};
/** @type {typeof zh} */
const en = {
  find: 'Find by name or e-mail', state: 'State', all: 'All', export: 'Export as CSV', arrived: 'Arrived', none: 'No registration fits.', approve: 'Approve', decline: 'Decline', cancel: 'Cancel', seat: 'Give a seat', undo: 'Undo check-in', in: 'Check in',
  sure: 'Cancel this registration?', prev: 'Previous', next: 'Next', seats: 'Seats', any: 'no limit', guest: 'brought by a colleague', page: 'Page', points: 'Points', rank: 'Give points', rankSay: (n) => `The answers give ${n}. Yours are added: the waiting list goes by all of them, then by order of arrival.`, save: 'Save',
};
const says = lang === 'en' ? en : zh;

/** A file among somebody's answers, which takes a token to read. @param {import('../session.js').Session} who @param {string} id @param {string} name */
function fetched(who, id, name) {
  return button(name, 'quiet small', async () => {
    const { token } = await call(who, 'POST', '/api/files/token');
    h('a', { href: `/api/files/registrations/${id}/${encodeURIComponent(name)}?${new URLSearchParams({ token, download: '1' })}` }).click();
  });
}

bench('attendees', async (place, who) => {
  const event = place.dataset.event ?? '';
  const base = `/api/qiao/events/${event}/attendees`;
  let page = 1;
  let shown = '';
  const find = h('input', { type: 'search', maxlength: 100, autocomplete: 'off' });
  const state = h('select', {}, h('option', { value: '' }, says.all), ...Object.entries(words.states).map(([value, label]) => h('option', { value }, label)));
  const [head, list] = [h('div', {}), h('div', { class: 'people' })];
  const acts = h('div', { class: 'acts' }, button(says.export, 'quiet', save));
  place.replaceChildren(head, h('form', { class: 'form people-find', role: 'search', onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); again(); } }, field(says.find, find), field(says.state, state), acts), list);
  const again = () => { page = 1; return look(); };
  find.oninput = soon(again);
  state.onchange = again;

  async function save() {
    const answer = await fetch(`${base}/csv`, { headers: { authorization: who.token, 'accept-language': document.documentElement.lang } });
    if (!answer.ok) throw new Error(String(answer.status));
    const url = URL.createObjectURL(await answer.blob());
    h('a', { href: url, download: /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'attendees.csv' }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  async function look() {
    const v = await call(who, 'GET', `${base}?${new URLSearchParams({ q: find.value, state: state.value, page: String(page) })}`);
    const read = JSON.stringify([page, v]);
    if (read === shown) return; // nothing moves under somebody's hand
    shown = read;
    ways(v.event);
    head.replaceChildren(
      h('p', {}, h('strong', {}, v.event.title)),
      h('ul', { class: 'sums' }, ...Object.entries(words.states).filter(([s]) => v.states[s]).map(([s, label]) => h('li', {}, h('strong', {}, String(v.states[s])), label)),
        h('li', {}, h('strong', {}, String(v.arrived)), says.arrived),
        ...v.tickets.map((/** @type {any} */ t) => h('li', {}, h('strong', {}, `${t.taken} / ${t.capacity || says.any}`), `${says.seats} · ${t.name}`))));
    const tickets = new Map(v.tickets.map((/** @type {any} */ t) => [t.id, t.name]));
    list.replaceChildren(
      v.items.length ? h('ul', { class: 'items' }, ...v.items.map((/** @type {any} */ a) => row(v, a, tickets.get(a.ticket) ?? ''))) : h('p', { class: 'none' }, says.none),
      h('nav', { class: 'pager acts', 'aria-label': says.page, hidden: page === 1 && !v.more },
        h('button', { type: 'button', class: 'btn quiet small', disabled: page === 1, onclick: () => { page--; look(); } }, says.prev), h('span', {}, String(page)),
        h('button', { type: 'button', class: 'btn quiet small', disabled: !v.more, onclick: () => { page++; look(); } }, says.next)));
  }

  /** @param {any} v @param {any} a @param {string} ticket */
  function row(v, a, ticket) {
    const set = (/** @type {string} */ to) => async () => { await call(who, 'PATCH', rest('registrations', a.id), { state: to }); await look(); };
    const buttons = [];
    if (a.state === 'pending') buttons.push(button(says.approve, 'small', set('confirmed')), button(says.decline, 'quiet small', set('declined')));
    if (v.waitlist === 'priority' && ['waiting', 'pending'].includes(a.state)) buttons.push(button(says.rank, 'quiet small', async () => {
      const n = h('input', { type: 'number', min: 0, max: 1000, step: 1, inputmode: 'numeric', value: String(a.priority) });
      ask(says.rank, says.save, [h('p', { class: 'hint' }, says.rankSay(a.points)), field(says.points, n)], async () => { await call(who, 'PATCH', rest('registrations', a.id), { priority: Number(n.value) }); await look(); });
    }));
    if (a.state === 'waiting') buttons.push(button(says.seat, 'quiet small', set('confirmed')));
    if (a.state === 'confirmed' && !a.checkIn) buttons.push(button(says.in, 'small', async () => {
      await call(who, 'POST', '/api/qiao/checkins', { event, registration: a.id, nonce: crypto.randomUUID() });
      await look();
    }));
    if (a.checkIn) buttons.push(button(says.undo, 'quiet small', async () => { await call(who, 'PATCH', rest('check_ins', a.checkIn), { undone: new Date().toISOString() }); await look(); }));
    if (!['cancelled', 'declined', 'expired'].includes(a.state) && !a.checkIn) buttons.push(button(says.cancel, 'quiet small', async () => { if (confirm(says.sure)) await set('cancelled')(); }));
    const tone = { confirmed: 'ok', pending: 'warn', offered: 'warn', cancelled: 'bad', declined: 'bad', expired: 'bad' }[/** @type {string} */ (a.state)] ?? '';
    const answers = v.questions.filter((/** @type {any} */ q) => a.answers[q.id] !== undefined);
    return h('li', { class: 'item', 'data-attendee': a.id },
      h('div', { class: 'body' }, h('h2', {}, a.name || '—'),
        h('p', { class: 'meta' }, h('span', {}, `#${a.place}`), h('span', {}, ticket), a.email ? h('span', {}, a.email) : null, a.party ? h('span', {}, says.guest) : null, v.waitlist === 'priority' ? h('span', {}, `${says.points} ${a.priority + a.points}`) : null, a.arrived ? h('span', {}, `${says.arrived} `, when(a.arrived)) : null),
        answers.length ? h('dl', {}, ...answers.map((/** @type {any} */ q) => h('div', {}, h('dt', {}, q.label), h('dd', {}, q.kind === 'file' ? fetched(who, a.id, a.answers[q.id]) : [a.answers[q.id]].flat().map((x) => (x === true ? '✓' : String(x))).join('；'))))) : null),
      h('span', { class: `badge ${tone}` }, words.states[a.state] ?? a.state), h('div', { class: 'acts' }, ...buttons));
  }

  const anew = soon(() => look().catch((error) => list.prepend(h('p', { class: 'say bad', role: 'alert' }, told(error)))));
  subscribe(`seats/${event}`, anew);
  subscribe(`door/${event}`, anew);
  await listening();
  await look();
  document.addEventListener('qiao:reconnected', anew);
  // a file that the exported table leads to
  const [, id, name] = /^#file=([a-z0-9]{15})\/([\w.-]+)$/.exec(location.hash) ?? [];
  if (id) place.prepend(h('p', { class: 'say' }, fetched(who, id, name)));
});
