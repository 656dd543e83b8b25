// The tickets of an event, as its organisers set them.

import { button, list, rest } from '../bench.js';
import { h } from '../dom.js';
import { Fields, facts, sheet } from '../organise/fields.js';
import { call } from '../session.js';
import { lang } from '../words.js';

const words = {
  zh: {
    tickets: '票种', add: '添加票种', edit: '修改', remove: '删除', sure: '删除这个票种？', save: '保存', none: '还没有票种。至少要有一种，大家才能报名。', first: '现场票', name: '名称', about: '说明', mode: '参加方式', modes: /** @type {Record<string, string>} */ ({ in_person: '现场', online: '线上' }),
    capacity: '名额', capacityHint: '0 为不限', position: '顺序', approval: '需要审核', approvalSay: '报名之后由你通过或不通过', code: '邀请码', codeHint: '填了的话，要有邀请码才能报', opens: '这种票的报名开始', closes: '这种票的报名截止', as: '不填就和活动一样', any: '不限',
    taken: (/** @type {number} */ n, /** @type {string} */ of) => `已占 ${n} / ${of}`, waiting: (/** @type {number} */ n) => `${n} 人候补`,
  },
  en: {
    tickets: 'Tickets', add: 'Add a ticket', edit: 'Change', remove: 'Delete', sure: 'Delete this ticket?', save: 'Save', none: 'No tickets yet. People register for one: add the first.', first: 'In person', name: 'Name', about: 'What it is', mode: 'Taking part', modes: /** @type {Record<string, string>} */ ({ in_person: 'In person', online: 'Online' }),
    capacity: 'Seats', capacityHint: '0 is without limit', position: 'Order', approval: 'You approve each one', approvalSay: 'People wait for you to say yes or no', code: 'Invitation code', codeHint: 'Only those who know it can register', opens: 'This one opens', closes: 'This one closes', as: 'Empty: as the event', any: 'no limit',
    taken: (/** @type {number} */ n, /** @type {string} */ of) => `${n} of ${of} taken`, waiting: (/** @type {number} */ n) => `${n} waiting`,
  },
}[lang];

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {Record<string, any>} event */
export async function tickets(box, who, event) {
  const { items } = await list(who, 'event_tickets', { perPage: 50, skipTotal: 1, sort: 'position,created', filter: `event='${event.id}'` });
  const again = () => tickets(box, who, event);
  box.replaceChildren(h('h2', {}, words.tickets),
    items.length ? h('ul', { class: 'items' }, ...items.map(row)) : h('p', { class: 'hint' }, words.none),
    h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet', onclick: () => open(null) }, words.add)));

  /** @param {Record<string, any>} t */
  function row(t) {
    const all = [words.modes[t.mode], words.taken(t.taken, t.capacity || words.any), t.waiting ? words.waiting(t.waiting) : '', t.approval ? words.approval : '', t.code ? `${words.code} ${t.code}` : '', t.about];
    return h('li', { class: 'item', 'data-ticket': t.id }, h('div', { class: 'body' }, h('h3', {}, t.name), facts(...all)),
      h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet small', 'aria-label': `${words.edit} ${t.name}`, onclick: () => open(t) }, words.edit),
        button(words.remove, 'quiet small', async () => {
          if (!confirm(words.sure)) return;
          await call(who, 'DELETE', rest('event_tickets', t.id));
          await again();
        })));
  }

  /** @param {Record<string, any> | null} t null for a new one */
  function open(t) {
    const fields = new Fields([
      { name: 'name', label: words.name, most: 80 }, { name: 'about', label: words.about, most: 300 },
      { name: 'mode', label: words.mode, kind: 'choice', options: Object.entries(words.modes) }, { name: 'capacity', label: words.capacity, kind: 'number', most: 1_000_000, hint: words.capacityHint, beside: true },
      { name: 'approval', label: words.approval, kind: 'flag', hint: words.approvalSay },
      { name: 'code', label: words.code, most: 60, hint: words.codeHint }, { name: 'position', label: words.position, kind: 'number', most: 1000, beside: true },
      { name: 'opens', label: words.opens, kind: 'time', hint: words.as }, { name: 'closes', label: words.closes, kind: 'time', hint: words.as, beside: true },
    ], t ?? { name: items.length ? '' : words.first, mode: event.mode === 'online' ? 'online' : 'in_person', capacity: 50, position: items.length + 1 }, event.zone);
    sheet(t ? words.edit : words.add, words.save, fields.elements, async () => {
      const said = fields.said(!t);
      if (!t) await call(who, 'POST', rest('event_tickets'), { ...said, event: event.id });
      else if (Object.keys(said).length) await call(who, 'PATCH', rest('event_tickets', t.id), said);
      await again();
    });
  }
}
