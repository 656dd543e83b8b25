// The judges' page of a competition: each entry with its criteria, notes, and the team that one has to do with.
// <div data-bench="contest-judge" data-event="EVENT">

import { ask, attempt, bench, button, field, rest } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { words } from './words.js';

/**
 * @typedef {{id: string, name: string, name_en?: string, about?: string, min: number, max: number}} Criterion
 * @typedef {{id: string, title: string, team: string, name: string, repoUrl: string, videoUrl: string, files: string[], html: string, conflict: '' | 'declared' | 'member' | 'company',
 *   score: {id: string, values: Record<string, number>, notes: Record<string, string> | null, note: string} | null}} Entry
 */

bench('contest-judge', async (place, who) => {
  const event = place.dataset.event ?? '';
  let page = 1;

  async function look() {
    const { judging: v, more } = await call(who, 'GET', `/api/qiao/contests/${event}/judging?page=${page}`);
    const { token } = await call(who, 'POST', '/api/files/token');
    const step = (/** @type {string} */ label, /** @type {number} */ by, /** @type {boolean} */ off) => h('button', { type: 'button', class: 'btn quiet small', disabled: off, onclick: () => { page += by; look(); } }, label);
    place.replaceChildren(
      ...(v.why ? [h('p', { class: 'say' }, v.why)] : []),
      ...(v.entries.length ? v.entries.map((/** @type {Entry} */ en) => entry(v, en, token)) : [h('p', { class: 'none' }, words.noEntries)]),
      h('nav', { class: 'pager acts', 'aria-label': words.page, hidden: page === 1 && !more }, step(words.prev, -1, page === 1), h('span', {}, String(page)), step(words.next, 1, !more)));
  }

  /** @param {{judge: string, open: boolean, criteria: Criterion[]}} v @param {Entry} en @param {string} token */
  function entry(v, en, token) {
    const web = (/** @type {string} */ href, /** @type {string} */ label) => (/^https?:/i.test(href) ? h('a', { href, rel: 'nofollow noreferrer' }, label) : null);
    const text = h('div', { class: 'prose' });
    text.append(...new DOMParser().parseFromString(en.html, 'text/html').body.childNodes);
    const box = h('article', { class: 'ct-score', 'data-entry': en.id },
      h('h2', {}, en.title, ' ', en.score ? h('span', { class: 'badge ok' }, words.scored) : null),
      h('p', { class: 'hint' }, en.name), h('p', { class: 'acts' }, web(en.videoUrl, words.videoLink), web(en.repoUrl, words.repoLink),
        ...en.files.map((name) => h('a', { href: `/api/files/entries/${en.id}/${encodeURIComponent(name)}?token=${encodeURIComponent(token)}`, download: true }, name))),
      text);
    if (en.conflict) box.append(h('p', { class: 'say' }, words.why[en.conflict]));
    else box.append(form(v, en));
    return box;
  }

  /** @param {{judge: string, open: boolean, criteria: Criterion[]}} v @param {Entry} en */
  function form(v, en) {
    const scales = v.criteria.map((c) => ({
      c, value: h('input', { type: 'number', required: true, min: c.min, max: c.max, step: 'any', inputmode: 'decimal', value: en.score?.values[c.id], disabled: !v.open }),
      note: h('input', { maxlength: 1000, autocomplete: 'off', value: en.score?.notes?.[c.id], disabled: !v.open }),
    }));
    const note = h('textarea', { maxlength: 2000, rows: 3, disabled: !v.open });
    note.value = en.score?.note ?? '';
    const said = h('p', { class: 'say ok', role: 'status' });
    const go = h('button', { class: 'btn', disabled: !v.open }, words.save);
    const send = async () => {
      const body = { values: Object.fromEntries(scales.map((s) => [s.c.id, s.value.valueAsNumber])), notes: Object.fromEntries(scales.filter((s) => s.note.value).map((s) => [s.c.id, s.note.value])), note: note.value };
      if (en.score) await call(who, 'PATCH', rest('scores', en.score.id), body);
      else en.score = await call(who, 'POST', rest('scores'), { entry: en.id, judge: v.judge, ...body });
      said.textContent = words.kept;
    };
    const aside = button(words.conflict, 'quiet', async () => {
      const reason = h('input', { maxlength: 300, autocomplete: 'off' });
      ask(words.conflict, words.declare, [h('p', { class: 'hint' }, words.conflictSay), field(words.reason, reason)], async () => {
        await call(who, 'POST', rest('contest_conflicts'), { event, judge: v.judge, team: en.team, reason: reason.value });
        await look();
      });
    });
    return h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); attempt(go, send); } },
      ...scales.map((s) => {
        const name = lang === 'en' && s.c.name_en ? s.c.name_en : s.c.name;
        return h('div', { class: 'ct-scale' }, field(`${name} (${words.range(s.c.min, s.c.max)})`, s.value, s.c.about), field(`${words.notes} · ${name}`, s.note));
      }), field(words.note, note), h('div', { class: 'acts' }, go, aside), said);
  }

  await look();
});
