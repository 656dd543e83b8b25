// The article that looks back on an event, by its address: it is shown on the event's page, and in the follow-up mail.

import { list, rest } from '../bench.js';
import { sends } from '../ask/send.js';
import { h } from '../dom.js';
import { Fields } from '../organise/fields.js';
import { rights } from '../organise/rights.js';
import { Refusal, call } from '../session.js';
import { lang, prefix } from '../words.js';
import { clear } from '../write/marks.js';

const words = {
  zh: { title: '现场回顾', say: '写一篇回顾文章，发布后把地址填在这里，它会出现在活动页和会后邮件里。录像和讲义在“活动信息”和“议程”里填。', address: '文章地址', hint: '如 /articles/na-tian-xia-wu；清空就不再显示', save: '保存', saved: '已保存。', none: '没有找到这篇已发布的文章，请核对地址。' },
  en: { title: 'Recap', say: 'Write an article that looks back, publish it, and give its address here: it is shown on the event’s page and in the follow-up mail. Recordings and slides belong to “The event” and “Agenda”.', address: 'Address of the article', hint: 'Such as /articles/that-afternoon; empty: none is shown', save: 'Save', saved: 'Saved.', none: 'There is no published article at this address.' },
}[lang];

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {Record<string, any>} event */
export async function recap(box, who, event) {
  const may = await rights(who, event);
  box.hidden = !may.edit;
  if (!may.edit) return;
  const { items: [now] } = event.recap ? await list(who, 'articles', { perPage: 1, skipTotal: 1, fields: 'id,slug', filter: `id='${event.recap}'` }) : { items: [] };
  const fields = new Fields([{ name: 'recap', label: words.address, most: 300, hint: words.hint }], { recap: now ? `${prefix}/articles/${now.slug}` : '' }, event.zone);
  const [go, failed, told] = [h('button', { class: 'btn' }, words.save), h('p', { class: 'say bad', role: 'alert' }), h('p', { class: 'state', role: 'status' })];
  const form = h('form', { class: 'form', novalidate: true, oninput: () => { told.textContent = ''; } }, ...fields.elements, failed, h('div', { class: 'acts' }, go, told));
  sends(form, go, failed, async () => {
    clear(form);
    const said = fields.control('recap').value.trim();
    const slug = /^(?:https?:\/\/[^/]+)?(?:\/en)?(?:\/articles\/)?([^/?#'"\\\s]+)\/?$/.exec(decodeURI(said))?.[1] ?? '';
    const { items: [found] } = slug ? await list(who, 'articles', { perPage: 1, skipTotal: 1, fields: 'id', filter: `slug='${slug}' && status='published'` }) : { items: [] };
    if (said && !found) throw new Refusal(400, { message: words.none, data: { recap: { message: words.none } } });
    await call(who, 'PATCH', rest('events', event.id), { recap: found?.id ?? '' });
    told.textContent = words.saved;
  });
  box.replaceChildren(h('h2', {}, words.title), h('p', { class: 'hint' }, words.say), form);
}
