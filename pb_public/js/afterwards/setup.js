// What organisers set for the time after an event, on /events/afterwards#ID: certificates, the survey, the follow-up mail, and
// who was there online.

import { button, bench, list, rest } from '../bench.js';
import { sends } from '../ask/send.js';
import { h } from '../dom.js';
import { Fields } from '../organise/fields.js';
import { ways } from '../organise/ways.js';
import { asked } from '../organise/rights.js';
import { Refusal, call } from '../session.js';
import { lang, prefix } from '../words.js';
import { clear } from '../write/marks.js';
import { certificates } from './issued.js';
import { online } from './online.js';
import { questions } from './questions.js';
import { recap } from './recap.js';

const words = {
  zh: {
    gone: '没有这个活动，或者你不是它的组织者。', save: '保存', saved: '已保存。', zone: (/** @type {string} */ zone) => `时间是 ${zone} 的当地时间。`,
    rules: '参与证明与问卷', certificates: '给到场的人参与证明', certificatesSay: '签到过的人在活动结束后可以自己领取，姓名由本人填写', hours: '证明上的时长（小时）', hoursHint: '0 就是按活动的起止时间计算', issuer: '颁发者', issuerHint: '不填就是主办方的名字',
    survey: '开放问卷', surveySay: '活动结束后，报名成功的人每人可以填一次，回答是匿名的', about: '问卷开头的话', until: '问卷截止', untilHint: '不填就是活动结束 30 天后',
    mail: '会后邮件', mailSay: '每个人只收到一封，用他们自己的语言和时区，带着录像、讲义、回顾文章、问卷和参与证明的链接。', came: '对到场的人说的话（可不写）', missed: '对没到场的人说的话（可不写）', after: '活动结束几小时后自动发出', afterHint: '0 就是不自动发，由你来按按钮',
    counts: (/** @type {number} */ came, /** @type {number} */ missed) => `发给 ${came} 位到场的人、${missed} 位没到场的人。`, send: '现在发出', sure: '发出后不能撤回，也不会再发第二次。现在发出？', sent: (/** @type {string} */ when) => `已于 ${when} 发出。`, queued: (/** @type {number} */ n) => `正在发出 ${n} 封。`,
    early: '活动结束以后才能发出。', numbers: '看数据和问卷结果',
  },
  en: {
    gone: 'There is no such event, or you don’t organise it.', save: 'Save', saved: 'Saved.', zone: (/** @type {string} */ zone) => `Times are those of ${zone}.`,
    rules: 'Certificates and survey', certificates: 'Those who came get a certificate', certificatesSay: 'Whoever was checked in makes it when the event is over, with the name they choose', hours: 'Hours on the certificate', hoursHint: '0: by when the event began and ended', issuer: 'Issued by', issuerHint: 'Empty: the organiser’s name',
    survey: 'The survey is open', surveySay: 'When the event is over, those who were registered answer once each, anonymously', about: 'What the survey begins with', until: 'The survey closes', untilHint: 'Empty: 30 days after the event',
    mail: 'Follow-up mail', mailSay: 'Each gets one, in their own language and zone, with recordings, slides, the recap, the survey and the certificate.', came: 'To those who came (may be empty)', missed: 'To those who didn’t (may be empty)', after: 'Hours after the event until it goes out by itself', afterHint: '0: it doesn’t, you press the button',
    counts: (/** @type {number} */ came, /** @type {number} */ missed) => `Goes to ${came} who came and ${missed} who didn’t.`, send: 'Send it now', sure: 'It can’t be called back, and isn’t sent twice. Send it now?', sent: (/** @type {string} */ when) => `It went out at ${when}.`, queued: (/** @type {number} */ n) => `${n} mails are going out.`,
    early: 'It can be sent when the event is over.', numbers: 'Numbers and survey results',
  },
}[lang];

bench('afterwards', async (place, who) => {
  const id = asked();
  addEventListener('hashchange', () => location.reload());
  const gone = () => new Refusal(404, { message: words.gone });
  if (!id) throw gone();
  const [event, first] = await Promise.all([call(who, 'GET', rest('events', id)), call(who, 'GET', `/api/qiao/events/${id}/followup`)]).catch((error) => { throw error instanceof Refusal && [403, 404].includes(error.status) ? gone() : error; });
  ways(event);
  const [rules, asks, back, mail, there, issued] = [0, 1, 2, 3, 4, 5].map(() => h('section', { class: 'panel' }));
  place.replaceChildren(h('p', {}, h('strong', {}, event.title), ' · ', h('a', { href: `${prefix}/events/${event.slug}/numbers` }, words.numbers)), rules, asks, back, there, mail, issued);

  const { items: [found] } = await list(who, 'event_afterwards', { perPage: 1, skipTotal: 1, filter: `event='${id}'` });
  /** @type {Record<string, any> | undefined} */
  let settings = found;

  /** @param {HTMLElement} box @param {string} title @param {string} hint @param {import('../organise/fields.js').Spec[]} specs @param {Node[]} more */
  function form(box, title, hint, specs, ...more) {
    const fields = new Fields(specs, settings ?? {}, event.zone);
    const [go, failed, told] = [h('button', { class: 'btn' }, words.save), h('p', { class: 'say bad', role: 'alert' }), h('p', { class: 'state', role: 'status' })];
    const f = h('form', { class: 'form', novalidate: true, oninput: () => { told.textContent = ''; } }, ...fields.elements, failed, h('div', { class: 'acts' }, go, told));
    sends(f, go, failed, async () => {
      clear(f);
      const said = fields.said(false);
      if (!settings) settings = await call(who, 'POST', rest('event_afterwards'), { ...said, event: id });
      else if (Object.keys(said).length) settings = await call(who, 'PATCH', rest('event_afterwards', settings.id), said);
      if (settings) fields.show(settings);
      told.textContent = words.saved;
    });
    box.replaceChildren(h('h2', {}, title), h('p', { class: 'hint' }, hint), f, ...more);
  }

  form(rules, words.rules, words.zone(event.zone), [
    { name: 'certificates', label: words.certificates, kind: 'flag', hint: words.certificatesSay },
    { name: 'hours', label: words.hours, kind: 'number', most: 1000, hint: words.hoursHint }, { name: 'issuer', label: words.issuer, most: 120, hint: words.issuerHint, beside: true },
    { name: 'survey', label: words.survey, kind: 'flag', hint: words.surveySay },
    { name: 'survey_until', label: words.until, kind: 'time', hint: words.untilHint }, { name: 'survey_about', label: words.about, kind: 'text', most: 500, rows: 2 },
  ]);
  rules.querySelector('[name=hours]')?.setAttribute('step', '0.5');

  const state = h('div', { class: 'acts', role: 'status' });
  form(mail, words.mail, words.mailSay, [
    { name: 'came_text', label: words.came, kind: 'text', most: 5000, rows: 5 }, { name: 'missed_text', label: words.missed, kind: 'text', most: 5000, rows: 4 },
    { name: 'send_hours', label: words.after, kind: 'number', most: 720, hint: words.afterHint },
  ], state);
  /** @param {any} v */
  function sending(v) {
    if (v.sent) {
      const at = new Date(v.sent.replace(' ', 'T')).toLocaleString(lang === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'long', timeStyle: 'short', timeZone: event.zone });
      state.replaceChildren(h('p', { class: 'say ok' }, words.sent(`${at} (${event.zone})`)));
      return;
    }
    state.replaceChildren(h('p', { class: 'hint' }, v.over ? words.counts(v.came, v.missed) : words.early), v.over ? button(words.send, '', async () => {
      if (!confirm(words.sure)) return;
      if (!settings) settings = await call(who, 'POST', rest('event_afterwards'), { event: id });
      const { queued } = await call(who, 'POST', `/api/qiao/events/${id}/followup`);
      state.replaceChildren(h('p', { class: 'say ok' }, words.queued(queued)));
    }) : '');
  }
  sending(first);
  const again = async () => sending(await call(who, 'GET', `/api/qiao/events/${id}/followup`));
  await Promise.all([questions(asks, who, event), recap(back, who, event), online(there, who, event, first.online, again), certificates(issued, who, event)]);
});
