// The organisers' page of a competition: what holds, who judges, results, awards, and when all may see them.
// <div data-bench="contest-manage" data-event="EVENT">

import { ask, attempt, bench, button, field, list, person, rest } from '../bench.js';
import { h } from '../dom.js';
import { ways } from '../organise/ways.js';
import { call, Refusal } from '../session.js';
import { settings } from './settings.js';
import { says } from './manage-words.js';

bench('contest-manage', async (place, who) => {
  const event = place.dataset.event ?? '';
  const of = (/** @type {string} */ collection, /** @type {Record<string, string | number>} */ more = {}) => list(who, collection, { perPage: 200, skipTotal: 1, filter: `event='${event}'`, ...more });
  const panel = (/** @type {string} */ title, /** @type {(Node | null)[]} */ ...parts) => h('section', { class: 'panel' }, h('h2', {}, title), ...parts);

  ways(await call(who, 'GET', rest('events', event)));

  async function look() {
    const contest = (await of('contests')).items[0];
    if (!contest) {
      place.replaceChildren(panel(says.settings, settings(who, event, null, look)));
      return;
    }
    const race = contest.kind === 'race';
    const [judges, teams, awards, board] = await Promise.all([
      race ? null : of('contest_judges', { expand: 'user' }), race ? null : of('teams', { sort: 'name' }), of('awards', { expand: 'team,user', sort: 'rank,created' }),
      call(who, 'GET', `/api/qiao/contests/${event}/leaderboard`),
    ]);
    place.replaceChildren(
      panel(says.board, h('p', { 'data-sealed': String(board.sealed) }, board.sealed ? says.sealed : says.open), seal(contest, board.sealed), race ? finishes(board.results) : standings(board.lines)),
      ...(race ? [panel(says.results, importing())] : [panel(says.judges, people(judges?.items ?? []))]),
      panel(says.awards, won(awards.items, teams?.items ?? [])),
      panel(says.settings, settings(who, event, contest, look)));
  }

  /** @param {any} contest @param {boolean} sealed */
  function seal(contest, sealed) {
    if (contest.leaderboard === 'live') return null;
    return h('p', { class: 'acts' }, button(sealed ? says.reveal : says.seal, sealed ? '' : 'quiet', async () => {
      ask(sealed ? says.reveal : says.seal, sealed ? says.reveal : says.seal, [h('p', { class: 'hint' }, sealed ? says.revealSay : says.sealSay)], async () => {
        await call(who, 'PATCH', rest('contests', contest.id), sealed ? { revealed: true } : { revealed: false, reveal_at: '' });
        await look();
      });
    }));
  }

  /** @param {string[]} head @param {(string | number)[][]} rows */
  function table(head, rows) {
    if (!rows.length) return h('p', { class: 'none' }, says.none);
    return h('div', { class: 'ct-table', tabindex: 0, role: 'group', 'aria-label': says.board }, h('table', {}, h('thead', {}, h('tr', {}, ...head.map((x) => h('th', { scope: 'col' }, x)))),
      h('tbody', {}, ...rows.slice(0, 200).map((row) => h('tr', {}, ...row.map((x) => h('td', {}, String(x))))))));
  }
  const standings = (/** @type {any[]} */ lines) => table([says.rank, says.team, says.entry, says.score, says.judges], lines.map((l) => [l.rank || '–', l.name, l.title, l.rank ? l.score : '–', l.judges]));
  const finishes = (/** @type {any[]} */ results) => table([says.rank, '#', says.name, says.best], results.map((f) => [f.rank || '–', f.number, f.name, f.time || f.status.toUpperCase()]));

  /** Somebody's account by the handle. @param {string} handle */
  async function account(handle) {
    const name = handle.trim().replace(/^@/, '').toLowerCase();
    const found = /^[a-z0-9-]+$/.test(name) ? await list(who, 'users', { perPage: 1, skipTotal: 1, filter: `handle='${name}'` }) : { items: [] };
    if (!found.items[0]) throw new Refusal(400, { message: says.nobody });
    return found.items[0].id;
  }

  /** @param {any[]} judges */
  function people(judges) {
    const handle = h('input', { required: true, maxlength: 40, autocomplete: 'off', autocapitalize: 'none' });
    const go = h('button', { class: 'btn' }, says.invite);
    return h('div', { class: 'ct-part' },
      judges.length ? h('ul', { class: 'items' }, ...judges.map((j) => h('li', { class: 'item' }, h('div', { class: 'body' }, person(j.expand?.user)),
        h('div', { class: 'acts' }, button(says.remove, 'quiet small', async () => {
          ask(says.remove, says.remove, [h('p', { class: 'hint' }, says.removeJudge)], async () => { await call(who, 'DELETE', rest('contest_judges', j.id)); await look(); });
        }))))) : h('p', { class: 'none' }, says.none),
      h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => {
        e.preventDefault();
        attempt(go, async () => { await call(who, 'POST', rest('contest_judges'), { event, user: await account(handle.value) }); await look(); });
      } }, field(says.handle, handle), h('div', { class: 'acts' }, go)));
  }

  function importing() {
    const file = h('input', { type: 'file', accept: '.csv,.txt,text/csv', required: true });
    const replace = h('input', { type: 'checkbox' });
    const go = h('button', { class: 'btn' }, says.import);
    const said = h('div', { role: 'status', 'data-imported': true });
    return h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); attempt(go, send); } },
      h('p', { class: 'hint' }, says.csv), field(says.file, file), h('label', { class: 'check' }, replace, h('span', {}, says.replace)), h('div', { class: 'acts' }, go), said);

    async function send() {
      const answer = await fetch(`/api/qiao/contests/${event}/results${replace.checked ? '?replace=1' : ''}`, {
        method: 'POST', headers: { authorization: who.token, 'accept-language': document.documentElement.lang, 'content-type': 'text/csv' }, body: file.files?.[0],
      });
      const v = await answer.json();
      if (answer.ok) {
        await look();
        place.querySelector('[data-imported]')?.replaceChildren(h('p', { class: 'say ok' }, says.imported(v.created, v.updated, v.unchanged, v.removed)));
      } else if (v.lines) said.replaceChildren(h('p', { class: 'say bad' }, v.message), h('ul', {}, ...v.lines.map((/** @type {any} */ l) => h('li', {}, says.line(l.line, l.column), l.message))));
      else throw new Refusal(answer.status, v);
    }
  }

  /** @param {any[]} awards @param {any[]} teams */
  function won(awards, teams) {
    const title = h('input', { required: true, maxlength: 80, autocomplete: 'off' });
    const rank = h('input', { type: 'number', min: 0, max: 1000, step: 1, value: awards.length + 1 });
    const team = h('select', {}, h('option', { value: '' }, says.person), ...teams.map((t) => h('option', { value: t.id }, t.name)));
    const handle = h('input', { maxlength: 40, autocomplete: 'off', autocapitalize: 'none' });
    const whose = field(says.handle, handle);
    const choose = () => { whose.hidden = team.value !== ''; handle.required = team.value === ''; };
    team.onchange = choose;
    choose();
    const note = h('input', { maxlength: 300, autocomplete: 'off' });
    const go = h('button', { class: 'btn' }, says.give);
    return h('div', { class: 'ct-part' },
      awards.length ? h('ul', { class: 'items' }, ...awards.map((a) => h('li', { class: 'item' }, h('div', { class: 'body' }, h('strong', {}, a.title), a.expand?.team ? h('span', {}, a.expand.team.name) : person(a.expand?.user)),
        h('div', { class: 'acts' }, button(says.remove, 'quiet small', async () => {
          ask(says.remove, says.remove, [h('p', { class: 'hint' }, a.title)], async () => { await call(who, 'DELETE', rest('awards', a.id)); await look(); });
        }))))) : h('p', { class: 'none' }, says.none),
      h('form', { class: 'form', 'aria-label': says.give, onsubmit: (/** @type {Event} */ e) => {
        e.preventDefault();
        attempt(go, async () => {
          await call(who, 'POST', rest('awards'), { event, title: title.value, rank: rank.valueAsNumber || 0, note: note.value, ...(team.value ? { team: team.value } : { user: await account(handle.value) }) });
          await look();
        });
      } }, field(says.title, title), field(says.rank, rank, says.rankHint), ...(teams.length ? [field(says.team, team)] : []), whose, field(says.why, note), h('div', { class: 'acts' }, go)));
  }

  await look();
});
