// One's own proposals, what became of them, and the answers that are awaited; the events that one reviews for.
// <div data-bench="mine">

import { any, bench, button, list, pager, rest, to, when } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { prose, stateBadge } from './parts.js';

const zh = {
  none: '你还没有提交过议题。', events: '看看有哪些活动', reviews: '你评审的活动', open: '去评审', confirm: '确认参加', decline: '谢绝', withdraw: '撤回', again: '重新提交', edit: '修改', leave: '退出',
  sureDecline: '确定谢绝？这个时段会留给别人。', sureWithdraw: '确定撤回这个议题？已经排进日程的话，会从日程里去掉。', sureLeave: '确定不再是这个议题的讲者？', ask: '请确认你会来，之后会排进日程。',
  agenda: '日程', untimed: '时间待定', with: '讲者：', more: '摘要',
};
/** @type {typeof zh} */
const en = {
  none: 'You have not proposed anything yet.', events: 'See what events there are', reviews: 'Events that you review for', open: 'Review', confirm: 'I will come', decline: 'Decline', withdraw: 'Withdraw', again: 'Submit again', edit: 'Edit', leave: 'Leave',
  sureDecline: 'Decline? The slot goes to somebody else.', sureWithdraw: 'Withdraw this proposal? If it is on the agenda, it is taken off.', sureLeave: 'Stop being a speaker of this proposal?', ask: 'Please confirm that you will come; it goes on the agenda then.',
  agenda: 'Agenda', untimed: 'time to be set', with: 'Speakers: ', more: 'Abstract',
};
const words = lang === 'en' ? en : zh;

bench('mine', async (place, who) => {
  const [asks, box] = [h('div', {}), h('div', {})];
  place.replaceChildren(asks, box);
  let page = 1;

  async function look() {
    const found = await list(who, 'proposals', { filter: `author='${who.id}' || people.id?='${who.id}'`, expand: 'event', sort: '-created', page, perPage: 20 });
    const sessions = found.items.length ? (await list(who, 'event_sessions', { filter: any('proposal', found.items.map((p) => p.id)), perPage: 100, skipTotal: 1, fields: 'id,proposal,starts,room' })).items : [];
    box.replaceChildren(found.items.length
      ? h('ul', { class: 'items' }, ...found.items.map((p) => row(p, sessions.find((s) => s.proposal === p.id))))
      : h('p', { class: 'none' }, words.none, ' ', h('a', { href: to('/events') }, words.events)),
    pager(found.page, found.totalPages, (n) => { page = n; look(); }) ?? '');
  }

  /** @param {any} p @param {any} session */
  function row(p, session) {
    const event = p.expand?.event;
    const own = p.author === who.id;
    const set = (/** @type {string} */ state, /** @type {string} */ sure = '') => async () => {
      if (sure && !confirm(sure)) return;
      await call(who, 'PATCH', rest('proposals', p.id), { state });
      await look();
    };
    const acts = [];
    if (own && p.state === 'accepted') acts.push(button(words.confirm, 'small', set('confirmed')), button(words.decline, 'quiet small', set('declined', words.sureDecline)));
    if (own && ['submitted', 'waitlisted', 'accepted', 'confirmed'].includes(p.state) && !session && event) acts.push(h('a', { class: 'btn quiet small', href: to(`/events/${event.slug}/propose#${p.id}`) }, words.edit));
    if (own && ['submitted', 'waitlisted', 'confirmed'].includes(p.state)) acts.push(button(words.withdraw, 'quiet small', set('withdrawn', words.sureWithdraw)));
    if (own && p.state === 'withdrawn') acts.push(button(words.again, 'quiet small', set('submitted')));
    if (!own) acts.push(button(words.leave, 'quiet small', async () => {
      if (!confirm(words.sureLeave)) return;
      await call(who, 'POST', `/api/qiao/proposals/${p.id}/leave`, {});
      await look();
    }));
    return h('li', { class: 'item', 'data-proposal': p.id },
      h('div', { class: 'body' }, h('h2', {}, p.title),
        h('p', { class: 'fine' }, event ? h('a', { href: to(`/events/${event.slug}`) }, event.title) : null, ' · ', words.with, (p.speakers ?? []).map((/** @type {any} */ s) => s.name).join(lang === 'en' ? ', ' : '、')),
        session ? h('p', { class: 'fine' }, `${words.agenda}: `, session.starts ? when(session.starts) : words.untimed, session.room ? ` · ${session.room}` : '') : null,
        p.state === 'accepted' && own ? h('p', { class: 'say ok' }, words.ask) : null,
        h('details', {}, h('summary', {}, words.more), prose(p.html))),
      stateBadge(p.state), h('div', { class: 'acts' }, ...acts));
  }

  await look();
  const jobs = (await list(who, 'event_staff', { filter: `user='${who.id}' && role='reviewer'`, expand: 'event', sort: '-created', perPage: 50, skipTotal: 1 })).items.filter((s) => s.expand?.event);
  if (jobs.length) {
    asks.replaceChildren(h('section', { class: 'panel', 'aria-labelledby': 'm-reviews' }, h('h2', { id: 'm-reviews' }, words.reviews),
      h('ul', { class: 'items' }, ...jobs.map((s) => h('li', { class: 'item' }, h('div', { class: 'body' }, s.expand.event.title), h('a', { class: 'btn quiet small', href: to(`/events/${s.expand.event.slug}/proposals`) }, words.open))))));
  }
});
