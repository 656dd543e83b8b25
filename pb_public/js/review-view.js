// The review of one article: its text with notes, how it will look, what changed, and the decision.

import { ask, attempt, badge, button, editsSite, field, list, person, rest, soon, told, to, when } from './bench.js';
import { h } from './dom.js';
import { listening, subscribe } from './realtime.js';
import { showNotes } from './review-notes.js';
import { Refusal, call } from './session.js';
import { lang } from './words.js';

const zh = {
  back: '回到列表', missing: '没有这篇文章，或者你不参与它的审稿。', edit: '编辑', noColumn: '未选专栏', reviewer: '审稿人：', nobody: '还没有人领取', claim: '领取', giveBack: '放回', handOver: '转交',
  waiting: '等待审稿，始于', by: '投稿人', history: '以前的投稿',
  tabs: /** @type {Record<string, string>} */ ({ notes: '原文与意见', look: '发布后的样子', changes: '与线上的差异' }),
  decide: '决定', publish: '通过并发布', schedule: '排期发布', reject: '退回', reason: '退回的原因', reasonHint: '作者会看到。具体一点，对方才知道怎么改。', at: '发布时间',
  changed: '作者刚刚改过正文。下面是最新的版本，请再看一遍。', refresh: '文章或意见有更新，显示最新的',
  openNotes: '还有未处理的意见，确定要发布吗？', past: '要排期到将来的时间。',
  /** @type {Record<string, string>} */
  states: { open: '待审', accepted: '已通过', rejected: '已退回', withdrawn: '已撤回' },
};
/** @type {typeof zh} */
const en = {
  back: 'Back to the list', missing: 'There is no such article, or you take no part in its review.', edit: 'Edit', noColumn: 'No column', reviewer: 'Reviewer: ', nobody: 'nobody yet', claim: 'Claim', giveBack: 'Give back', handOver: 'Hand over',
  waiting: 'Waits for review since', by: 'Submitted by', history: 'Earlier submissions',
  tabs: { notes: 'Text and notes', look: 'As it will look', changes: 'Against the live text' },
  decide: 'Decide', publish: 'Approve and publish', schedule: 'Schedule', reject: 'Send back', reason: 'Why it is sent back', reasonHint: 'Its authors read this. The more precise, the easier to mend.', at: 'Goes live at',
  changed: 'Its author has just changed the text. This is the latest; please read it again.', refresh: 'The article or its notes have changed. Show the latest',
  openNotes: 'Some notes are still open. Publish anyway?', past: 'Choose a time to come.',
  states: { open: 'Open', accepted: 'Accepted', rejected: 'Sent back', withdrawn: 'Withdrawn' },
};
const words = lang === 'en' ? en : zh;

/** @param {HTMLElement} place @param {import('./session.js').Session} who @param {string} id */
export default async function view(place, who, id) {
  /** @type {any} */
  let article;
  let tab = 'notes', open = 0;
  const [head, decide, notice, panel] = [h('div', { class: 'review-head' }), h('section', { class: 'decide', 'aria-label': words.decide }), h('div', { role: 'status' }), h('div', { role: 'tabpanel', 'aria-labelledby': 't-notes', tabindex: 0 })];
  const back = h('p', {}, h('a', { class: 'more', href: '#' }, words.back));

  let late = false;
  let fresh = () => { late = true; };
  const anew = () => fresh();
  const stops = [
    subscribe('review_notes/*', ({ record }) => { if (record.article === id) fresh(); }),
    subscribe('submissions/*', ({ record }) => { if (record.article === id) fresh(); }),
    subscribe(`articles/${id}`, ({ record }) => { if (record.updated !== article?.updated) fresh(); }),
  ];
  document.addEventListener('qiao:reconnected', anew);
  const stop = () => { for (const end of stops) end(); document.removeEventListener('qiao:reconnected', anew); };
  await listening();

  async function load() {
    try {
      article = await call(who, 'GET', `${rest('articles', id)}?expand=author,coauthors,column`);
    } catch {
      place.replaceChildren(back, h('p', { class: 'say bad', role: 'alert' }, words.missing));
      return false;
    }
    return true;
  }
  if (!(await load())) return stop;

  const site = editsSite(who);
  const seats = article.column ? (await list(who, 'column_members', { filter: `column='${article.column}' && role!='author'`, perPage: 100, skipTotal: 1, expand: 'user', fields: 'user,role,expand.user.name,expand.user.handle' })).items : [];
  const seat = seats.find((m) => m.user === who.id)?.role;
  const reviews = site || Boolean(seat);
  const writes = article.author === who.id || article.coauthors.includes(who.id);
  if (!reviews && !writes) {
    place.replaceChildren(back, h('p', { class: 'say bad', role: 'alert' }, words.missing));
    return stop;
  }

  async function showHead() {
    const rounds = (await list(who, 'submissions', { filter: `article='${id}'`, sort: '-created', perPage: 20, skipTotal: 1, expand: 'submitter,reviewer,decider' })).items;
    const now = rounds.find((s) => s.state === 'open');
    const past = rounds.filter((s) => s.state !== 'open');
    /** @param {string} reviewer */
    const assign = (reviewer) => call(who, 'PATCH', rest('submissions', now.id), { reviewer }).then(showHead);
    const acts = h('div', { class: 'acts' });
    if (now && reviews) {
      if (now.reviewer !== who.id && (!now.reviewer || site || seat === 'owner')) acts.append(button(words.claim, 'small', () => assign(who.id)));
      if (now.reviewer === who.id) acts.append(button(words.giveBack, 'quiet small', () => assign('')));
      const others = seats.filter((m) => m.user !== now.reviewer && m.user !== who.id);
      if (others.length && (!now.reviewer || now.reviewer === who.id || site || seat === 'owner')) {
        acts.append(h('button', { type: 'button', class: 'btn quiet small', onclick: () => {
          const pick = h('select', {}, ...others.map((m) => h('option', { value: m.user }, m.expand?.user?.name || m.expand?.user?.handle || m.user)));
          ask(words.handOver, words.handOver, [field(words.reviewer, pick)], () => assign(pick.value));
        } }, words.handOver));
      }
    }
    head.replaceChildren(
      h('h2', { lang: article.lang }, article.title),
      h('p', { class: 'line' }, badge(article.status), ' ', article.expand?.column?.name ?? words.noColumn, ' · ', person(article.expand?.author), ...(article.expand?.coauthors ?? []).flatMap((/** @type {any} */ u) => [', ', person(u)]),
        article.status === 'scheduled' ? ' · ' : '', article.status === 'scheduled' ? when(article.publish_at) : ''),
      now ? h('p', {}, `${words.waiting} `, when(now.created), ` · ${words.by} `, person(now.expand?.submitter), ` · ${words.reviewer}`, now.reviewer ? person(now.expand?.reviewer) : words.nobody) : '',
      now?.message ? h('p', { class: 'word' }, now.message) : '', acts,
      past.length ? h('details', {}, h('summary', {}, `${words.history} (${past.length})`), h('ul', { class: 'items' }, ...past.map((s) => h('li', { class: 'item' }, h('div', { class: 'body' },
        h('p', { class: 'line' }, `${words.states[s.state]} · `, when(s.decided || s.created), s.decider ? ' · ' : '', s.decider ? person(s.expand?.decider) : ''), s.answer ? h('p', {}, s.answer) : null))))) : '');
  }

  /** A decision about the text as it is shown, and no other. @param {object} change */
  async function decideOn(change) {
    const latest = await call(who, 'GET', `${rest('articles', id)}?fields=updated,body,title,status`);
    if (latest.body !== article.body || latest.title !== article.title || latest.status !== article.status) {
      await reload();
      notice.replaceChildren(h('p', { class: 'say warn' }, words.changed));
      return;
    }
    await call(who, 'PATCH', rest('articles', id), change);
    await reload();
  }

  function showDecision() {
    decide.hidden = !reviews || !['pending', 'scheduled', ...(site ? ['draft'] : [])].includes(article.status);
    const at = h('input', { type: 'datetime-local', required: true });
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const reason = h('textarea', { maxlength: 1000, required: true });
    const publish = () => (open ? ask(words.publish, words.publish, [h('p', {}, words.openNotes)], () => decideOn({ status: 'published' })) : attempt(go, () => decideOn({ status: 'published' })));
    const go = h('button', { type: 'button', class: 'btn', onclick: publish }, words.publish);
    decide.replaceChildren(h('h2', {}, words.decide), h('div', { class: 'acts' }, go,
      h('button', { type: 'button', class: 'btn quiet', onclick: () => ask(words.schedule, words.schedule, [field(words.at, at, zone)], async () => {
        const time = new Date(at.value);
        if (!(time.getTime() > Date.now())) throw new Refusal(400, { message: words.past });
        await decideOn({ status: 'scheduled', publish_at: time.toISOString().replace('T', ' ') });
      }) }, words.schedule),
      h('button', { type: 'button', class: 'btn bad', onclick: () => ask(words.reject, words.reject, [field(words.reason, reason, words.reasonHint)], () => decideOn({ status: 'rejected', reason: reason.value })) }, words.reject)));
  }

  async function showPanel() {
    panel.onclick = null;
    panel.setAttribute('aria-labelledby', `t-${tab}`);
    try {
      if (tab === 'notes') open = await showNotes(panel, { who, article, mayApply: reviews || article.status !== 'scheduled', changed: reload });
      else {
        const compare = await import('./review-compare.js');
        await (tab === 'look' ? compare.look : compare.changes)(panel, { who, article, changed: reload });
      }
    } catch (error) {
      panel.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, told(error)));
    }
  }

  const tabs = h('div', { class: 'tabs', role: 'tablist', onkeydown: (/** @type {KeyboardEvent} */ event) => {
    const names = Object.keys(words.tabs), step = { ArrowRight: 1, ArrowLeft: names.length - 1 }[event.key];
    if (step) choose(names[(names.indexOf(tab) + step) % names.length]);
  } }, ...Object.entries(words.tabs).map(([name, label]) => h('button', { type: 'button', role: 'tab', id: `t-${name}`, 'aria-selected': String(name === tab), tabindex: name === tab ? 0 : -1, onclick: () => choose(name) }, label)));

  /** @param {string} name */
  function choose(name) {
    tab = name;
    for (const b of tabs.querySelectorAll('button')) {
      b.setAttribute('aria-selected', String(b.id === `t-${name}`));
      b.tabIndex = b.id === `t-${name}` ? 0 : -1;
      if (b.id === `t-${name}`) b.focus();
    }
    showPanel();
  }

  async function reload() {
    notice.replaceChildren();
    if (!(await load())) return;
    showDecision();
    await Promise.all([showHead(), showPanel()]);
  }

  // what others do shows at once, unless it would take away what somebody is writing here
  fresh = soon(() => {
    if (!document.querySelector('dialog[open]') && ![...panel.querySelectorAll('textarea')].some((t) => t.value)) { reload().catch(() => {}); return; }
    notice.replaceChildren(h('p', { class: 'say' }, h('button', { type: 'button', class: 'link', onclick: reload }, words.refresh)));
  });
  place.replaceChildren(back, head, h('p', { class: 'acts' }, writes && article.status !== 'scheduled' ? h('a', { class: 'btn quiet small', href: `${to('/write')}#${id}` }, words.edit) : ''), decide, notice, tabs, panel);
  showDecision();
  await Promise.all([showHead(), showPanel()]);
  if (late) fresh();
  return stop;
}
