// The schedule of an event: what is confirmed is put into rooms and times, by drag or by a dialog that says the same in
// words; the server says what clashes. <div data-bench="schedule" data-event="ID">

import { ask, bench, button, field, rest, soon, told } from '../bench.js';
import { h } from '../dom.js';
import { ways } from '../organise/ways.js';
import { subscribe } from '../realtime.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { instant, local, moment, of, words as shared } from './parts.js';

const zh = {
  waiting: '待排的议题', waitingNone: '没有待排的议题。提议人确认之后会出现在这里。', untimed: '没有时间', day: '日期', rooms: '房间', addRoom: '添加房间', room: '房间', noRoom: '未定房间', time: '时间', starts: '开始', minutes: '时长（分钟）', track: '分会场或主题',
  place: '安排', move: '移动', off: '移出日程', sureOff: '把它从日程里去掉？议题会回到待排列表。', save: '保存', zone: (/** @type {string} */ zone) => `时间是 ${zone} 的时间。`,
  clashes: (/** @type {number} */ n) => (n ? `${n} 处冲突` : '没有冲突'),
  clashRoom: (/** @type {string} */ name, /** @type {string} */ title) => `房间“${name}”与《${title}》冲突`, clashSpeaker: (/** @type {string} */ name, /** @type {string} */ title) => `讲者 ${name} 同时要讲《${title}》`,
  grid: '日程表', clashList: '冲突', done: (/** @type {string} */ title, /** @type {string} */ at, /** @type {string} */ room) => `《${title}》排在 ${at} ${room}`,
};
/** @type {typeof zh} */
const en = {
  waiting: 'To be placed', waitingNone: 'Nothing to place. Proposals appear here once they are confirmed.', untimed: 'Without a time', day: 'Day', rooms: 'Rooms', addRoom: 'Add a room', room: 'Room', noRoom: 'No room yet', time: 'Time', starts: 'Starts', minutes: 'Length (minutes)', track: 'Track',
  place: 'Place', move: 'Move', off: 'Take off', sureOff: 'Take it off the agenda? The proposal goes back to those to be placed.', save: 'Save', zone: (zone) => `Times are those of ${zone}.`,
  clashes: (n) => (n ? `${n} clash${n === 1 ? '' : 'es'}` : 'No clashes'), clashRoom: (name, title) => `The room “${name}” is taken by “${title}”`, clashSpeaker: (name, title) => `${name} speaks in “${title}” at that time`,
  grid: 'The agenda', clashList: 'Clashes', done: (title, at, room) => `“${title}” is at ${at} ${room}`,
};
const words = lang === 'en' ? en : zh;
/** Minutes of a row of the grid. */
const step = 15;
const kind = 'application/x-qiao-session';

/** @typedef {{id: string, title: string, minutes: number, session: any}} Item what is dragged; session is null for a proposal */

bench('schedule', async (place, who) => {
  const event = place.dataset.event ?? '';
  let day = '';
  /** @type {string[]} */
  const more = []; // rooms that nothing is in yet
  /** @type {any} */
  let v = null;
  const [head, said, waiting, grid] = [h('div', { class: 'call-head' }), h('p', { role: 'status', class: 'say ok' }), h('section', { class: 'waiting' }), h('section', { class: 'grid-box' })];
  place.replaceChildren(head, said, h('div', { class: 'schedule' }, waiting, grid));
  const zone = () => v.event.zone || 'UTC';
  const clock = (/** @type {string} */ stamp) => local(stamp, zone());
  const minutes = (/** @type {string} */ at) => Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));
  const hour = (/** @type {number} */ n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;
  const length = (/** @type {any} */ s) => (s.starts ? Math.round((moment(s.ends).getTime() - moment(s.starts).getTime()) / 60_000) : 30);

  /** The days that the event lasts, and those that it has something on. */
  function days() {
    const all = new Set(v.sessions.filter((/** @type {any} */ s) => s.starts).map((/** @type {any} */ s) => clock(s.starts).slice(0, 10)));
    if (v.event.starts) {
      const [first, last] = [clock(v.event.starts).slice(0, 10), clock(v.event.ends || v.event.starts).slice(0, 10)];
      for (let d = new Date(`${first}T00:00Z`), n = 0; d.toISOString().slice(0, 10) <= last && n < 31; d = new Date(d.getTime() + 86_400_000), n++) all.add(d.toISOString().slice(0, 10));
    }
    return [...all].sort();
  }

  /** Puts something at a time on the clocks of the event. @param {Item} item @param {string} at @param {number} long @param {string} room @param {string} [track] */
  async function put(item, at, long, room, track) {
    const starts = instant(at, zone());
    const when = { starts, ends: new Date(Date.parse(starts) + long * 60_000).toISOString(), room, ...(track !== undefined && { track }) };
    if (item.session) await call(who, 'PATCH', rest('event_sessions', item.id), when);
    else await call(who, 'POST', rest('event_sessions'), { ...when, event, proposal: item.id, title: item.title, kind: 'talk' });
    day = at.slice(0, 10);
    await look();
    said.textContent = words.done(item.title, at.slice(11), room);
  }

  /** The same as a drag, in words. @param {Item} item */
  function dialog(item) {
    const s = item.session;
    const at = h('input', { type: 'datetime-local', required: true, step: 300, value: s?.starts ? clock(s.starts) : `${day}T${v.event.starts ? clock(v.event.starts).slice(11) : '09:00'}` });
    const long = h('input', { type: 'number', required: true, min: 5, max: 1440, value: item.minutes });
    const options = (/** @type {string} */ id, /** @type {string[]} */ list) => h('datalist', { id }, ...list.map((value) => h('option', { value })));
    const room = h('input', { maxlength: 60, list: 's-rooms', value: s?.room ?? rooms()[0] ?? '', autocomplete: 'off' });
    const track = h('input', { maxlength: 60, list: 's-tracks', value: s?.track ?? '', autocomplete: 'off' });
    ask(item.title, words.save, [options('s-rooms', rooms()), options('s-tracks', v.tracks), field(`${words.starts} (${zone()})`, at), field(words.minutes, long), field(words.room, room), field(words.track, track)],
      () => put(item, at.value, Number(long.value), room.value.trim(), track.value.trim()));
  }

  const rooms = () => [...v.rooms, ...more.filter((r) => !v.rooms.includes(r))];

  /** @param {Item} item @param {HTMLElement} at */
  function drags(item, at) {
    at.draggable = true;
    at.addEventListener('dragstart', (e) => {
      e.dataTransfer?.setData(kind, JSON.stringify({ id: item.id, proposal: !item.session }));
      at.classList.add('held');
    });
    at.addEventListener('dragend', () => at.classList.remove('held'));
  }
  /** @param {DragEvent} e @returns {Item | undefined} */
  function dropped(e) {
    const { id, proposal } = JSON.parse(e.dataTransfer?.getData(kind) || '{}');
    return items().find((item) => item.id === id && !item.session === !!proposal);
  }
  /** @returns {Item[]} */
  const items = () => [...v.waiting.map((/** @type {any} */ w) => ({ id: w.id, title: w.title, minutes: w.minutes || 30, session: null })),
    ...v.sessions.map((/** @type {any} */ s) => ({ id: s.id, title: s.title, minutes: length(s), session: s }))];

  async function look() {
    const found = await call(who, 'GET', of(event, 'schedule'));
    while (document.querySelector('.slot.held')) await new Promise((go) => { setTimeout(go, 100); }); // nothing moves under who is dragging
    v = found;
    const all = days();
    if (!all.includes(day)) day = all[0] ?? new Date().toISOString().slice(0, 10);
    const pick = h('select', { onchange: () => { day = pick.value; draw(); } }, ...all.map((d) => h('option', { value: d }, new Date(`${d}T00:00Z`).toLocaleDateString(document.documentElement.lang, { dateStyle: 'full', timeZone: 'UTC' }))));
    pick.value = day;
    const name = h('input', { maxlength: 60, autocomplete: 'off' });
    ways(v.event);
    head.replaceChildren(h('p', { class: 'of' }, v.event.title), h('p', { class: 'hint' }, words.zone(zone())),
      h('form', { class: 'form call-picks', onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); if (name.value.trim()) more.push(name.value.trim()); name.value = ''; draw(); } },
        field(words.day, pick), field(words.addRoom, name), h('div', { class: 'acts' }, h('button', { class: 'btn quiet' }, words.addRoom))));
    draw();
  }

  function draw() {
    waiting.replaceChildren(h('h2', {}, words.waiting), v.waiting.length ? h('ul', {}, ...v.waiting.map((/** @type {any} */ w) => card(items().find((i) => i.id === w.id && !i.session), [`${w.kind} · ${w.minutes} ${shared.minutes}`, w.speakers.join(lang === 'en' ? ', ' : '、')])))
      : h('p', { class: 'hint' }, words.waitingNone));
    const loose = v.sessions.filter((/** @type {any} */ s) => !s.starts);
    if (loose.length) waiting.append(h('h2', {}, words.untimed), h('ul', {}, ...loose.map((/** @type {any} */ s) => card(items().find((i) => i.session?.id === s.id), [s.room]))));
    table();
  }

  /** @param {Item | undefined} item @param {string[]} lines @param {'li' | 'div'} [tag] */
  function card(item, lines, tag = 'li') {
    const box = /** @type {HTMLElement} */ (h(tag, { class: 'slot' }));
    if (!item) return box;
    const s = item.session;
    box.dataset[s ? 'session' : 'waiting'] = item.id;
    if (s?.clashes.length) box.classList.add('clash');
    box.append(h('strong', {}, item.title), ...lines.filter(Boolean).map((l) => h('span', { class: 'fine' }, l)), ...(s?.clashes ?? []).map((/** @type {any} */ c) => h('span', { class: 'wrong' }, why(c))),
      h('div', { class: 'acts' }, h('button', { type: 'button', class: 'link', 'aria-label': `${s ? words.move : words.place}: ${item.title}`, onclick: () => dialog(item) }, s ? words.move : words.place),
        s?.proposal ? (() => { const b = button(words.off, '', async () => { if (confirm(words.sureOff)) { await call(who, 'DELETE', rest('event_sessions', item.id)); await look(); } }); b.className = 'link'; b.setAttribute('aria-label', `${words.off}: ${item.title}`); return b; })() : null));
    drags(item, box);
    return box;
  }

  /** A clash in words. @param {any} c */
  function why(c) {
    const title = v.sessions.find((/** @type {any} */ o) => o.id === c.with)?.title ?? '';
    return c.what === 'room' ? words.clashRoom(c.name, title) : words.clashSpeaker(c.name, title);
  }

  /** The day: a column for each room, a row for each quarter of an hour. */
  function table() {
    const here = v.sessions.filter((/** @type {any} */ s) => s.starts && clock(s.starts).startsWith(day));
    const columns = [...rooms(), ''];
    // the day's hours: the event's own where it begins or ends that day, office hours otherwise, and all that there is
    const edge = (/** @type {string} */ stamp, /** @type {number} */ or) => (stamp && clock(stamp).startsWith(day) ? minutes(clock(stamp)) : or);
    const span = [[edge(v.event.starts, 9 * 60), edge(v.event.ends, 18 * 60)], ...here.map((/** @type {any} */ s) => [minutes(clock(s.starts)), minutes(clock(s.starts)) + length(s)])];
    const from = Math.floor(Math.min(...span.map(([a]) => a)) / 60) * 60;
    const until = Math.min(24 * 60, Math.ceil(Math.max(...span.map(([, b]) => b)) / 60) * 60);
    const table = h('div', { class: 'grid', role: 'group', 'aria-label': words.grid });
    table.style.minWidth = `${4 + 9 * columns.length}rem`;
    table.style.gridTemplateColumns = `4rem repeat(${columns.length}, minmax(9rem, 1fr))`;
    const at = (/** @type {HTMLElement} */ e, /** @type {number} */ column, /** @type {number} */ row, rows = 1) => { e.style.gridColumn = String(column); e.style.gridRow = `${row} / span ${rows}`; table.append(e); };
    columns.forEach((room, i) => at(h('div', { class: 'room' }, room || words.noRoom), i + 2, 1));
    for (let m = from; m < until; m += step) {
      const row = (m - from) / step + 2;
      if (m % 60 === 0) at(h('div', { class: 'hour' }, hour(m)), 1, row, 60 / step);
      columns.forEach((room, i) => {
        const cell = h('div', { class: m % 60 ? 'cell' : 'cell full', 'data-at': hour(m), 'data-room': room });
        cell.addEventListener('dragover', (e) => { if (e.dataTransfer?.types.includes(kind)) { e.preventDefault(); cell.classList.add('over'); } });
        cell.addEventListener('dragleave', () => cell.classList.remove('over'));
        cell.addEventListener('drop', (e) => {
          e.preventDefault();
          cell.classList.remove('over');
          const item = dropped(e);
          if (item) put(item, `${day}T${hour(m)}`, item.minutes, room).catch((error) => { said.textContent = ''; head.append(h('p', { class: 'say bad', role: 'alert' }, told(error))); });
        });
        at(cell, i + 2, row);
      });
    }
    /** @type {Map<string, number>} until when something stands in a room */
    const taken = new Map();
    for (const s of here) {
      const item = items().find((i) => i.session?.id === s.id);
      const starts = minutes(clock(s.starts));
      const box = card(item, [`${hour(starts)}–${hour((starts + length(s)) % 1440)}`, s.track, s.speakers.map((/** @type {any} */ p) => p.name).join(lang === 'en' ? ', ' : '、')], 'div');
      const ends = starts + length(s);
      const before = taken.get(s.room.trim().toLowerCase()) ?? 0;
      box.classList.toggle('beside', before > starts); // both can be read
      taken.set(s.room.trim().toLowerCase(), Math.max(before, ends));
      const column = columns.findIndex((r) => r.toLowerCase() === s.room.trim().toLowerCase());
      at(box, (column < 0 ? columns.length - 1 : column) + 2, Math.floor((starts - from) / step) + 2, Math.max(1, Math.ceil(length(s) / step)));
    }
    grid.replaceChildren(h('div', { class: v.clashes ? 'say bad' : 'hint', 'data-clashes': v.clashes }, words.clashes(v.clashes),
      v.clashes ? h('ul', {}, ...v.sessions.flatMap((/** @type {any} */ s, /** @type {number} */ i) => s.clashes
        .filter((/** @type {any} */ c) => v.sessions.findIndex((/** @type {any} */ o) => o.id === c.with) > i)
        .map((/** @type {any} */ c) => h('li', {}, h('strong', {}, s.title), ' ', why(c))))) : null), h('div', { class: 'grid-scroll', tabindex: 0, role: 'region', 'aria-label': words.grid }, table));
  }

  await look();
  // what others change is shown at once, but not under the hands of who is filling in
  /** @type {() => void} */
  const renew = soon(() => {
    if (document.querySelector('dialog[open]')) renew();
    else look().catch(() => { /* the next change tries again */ });
  });
  subscribe('event_sessions/*', renew);
});
