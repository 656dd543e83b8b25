// Where proposals are judged: sorted and filtered, with one's own scores and remarks and those of others, decisions, and one
// button that tells all proposers. <div data-bench="review" data-event="ID">

import { attempt, bench, button, field, pager, rest, soon, to } from '../bench.js';
import { h } from '../dom.js';
import { ways } from '../organise/ways.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { of, prose, stateBadge, words as shared } from './parts.js';

const zh = {
  find: '查找', state: '状态', kind: '类型', mine: '我的评审', outcome: '决定', sort: '排序', all: '全部', todo: '还没评', done: '已评',
  /** @type {Record<string, string>} */
  outcomes: { accepted: '接受', waitlisted: '候补', rejected: '不入选', none: '未决定' },
  /** @type {Record<string, string>} */
  sorts: { old: '先提交的在前', new: '后提交的在前', mean: '平均分', median: '中位数', least: '评审最少的在前', title: '标题' },
  anonymous: '匿名评审：评审看不到提议人是谁。', none: '没有符合条件的议题。', own: '你参与了这个议题，不能评审，也看不到评审和决定。',
  mean: '平均', median: '中位数', count: '评审数', hidden: '先评分，再看别人的。', overall: '总体', score: '分数', note: '评语', noteHint: '只有组织者和评审看得到。',
  save: '保存评审', saved: '已保存。', remove: '删除我的评审', others: '其他人的评审', somebody: '已注销的用户', notes: '给组织者的话', late: '凭口令提交', placed: '已在日程', by: '提议人',
  decide: '决定', message: '写给提议人的话（可选）', unsent: '尚未通知', sent: '已通知', tell: '通知提议人', clear: '取消决定',
  sendAll: (/** @type {number} */ n) => `通知全部 ${n} 位`, sure: '现在给提议人发信？发出后不能收回。', told: (/** @type {number} */ n) => `已通知 ${n} 个议题的提议人。`,
  total: (/** @type {number} */ n) => `共 ${n} 个议题`, missing: '未评分',
};
/** @type {typeof zh} */
const en = {
  find: 'Find', state: 'State', kind: 'Kind', mine: 'My reviews', outcome: 'Decision', sort: 'Sort', all: 'All', todo: 'To do', done: 'Done',
  outcomes: { accepted: 'Accept', waitlisted: 'Keep in reserve', rejected: 'Turn down', none: 'Undecided' },
  sorts: { old: 'Oldest first', new: 'Newest first', mean: 'Mean', median: 'Median', least: 'Fewest reviews first', title: 'Title' },
  anonymous: 'The review is anonymous: reviewers don’t see who proposes.', none: 'No proposal fits.', own: 'You have a part in this proposal: you can’t review it, nor see reviews and decisions.',
  mean: 'Mean', median: 'Median', count: 'Reviews', hidden: 'Score it first to see the others.', overall: 'Overall', score: 'Score', note: 'Remarks', noteHint: 'Seen by organisers and reviewers only.',
  save: 'Save my review', saved: 'Saved.', remove: 'Delete my review', others: 'Other reviews', somebody: 'Deleted account', notes: 'Notes to the organisers', late: 'By access code', placed: 'On the agenda', by: 'Proposed by',
  decide: 'Decision', message: 'Words to the proposer (optional)', unsent: 'not told yet', sent: 'told', tell: 'Tell the proposer', clear: 'Undo the decision',
  sendAll: (n) => `Send all ${n} decision${n === 1 ? '' : 's'}`, sure: 'Send the mails now? They can’t be taken back.', told: (n) => `Told the proposers of ${n} proposal${n === 1 ? '' : 's'}.`,
  total: (n) => `${n} proposal${n === 1 ? '' : 's'}`, missing: 'not scored',
};
const words = lang === 'en' ? en : zh;
const one = (/** @type {number} */ n) => String(Math.round(n * 100) / 100);

/** @param {Record<string, string>} labels @param {string} [first] what stands for all */
const choice = (labels, first) => h('select', {}, first === undefined ? null : h('option', { value: '' }, first), ...Object.entries(labels).map(([value, label]) => h('option', { value }, label)));

bench('review', async (place, who) => {
  const event = place.dataset.event ?? '';
  let page = 1;
  /** @type {Set<string>} */
  const open = new Set();
  const find = h('input', { type: 'search', maxlength: 100, autocomplete: 'off' });
  const picks = { state: choice(shared.states, words.all), kind: choice({}, words.all), mine: choice({ todo: words.todo, done: words.done }, words.all), outcome: choice(words.outcomes, words.all), sort: choice(words.sorts) };
  const outcome = field(words.outcome, picks.outcome);
  const [head, tell, items] = [h('div', { class: 'call-head' }), h('p', { role: 'status', class: 'say ok' }), h('div', {})];
  const again = () => { page = 1; return look(); };
  place.replaceChildren(head, h('form', { class: 'form call-picks', role: 'search', onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); again(); } },
    field(words.find, find), field(words.state, picks.state), field(words.kind, picks.kind), field(words.mine, picks.mine), outcome, field(words.sort, picks.sort)), tell, items);
  find.oninput = soon(again);
  for (const pick of Object.values(picks)) pick.onchange = again;

  async function look() {
    const query = new URLSearchParams({ q: find.value.trim(), page: String(page), ...Object.fromEntries(Object.entries(picks).map(([name, pick]) => [name, pick.value])) });
    const v = await call(who, 'GET', `${of(event, 'proposals')}?${query}`);
    const runs = v.role === 'organiser';
    outcome.hidden = !runs;
    if (picks.kind.options.length === 1) picks.kind.append(...v.kinds.map((/** @type {any} */ k) => h('option', { value: k.id }, k.name)));
    ways(v.event, v.role);
    head.replaceChildren(h('p', { class: 'of' }, v.event.title),
      v.anonymous ? h('p', { class: 'hint' }, words.anonymous) : '',
      h('ul', { class: 'call-sums' }, ...Object.entries(shared.states).filter(([s]) => v.states[s]).map(([s, label]) => h('li', {}, h('strong', {}, String(v.states[s])), label))),
      runs && v.unsent ? h('div', { class: 'acts' }, button(words.sendAll(v.unsent), '', async () => { if (confirm(words.sure)) await send([]); })) : '');
    items.replaceChildren(h('p', { class: 'hint' }, words.total(v.total)),
      v.items.length ? h('ul', { class: 'proposals' }, ...v.items.map((/** @type {any} */ p) => card(v, p))) : h('p', { class: 'none' }, words.none),
      pager(v.page, Math.ceil(v.total / v.perPage), (n) => { page = n; look(); }) ?? '');
  }

  /** @param {string[]} proposals none for all that wait */
  async function send(proposals) {
    const { sent } = await call(who, 'POST', of(event, 'decisions/send'), { proposals });
    tell.textContent = words.told(sent);
    await look();
  }

  /** @param {any} v @param {any} p */
  function card(v, p) {
    const kind = v.kinds.find((/** @type {any} */ k) => k.id === p.kind);
    const names = (p.speakers ?? []).map((/** @type {any} */ s) => s.name).join(lang === 'en' ? ', ' : '、');
    const body = h('div', { class: 'inside' });
    const fill = () => { if (!body.childNodes.length) inside(v, p, body); };
    const details = h('details', { open: open.has(p.id), ontoggle: () => { if (details.open) { open.add(p.id); fill(); } else open.delete(p.id); } },
      h('summary', {}, h('h2', { class: 'name' }, p.title),
        h('span', { class: 'fine' }, [kind ? `${kind.name} · ${kind.minutes} ${shared.minutes}` : p.kind, names, p.late ? words.late : '', p.placed ? words.placed : ''].filter(Boolean).join(' · '))), body);
    if (details.open) fill();
    const figure = (/** @type {string} */ label, /** @type {number | null} */ n) => h('div', {}, h('dt', {}, label), h('dd', {}, n == null ? '–' : one(n)));
    return h('li', { class: 'proposal', 'data-proposal': p.id },
      h('div', { class: 'entry' }, h('div', { class: 'body' }, details),
      h('div', { class: 'side' }, stateBadge(p.state), p.outcome ? h('span', { class: 'badge warn', 'data-outcome': p.outcome }, `${words.outcomes[p.outcome]} · ${p.sent ? words.sent : words.unsent}`) : null,
        p.own ? null : h('dl', { class: 'figures' }, figure(words.mean, p.mean), figure(words.median, p.median), figure(words.count, p.count ?? (p.mean == null && !p.mine && v.role !== 'organiser' ? null : 0))))));
  }

  /** @param {any} v @param {any} p @param {HTMLElement} body */
  function inside(v, p, body) {
    const runs = v.role === 'organiser';
    body.append(prose(p.html));
    for (const s of p.speakers ?? []) body.append(h('div', { class: 'who' }, h('p', {}, s.handle ? h('a', { href: to(`/people/${s.handle}`) }, s.name) : s.name), s.bio ? h('p', { class: 'text' }, s.bio) : null));
    if (p.author) body.append(h('p', { class: 'fine' }, `${words.by}: `, h('a', { href: to(`/people/${p.handle}`) }, p.author)));
    if (p.notes) body.append(h('div', {}, h('h3', {}, words.notes), h('p', { class: 'text' }, p.notes)));
    if (p.own) { body.append(h('p', { class: 'say' }, words.own)); return; }
    if (p.state !== 'withdrawn') body.append(scoring(v, p));
    if (p.others.length) body.append(h('section', { class: 'others' }, h('h3', {}, words.others), h('ul', {}, ...p.others.map((/** @type {any} */ r) => h('li', {}, h('strong', {}, one(r.score)), ' ', r.name || words.somebody, r.note ? h('p', { class: 'text' }, r.note) : null)))));
    else if (!runs && !p.mine) body.append(h('p', { class: 'hint' }, words.hidden));
    if (runs && p.state !== 'withdrawn') body.append(decision(p));
  }

  /** @param {any} v @param {any} p */
  function scoring(v, p) {
    const names = v.criteria.length ? v.criteria : [words.overall];
    const inputs = names.map((/** @type {string} */ _, /** @type {number} */ i) => {
      const select = h('select', { required: true }, h('option', { value: '' }, words.missing));
      for (let n = v.scoreMin; n <= v.scoreMax; n++) select.append(h('option', { value: n }, String(n)));
      select.value = p.mine ? String(p.mine.scores[i] ?? '') : '';
      return select;
    });
    const note = h('textarea', { maxlength: 5000, rows: 3 }, p.mine?.note ?? '');
    const go = h('button', { class: 'btn small' }, words.save);
    return h('form', { class: 'form scoring', onsubmit: (/** @type {Event} */ e) => {
      e.preventDefault();
      attempt(go, async () => {
        const body = { scores: inputs.map((/** @type {HTMLSelectElement} */ s) => Number(s.value)), note: note.value };
        if (p.mine) await call(who, 'PATCH', rest('proposal_reviews', p.mine.id), body);
        else await call(who, 'POST', rest('proposal_reviews'), { ...body, event, proposal: p.id, reviewer: who.id });
        tell.textContent = words.saved;
        await look();
      });
    } }, h('div', { class: 'scores' }, ...names.map((/** @type {string} */ name, /** @type {number} */ i) => field(name, inputs[i]))), field(words.note, note, words.noteHint),
    h('div', { class: 'acts' }, go, p.mine ? button(words.remove, 'quiet small', async () => { await call(who, 'DELETE', rest('proposal_reviews', p.mine.id)); await look(); }) : null));
  }

  /** @param {any} p */
  function decision(p) {
    const message = h('textarea', { maxlength: 2000, rows: 2 }, p.message ?? '');
    const set = (/** @type {string} */ to) => async () => {
      const body = { outcome: to, message: message.value };
      if (p.decision) await call(who, 'PATCH', rest('proposal_decisions', p.decision), body);
      else await call(who, 'POST', rest('proposal_decisions'), { ...body, event, proposal: p.id });
      await look();
    };
    const settled = !['submitted', 'waitlisted', 'rejected'].includes(p.state);
    return h('section', { class: 'form decision' }, h('h3', {}, words.decide), settled ? null : field(words.message, message),
      settled ? h('p', {}, `${words.outcomes[p.outcome] ?? ''} · ${words.sent}`) : h('div', { class: 'acts' },
        ...['accepted', 'waitlisted', 'rejected'].map((o) => { const b = button(words.outcomes[o], `small ${p.outcome === o ? '' : 'quiet'}`, set(o)); b.setAttribute('aria-pressed', String(p.outcome === o)); return b; }),
        p.outcome && !p.sent ? button(words.tell, 'quiet small', async () => { if (confirm(words.sure)) await send([p.id]); }) : null,
        p.decision && !p.sent ? button(words.clear, 'quiet small', async () => { await call(who, 'DELETE', rest('proposal_decisions', p.decision)); await look(); }) : null));
  }

  await look();
});
