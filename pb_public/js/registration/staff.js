// Who helps with an event: organisers besides those who own it, and those at the gate.

import { button, list, person, rest } from '../bench.js';
import { h } from '../dom.js';
import { Fields, sheet } from '../organise/fields.js';
import { Refusal, call } from '../session.js';
import { lang } from '../words.js';

const words = {
  zh: { staff: '帮手', add: '添加帮手', remove: '移除', sure: '移除这位帮手？', save: '添加', none: '还没有帮手。', say: '组织者可以改报名设置、看报名的人；签到员只能签到。', handle: '用户名', handleHint: '对方主页网址里的名字，不带 @', role: '职责', roles: /** @type {Record<string, string>} */ ({ organiser: '组织者', gate: '签到员' }), nobody: '没有这个用户名，请核对。' },
  en: { staff: 'Who helps', add: 'Add somebody', remove: 'Remove', sure: 'Remove this person?', save: 'Add', none: 'Nobody yet.', say: 'Organisers change these settings and see who registered; those at the gate check people in.', handle: 'User name', handleHint: 'The one in the address of their page, without @', role: 'Part', roles: /** @type {Record<string, string>} */ ({ organiser: 'Organiser', gate: 'At the gate' }), nobody: 'There is no such user name.' },
}[lang];

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {string} event */
export async function staff(box, who, event) {
  const { items } = await list(who, 'event_staff', { perPage: 200, skipTotal: 1, sort: 'created', expand: 'user', filter: `event='${event}'` });
  const again = () => staff(box, who, event);
  box.replaceChildren(h('h2', {}, words.staff), h('p', { class: 'hint' }, words.say),
    items.length ? h('ul', { class: 'items' }, ...items.map(row)) : h('p', { class: 'hint' }, words.none),
    h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet', onclick: open }, words.add)));

  /** @param {Record<string, any>} s */
  function row(s) {
    const name = s.expand?.user?.name || s.expand?.user?.handle || '';
    const role = h('select', { 'aria-label': `${words.role} ${name}`, onchange: async () => {
      await call(who, 'PATCH', rest('event_staff', s.id), { role: role.value }).catch(() => null);
      await again();
    } }, ...Object.entries(words.roles).map(([value, label]) => h('option', { value, selected: value === s.role }, label)));
    return h('li', { class: 'item', 'data-staff': s.id }, h('div', { class: 'body' }, h('h3', {}, person(s.expand?.user))),
      h('div', { class: 'acts' }, role, button(words.remove, 'quiet small', async () => {
        if (!confirm(words.sure)) return;
        await call(who, 'DELETE', rest('event_staff', s.id));
        await again();
      })));
  }

  function open() {
    const fields = new Fields([
      { name: 'user', label: words.handle, most: 40, hint: words.handleHint }, { name: 'role', label: words.role, kind: 'choice', options: Object.entries(words.roles) },
    ], { role: 'gate' }, 'UTC');
    sheet(words.add, words.save, fields.elements, async () => {
      const { user, role } = fields.said(true);
      const handle = user.replace(/^@/, '').replace(/[^\w-]/g, '');
      const { items: [found] } = handle ? await list(who, 'users', { perPage: 1, skipTotal: 1, fields: 'id', filter: `handle='${handle}'` }) : { items: [] };
      if (!found) throw new Refusal(400, { message: words.nobody, data: { user: { message: words.nobody } } });
      await call(who, 'POST', rest('event_staff'), { event, user: found.id, role });
      await again();
    });
  }
}
