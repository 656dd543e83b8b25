// Joining a group and leaving it, whether one is named there, and the tools of those who organise it: <div data-group="ID">, with
// data-over where it is archived.

import { attempt, button, rest, to } from './bench.js';
import { h, icon } from './dom.js';
import { call, session, signInLink } from './session.js';
import { lang } from './words.js';

const zh = {
  join: '加入小组', leave: '退出小组', sure: '确定退出这个小组吗？', signIn: '登录后加入', named: '在成员名单里显示我', manage: '管理', make: '举办活动', unverified: '验证邮箱以后就能加入。',
};
/** @type {typeof zh} */
const en = {
  join: 'Join', leave: 'Leave', sure: 'Leave this group?', signIn: 'Sign in to join', named: 'Name me among the members', manage: 'Manage', make: 'Organise an event', unverified: 'Verify your e-mail address to join.',
};
const words = lang === 'en' ? en : zh;

const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-group]'));
if (place) start(place).catch(() => { /* no button is better than one that does nothing */ });

/** @param {HTMLElement} box */
async function start(box) {
  const group = box.dataset.group ?? '';
  const over = 'over' in box.dataset;
  const who = session();
  if (!who) {
    if (!over) box.replaceChildren(h('a', { class: 'btn', href: signInLink() }, words.signIn));
    return;
  }
  const site = Array.isArray(who.record.roles) && who.record.roles.includes('editor');
  const found = await call(who, 'GET', `${rest('group_members')}?perPage=1&skipTotal=1&filter=${encodeURIComponent(`group='${group}' && user='${who.id}'`)}`);
  /** @type {Record<string, any> | null} */
  let seat = found.items[0] ?? null;

  function show() {
    const hand = seat && seat.role !== 'member';
    const acts = [];
    if (!seat && !over) acts.push(who?.record.verified ? button(words.join, '', join) : h('p', { class: 'hint' }, words.unverified));
    if (hand && !over) acts.push(h('a', { class: 'btn', href: `${to('/events/new')}#group=${group}` }, icon('calendar'), words.make));
    if (hand || site) acts.push(h('a', { class: 'btn quiet', href: `${to('/groups/edit')}#${group}` }, icon('pen'), words.manage));
    if (seat?.role === 'member') {
      const named = h('input', { type: 'checkbox', checked: !seat.quiet, onchange: () => attempt(/** @type {any} */ (named), async () => { seat = await call(who, 'PATCH', rest('group_members', seat?.id), { quiet: !named.checked }); }) });
      acts.push(h('label', { class: 'check' }, named, h('span', {}, words.named)));
    }
    if (seat && seat.role !== 'owner') acts.push(button(words.leave, 'quiet', leave));
    box.replaceChildren(...acts);
    box.dataset.role = seat?.role ?? '';
  }

  async function join() {
    seat = await call(who, 'POST', rest('group_members'), { group, user: who?.id, role: 'member' });
    show();
    /** @type {HTMLElement | null} */ (box.querySelector('input, button'))?.focus();
  }

  async function leave() {
    if (!confirm(words.sure)) return;
    await call(who, 'DELETE', rest('group_members', seat?.id));
    seat = null;
    show();
    /** @type {HTMLElement | null} */ (box.querySelector('button'))?.focus();
  }
  show();
}
