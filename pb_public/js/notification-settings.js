// How a member wants to be told: a way for each kind, and the rhythm of the digest. Every choice is saved at once.

import { h } from './dom.js';
import { kinds } from './notices.js';
import { call, session, signInLink } from './session.js';
import { lang, prefix } from './words.js';

const rest = '/api/collections/notification_settings/records';
const words = {
  zh: {
    what: '种类', ways: { site: '只在站内', mail: '立即发邮件', digest: '汇入摘要', off: '不通知' }, caption: '每一种通知的方式；除“不通知”外，站内都会显示。',
    digest: '摘要邮件', rhythms: { daily: '每天早上 8 点', weekly: '每周一早上 8 点', off: '不要' }, digestHint: '按你的时区发送；没有新的动态就不发。',
    saved: '已保存', failed: '没有保存成功，请再试一次', guest: '登录后设置通知。', signIn: '登录',
    unverified: '你的邮箱还没有验证，验证之后才会收到邮件。', verify: '去验证', list: '查看通知',
    unanswered: '每周待回答的问题', unansweredSay: '每周一早上 8 点，寄来我擅长和关注的标签里还没有人回答的问题',
  },
  en: {
    what: 'Kind', ways: { site: 'On the site only', mail: 'Mail at once', digest: 'In the digest', off: 'Not at all' }, caption: 'How you hear of each kind; all but “Not at all” shows on the site too.',
    digest: 'Digest mail', rhythms: { daily: 'Every day at 8:00', weekly: 'Every Monday at 8:00', off: 'None' }, digestHint: 'In your time zone; nothing is sent when nothing happened.',
    saved: 'Saved', failed: 'That was not saved, please try again', guest: 'Sign in to set up your notifications.', signIn: 'Sign in',
    unverified: 'Your address is not verified yet; mail comes once it is.', verify: 'Verify it', list: 'See notifications',
    unanswered: 'Unanswered questions', unansweredSay: 'Every Monday at 8:00, send me the questions without an answer in tags that I know or follow',
  },
}[lang];

/** What holds for who hasn't chosen; the server's own defaults. @type {Record<string, string>} */
const usual = {
  reply: 'mail', mention: 'mail', comment: 'digest', vote: 'site', follow: 'site', new_article: 'digest', review: 'mail', column: 'mail', badge: 'site', moderation: 'mail', account: 'mail',
  answer: 'mail', accepted: 'mail', question: 'digest', bounty: 'mail', invite: 'mail', event: 'mail', unanswered: 'off',
};
const always = ['moderation', 'account'];

const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-notification-settings]'));
const who = session();
if (place && who) start(place, who);
else if (place) place.append(h('p', { class: 'say' }, words.guest, ' ', h('a', { href: signInLink() }, words.signIn)));

/** @param {HTMLElement} box @param {import('./session.js').Session} who */
async function start(box, who) {
  const state = h('p', { class: 'saved', role: 'status' });
  /** @type {{id?: string, choices: Record<string, string>, digest: string}} */
  let kept = { choices: {}, digest: '' };
  try {
    const found = (await call(who, 'GET', `${rest}?perPage=1&skipTotal=1`)).items[0];
    if (found) kept = { id: found.id, choices: found.choices ?? {}, digest: found.digest };
  } catch {
    box.append(h('p', { class: 'say bad', role: 'alert' }, words.failed));
    return;
  }

  let saving = Promise.resolve();
  /** One after the other: the first save makes the record. */
  function save() {
    state.textContent = '';
    saving = saving.then(async () => {
      try {
        const body = { user: who.id, choices: kept.choices, digest: kept.digest };
        const answer = kept.id ? await call(who, 'PATCH', `${rest}/${kept.id}`, { choices: body.choices, digest: body.digest }) : await call(who, 'POST', rest, body);
        kept.id = answer.id;
        state.textContent = words.saved;
      } catch { state.textContent = words.failed; }
    });
  }

  const ways = /** @type {['site', 'mail', 'digest', 'off']} */ (['site', 'mail', 'digest', 'off']);
  const rows = Object.entries(kinds).map(([kind, name]) => h('tr', {}, h('th', { scope: 'row' }, name), ...ways.map((way) => {
    if (way === 'off' && always.includes(kind)) return h('td', {}, '');
    const radio = h('input', {
      type: 'radio', name: kind, value: way, 'aria-label': `${name}: ${words.ways[way]}`, checked: (kept.choices[kind] ?? usual[kind]) === way,
      onchange: () => { kept.choices = { ...kept.choices, [kind]: way }; save(); },
    });
    return h('td', {}, h('label', {}, radio));
  })));
  const rhythms = /** @type {['daily', 'weekly', 'off']} */ (['daily', 'weekly', 'off']);
  box.append(...[
    who.record.verified === false ? h('p', { class: 'say warn' }, words.unverified, ' ', h('a', { href: `${prefix}/settings/security` }, words.verify)) : null,
    h('div', { class: 'ways-box', role: 'region', tabindex: 0, 'aria-label': words.caption }, h('table', { class: 'ways' },
      h('caption', { class: 'hint' }, words.caption),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.what), ...ways.map((way) => h('th', { scope: 'col' }, words.ways[way])))),
      h('tbody', {}, ...rows))),
    h('fieldset', { class: 'field' }, h('legend', {}, words.digest), ...rhythms.map((rhythm) => h('label', { class: 'check' },
      h('input', { type: 'radio', name: 'digest', value: rhythm, checked: (kept.digest || 'weekly') === rhythm, onchange: () => { kept.digest = rhythm; save(); } }),
      h('span', {}, words.rhythms[rhythm]))), h('p', { class: 'hint' }, words.digestHint)),
    h('fieldset', { class: 'field' }, h('legend', {}, words.unanswered), h('label', { class: 'check' },
      h('input', {
        type: 'checkbox', name: 'unanswered', checked: (kept.choices.unanswered ?? usual.unanswered) === 'digest',
        onchange: (event) => { kept.choices = { ...kept.choices, unanswered: event.target.checked ? 'digest' : 'off' }; save(); },
      }), h('span', {}, words.unansweredSay))),
    state,
    h('p', {}, h('a', { href: `${prefix}/notifications` }, words.list)),
  ].filter((part) => part !== null));
}
