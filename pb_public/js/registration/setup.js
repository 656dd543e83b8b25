// The settings of registration for an event, on /events/registration#ID: window and rules, tickets, questions, who helps.

import { bench, button, list, rest } from '../bench.js';
import { h } from '../dom.js';
import { Fields } from '../organise/fields.js';
import { pages } from '../organise/pages.js';
import { asked, rights } from '../organise/rights.js';
import { sends } from '../ask/send.js';
import { Refusal, call } from '../session.js';
import { lang } from '../words.js';
import { clear } from '../write/marks.js';
import { questions } from './questions.js';
import { staff } from './staff.js';
import { tickets } from './tickets.js';

const words = {
  zh: {
    gone: '没有这个活动，或者你不是它的组织者。', none: '这个活动还没有开放报名。', open: '在本站开放报名', window: '时间与规则', save: '保存', saved: '已保存。', zone: (/** @type {string} */ zone) => `时间是 ${zone} 的当地时间。`,
    opens: '报名开始', opensHint: '不填就是发布之后马上开始', closes: '报名截止', closesHint: '不填就是活动开始时', guests: '不登录也能报名', guestsSay: '填邮箱，点击邮件里的链接后生效', party: '每人最多带几位同事', waitlist: '候补',
    lists: /** @type {[string, string][]} */ ([['fifo', '先来先得'], ['priority', '按积分（回答和你给的）'], ['off', '不设候补']]), promote: '有空位时候补直接转正', promoteSay: '不勾选的话，会先问他们还来不来', hours: '候补名额保留几小时', hoursHint: '0 就是 48 小时', days: '活动结束几天后删除个人信息', daysHint: '0 就是 180 天',
    join: '线上参会地址', joinHint: '只给报了线上票的人', message: '写在确认邮件里的话',
  },
  en: {
    gone: 'There is no such event, or you don’t organise it.', none: 'Nobody can register for this event yet.', open: 'Take registrations here', window: 'Times and rules', save: 'Save', saved: 'Saved.', zone: (/** @type {string} */ zone) => `Times are those of ${zone}.`,
    opens: 'Opens', opensHint: 'Empty: as soon as the event is public', closes: 'Closes', closesHint: 'Empty: when the event begins', guests: 'People without an account can register', guestsSay: 'with their e-mail address, which a link confirms', party: 'Colleagues that one may bring', waitlist: 'Waiting list',
    lists: /** @type {[string, string][]} */ ([['fifo', 'First come, first served'], ['priority', 'By points (of answers, and yours)'], ['off', 'None']]), promote: 'Who waits gets a free seat at once', promoteSay: 'Otherwise they are asked whether they still want it', hours: 'Hours that an offered seat is kept', hoursHint: '0 is 48 hours', days: 'Days after the event until personal data is erased', daysHint: '0 is 180 days',
    join: 'Address to join online', joinHint: 'Only those with an online ticket see it', message: 'What the confirmation says besides',
  },
}[lang];

bench('registration', async (place, who) => {
  const id = asked();
  addEventListener('hashchange', () => location.reload());
  const gone = () => new Refusal(404, { message: words.gone });
  if (!id) throw gone();
  const [event, desk] = await Promise.all([call(who, 'GET', rest('events', id)), call(who, 'GET', `/api/qiao/events/${id}/registration`)]).catch((error) => { throw error instanceof Refusal && error.status === 404 ? gone() : error; });
  if (desk.role !== 'organiser') throw gone();
  pages(desk.about);
  const may = await rights(who, event);
  const parts = { settings: h('section', { class: 'panel' }), tickets: h('section', { class: 'panel' }), questions: h('section', { class: 'panel' }), staff: h('section', { class: 'panel' }) };
  place.replaceChildren(h('p', {}, h('strong', {}, event.title)), ...Object.values(parts));

  async function begin() {
    const { items: [settings] } = await list(who, 'event_registration', { perPage: 1, skipTotal: 1, filter: `event='${id}'` });
    for (const box of [parts.tickets, parts.questions]) box.hidden = !settings;
    if (!settings) {
      parts.settings.replaceChildren(h('p', { class: 'hint' }, words.none), h('div', { class: 'acts' }, button(words.open, '', async () => {
        await call(who, 'POST', rest('event_registration'), { event: id, waitlist: 'fifo' });
        await begin();
      })));
      return;
    }
    show(settings);
    await Promise.all([tickets(parts.tickets, who, event), questions(parts.questions, who, event)]);
  }

  /** @param {Record<string, any>} settings */
  function show(settings) {
    const fields = new Fields([
      { name: 'opens', label: words.opens, kind: 'time', hint: words.opensHint }, { name: 'closes', label: words.closes, kind: 'time', hint: words.closesHint, beside: true },
      { name: 'guests', label: words.guests, kind: 'flag', hint: words.guestsSay },
      { name: 'waitlist', label: words.waitlist, kind: 'choice', options: words.lists }, { name: 'party', label: words.party, kind: 'number', most: 20, beside: true },
      { name: 'promote', label: words.promote, kind: 'flag', hint: words.promoteSay },
      { name: 'offer_hours', label: words.hours, kind: 'number', most: 720, hint: words.hoursHint }, { name: 'keep_days', label: words.days, kind: 'number', most: 3650, hint: words.daysHint, beside: true },
      { name: 'join_url', label: words.join, kind: 'url', hint: words.joinHint }, { name: 'message', label: words.message, kind: 'text', most: 2000 },
    ], settings, event.zone);
    const [go, failed, told] = [h('button', { class: 'btn' }, words.save), h('p', { class: 'say bad', role: 'alert' }), h('p', { class: 'state', role: 'status' })];
    const form = h('form', { class: 'form', novalidate: true, 'data-settings': true, oninput: () => { told.textContent = ''; } }, ...fields.elements, failed, h('div', { class: 'acts' }, go, told));
    sends(form, go, failed, async () => {
      clear(form);
      const said = fields.said(false);
      if (Object.keys(said).length) fields.show(await call(who, 'PATCH', rest('event_registration', settings.id), said));
      told.textContent = words.saved;
    });
    parts.settings.replaceChildren(h('h2', {}, words.window), h('p', { class: 'hint' }, words.zone(event.zone)), form);
  }

  await begin();
  if (may.edit) await staff(parts.staff, who, id);
  else parts.staff.remove();
});
