// The agenda of an event, on /events/agenda#ID: its sessions by day, each to be added, changed and removed, and who speaks.

import { bench, button, list, rest } from '../bench.js';
import { h } from '../dom.js';
import { Refusal, call } from '../session.js';
import { lang } from '../words.js';
import { local } from './clock.js';
import { Fields, facts, sheet } from './fields.js';
import { pages } from './pages.js';
import { asked, rights } from './rights.js';
import { change, label, picker } from './speakers.js';

const words = {
  zh: {
    gone: '没有这个活动，或者你不能编辑它。', add: '添加一场', edit: '修改', remove: '删除', sure: '删除这一场？', save: '保存', none: '还没有议程。', loose: '时间待定', zone: (/** @type {string} */ zone) => `时间是 ${zone} 的当地时间。`,
    title: '标题', kind: '类型', starts: '开始', ends: '结束', track: '分会场', trackHint: '不分会场可以不填', room: '房间', lang: '语言', any: '与活动相同', abstract: '摘要（Markdown）', slides: '讲义地址', video: '录像地址', speaker: '修改介绍',
    kinds: /** @type {Record<string, string>} */ ({ talk: '演讲', keynote: '主题演讲', workshop: '动手实验', panel: '圆桌', break: '休息', other: '其他' }),
  },
  en: {
    gone: 'There is no such event, or you can’t edit it.', add: 'Add a session', edit: 'Change', remove: 'Delete', sure: 'Delete this session?', save: 'Save', none: 'No agenda yet.', loose: 'Times to be announced', zone: (/** @type {string} */ zone) => `Times are those of ${zone}.`,
    title: 'Title', kind: 'Kind', starts: 'Begins', ends: 'Ends', track: 'Track', trackHint: 'Empty when there is one only', room: 'Room', lang: 'Language', any: 'As the event', abstract: 'Abstract (Markdown)', slides: 'Address of the slides', video: 'Address of the recording', speaker: 'Change',
    kinds: /** @type {Record<string, string>} */ ({ talk: 'Talk', keynote: 'Keynote', workshop: 'Workshop', panel: 'Panel', break: 'Break', other: 'Other' }),
  },
}[lang];

/** Languages by their own names. @type {[string, string][]} */
const langs = [['', words.any], .../** @type {[string, string][]} */ (['zh', 'zh-Hant', 'en', 'ja', 'ko', 'fr', 'de', 'es', 'pt', 'ru'].map((code) => [code, new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code]))];
const most = 500;

/** @typedef {Record<string, any>} Session a record of event_sessions */

bench('agenda', async (place, who) => {
  const id = asked();
  addEventListener('hashchange', () => location.reload());
  if (!id) throw new Refusal(404, { message: words.gone });
  // who helps with the event edits its agenda, also while they can't read the event itself, as a draft
  const { about: event } = await call(who, 'GET', `/api/qiao/events/${id}/registration`).catch((error) => { throw error instanceof Refusal && error.status === 404 ? new Refusal(404, { message: words.gone }) : error; });
  if (!event) throw new Refusal(403, { message: words.gone });
  pages(event);
  const may = await rights(who, null);
  const zone = event.zone;
  const [sum, box, people] = [h('p', { class: 'hint' }, words.zone(zone)), h('div', { class: 'agenda' }), h('section', { class: 'panel' })];
  place.replaceChildren(h('div', { class: 'bar' }, h('p', {}, h('strong', {}, event.title)), h('button', { type: 'button', class: 'btn', onclick: () => open(null) }, words.add)), sum, box, people);

  /** @type {Session[]} */
  let sessions = [];
  async function look() {
    sessions = (await list(who, 'event_sessions', { perPage: most, skipTotal: 1, sort: 'starts,track,created', expand: 'speakers', filter: `event='${id}'` })).items;
    sessions.sort((a, b) => Number(!a.starts) - Number(!b.starts));
    /** @type {Map<string, Session[]>} */
    const days = new Map();
    for (const s of sessions) {
      const day = local(s.starts, zone).slice(0, 10);
      days.set(day, [...days.get(day) ?? [], s]);
    }
    const format = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'zh-CN', { month: 'long', day: 'numeric', weekday: 'short', timeZone: 'UTC' });
    box.replaceChildren(...sessions.length ? [...days].flatMap(([day, all]) => [h('h2', {}, day ? format.format(new Date(`${day}T00:00Z`)) : words.loose), h('ul', { class: 'items' }, ...all.map(row))]) : [h('p', { class: 'none' }, words.none)]);
    const speakers = new Map(sessions.flatMap((s) => s.expand?.speakers ?? []).map((s) => [s.id, s]));
    people.hidden = !speakers.size;
    people.replaceChildren(h('h2', {}, label), h('ul', { class: 'items' }, ...[...speakers.values()].map((s) => h('li', { class: 'item' },
      h('div', { class: 'body' }, h('h3', {}, s.name), facts(s.title, s.company)),
      may.site || s.user === who.id || (!s.user && may.somewhere) ? h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet small', 'aria-label': `${words.speaker} ${s.name}`, onclick: () => change(who, s, look) }, words.speaker)) : null))));
  }

  /** @param {Session} s */
  function row(s) {
    const time = (/** @type {string} */ stamp) => local(stamp, zone).slice(11);
    const names = (s.expand?.speakers ?? []).map((/** @type {any} */ p) => p.name);
    return h('li', { class: 'item', 'data-session': s.id },
      h('p', { class: 'when num' }, s.starts ? `${time(s.starts)}–${time(s.ends)}` : '—'),
      h('div', { class: 'body' }, h('h3', {}, s.title), facts(words.kinds[s.kind], s.track, s.room, names.join(lang === 'en' ? ', ' : '、'))),
      h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet small', 'aria-label': `${words.edit} ${s.title}`, onclick: () => open(s) }, words.edit),
        button(words.remove, 'quiet small', async () => {
          if (!confirm(words.sure)) return;
          await call(who, 'DELETE', rest('event_sessions', s.id));
          await look();
        })));
  }

  /** @param {Session | null} s null for a new one, which begins when the last one ends */
  function open(s) {
    const last = sessions.filter((o) => o.ends).reduce((/** @type {Session | null} */ a, b) => (a && a.ends > b.ends ? a : b), null);
    const from = last?.ends ?? event.starts;
    const until = from && new Date(Date.parse(from.replace(' ', 'T')) + 30 * 60_000).toISOString();
    const fields = new Fields([
      { name: 'title', label: words.title, most: 200 },
      { name: 'kind', label: words.kind, kind: 'choice', options: Object.entries(words.kinds) }, { name: 'lang', label: words.lang, kind: 'choice', options: langs, beside: true },
      { name: 'starts', label: words.starts, kind: 'time' }, { name: 'ends', label: words.ends, kind: 'time', beside: true },
      { name: 'track', label: words.track, most: 60, hint: words.trackHint }, { name: 'room', label: words.room, most: 60, beside: true },
      { name: 'abstract', label: words.abstract, kind: 'text', most: 5000, rows: 4 },
      { name: 'slides_url', label: words.slides, kind: 'url' }, { name: 'video_url', label: words.video, kind: 'url' },
    ], s ?? { kind: 'talk', starts: from, ends: until, track: last?.track, room: last?.room }, zone);
    const chosen = picker(who, s?.expand?.speakers ?? [], may.somewhere);
    fields.elements.splice(4, 0, chosen.element);
    const before = JSON.stringify(s?.speakers ?? []);
    sheet(s ? words.edit : words.add, words.save, fields.elements, async () => {
      const said = { ...fields.said(!s), ...(JSON.stringify(chosen.ids()) !== before && { speakers: chosen.ids() }) };
      if (!s) await call(who, 'POST', rest('event_sessions'), { ...said, event: id });
      else if (Object.keys(said).length) await call(who, 'PATCH', rest('event_sessions', s.id), said);
      await look();
    });
  }

  await look();
});
