// The form of what holds in a competition.

import { attempt, field, rest } from '../bench.js';
import { h } from '../dom.js';
import { call, Refusal } from '../session.js';
import { says } from './manage-words.js';

/** A time of the API's as an input for times has it, on the reader's clocks. @param {string} [stamp] */
function local(stamp) {
  if (!stamp) return '';
  const at = new Date(stamp.replace(' ', 'T'));
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/**
 * @param {import('../session.js').Session} who @param {string} event @param {any} contest null to make one
 * @param {() => Promise<void>} look shows the page anew
 */
export function settings(who, event, contest, look) {
  const choice = (/** @type {Record<string, string>} */ of, /** @type {string} */ now) => h('select', {}, ...Object.entries(of).map(([value, label]) => h('option', { value, selected: value === now }, label)));
  const when = (/** @type {string} */ name) => h('input', { type: 'datetime-local', value: local(contest?.[name]) });
  const check = (/** @type {string} */ name) => h('input', { type: 'checkbox', checked: Boolean(contest?.[name]) });
  const people = (/** @type {string} */ name) => h('input', { type: 'number', min: 0, max: 100, step: 1, value: contest?.[name] || '' });
  const rules = h('textarea', { rows: 6, maxlength: 20000 });
  rules.value = contest?.rules ?? '';
  const criteria = h('textarea', { rows: 4 });
  criteria.value = (contest?.criteria ?? []).map((/** @type {any} */ c) => [c.id, c.name, c.weight, c.min, c.max].join(', ')).join('\n');
  const kind = choice(says.kinds, contest?.kind ?? 'judged');
  const show = choice(says.shows, contest?.leaderboard ?? 'sealed');
  const times = { teams_until: when('teams_until'), entries_due: when('entries_due'), judging_until: when('judging_until'), reveal_at: when('reveal_at') };
  const flags = { entries_public: check('entries_public'), normalise: check('normalise'), same_company: check('same_company') };
  const [min, max] = [people('team_min'), people('team_max')];
  const go = h('button', { class: 'btn' }, says.save);
  const said = h('p', { class: 'say ok', role: 'status' });
  const tick = (/** @type {HTMLElement} */ box, /** @type {string} */ label) => h('label', { class: 'check' }, box, h('span', {}, label));

  /** What the lines of the criteria say; what this form has no field for stays. */
  function scales() {
    return criteria.value.split('\n').filter((line) => line.trim()).map((line) => {
      const parts = line.split(/[,，]/).map((part) => part.trim());
      const numbers = parts.slice(2).map(Number);
      if (parts.length !== 5 || numbers.some(Number.isNaN)) throw new Refusal(400, { message: says.line5 });
      const before = (contest?.criteria ?? []).find((/** @type {any} */ c) => c.id === parts[0]);
      return { ...before, id: parts[0], name: parts[1], weight: numbers[0], min: numbers[1], max: numbers[2] };
    });
  }

  async function send() {
    const body = {
      event, kind: kind.value, leaderboard: show.value, rules: rules.value, criteria: scales(), team_min: min.valueAsNumber || 0, team_max: max.valueAsNumber || 0,
      ...Object.fromEntries(Object.entries(flags).map(([name, box]) => [name, box.checked])),
      // a field that wasn't touched keeps its seconds
      ...Object.fromEntries(Object.entries(times).filter(([name, input]) => input.value !== local(contest?.[name])).map(([name, input]) => [name, input.value ? new Date(input.value).toISOString() : ''])),
    };
    await (contest ? call(who, 'PATCH', rest('contests', contest.id), body) : call(who, 'POST', rest('contests'), body));
    said.textContent = says.kept;
    await look();
  }

  const judged = kind.value === 'judged';
  return h('form', { class: 'form', 'aria-label': says.settings, onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); attempt(go, send); } },
    field(says.kind, kind), field(says.rules, rules), field(says.show, show), field(says.revealAt, times.reveal_at, says.zone + Intl.DateTimeFormat().resolvedOptions().timeZone),
    ...(judged ? [field(says.min, min), field(says.max, max), field(says.teamsUntil, times.teams_until), field(says.entriesDue, times.entries_due), field(says.judgingUntil, times.judging_until),
      field(says.criteria, criteria, says.criteriaHint), tick(flags.entries_public, says.entriesPublic), tick(flags.normalise, says.normalise), tick(flags.same_company, says.sameCompany)] : []),
    h('div', { class: 'acts' }, go), said);
}
