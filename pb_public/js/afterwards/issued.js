// The certificates of an event, for its organisers: to be revoked, also by the code of one that somebody shows.

import { attempt, button, field, list, pager } from '../bench.js';
import { h } from '../dom.js';
import { facts } from '../organise/fields.js';
import { call } from '../session.js';
import { lang, prefix } from '../words.js';

const words = {
  zh: { title: '已领取的证明', none: '还没有人领取。', revoke: '撤销', restore: '恢复', sure: '撤销后，这份证明会显示为无效。确定撤销？', revoked: '已撤销', code: '按编号撤销', hint: '个人信息到期删除后，名单不再显示，但可以凭编号撤销', done: '已撤销。', erased: '本人已删除姓名', open: '查看' },
  en: { title: 'Certificates', none: 'None yet.', revoke: 'Revoke', restore: 'Restore', sure: 'Its page says then that it isn’t valid. Revoke it?', revoked: 'revoked', code: 'Revoke by its code', hint: 'When personal data is erased there is no list any more; this still works', done: 'Revoked.', erased: 'the holder deleted the name', open: 'See' },
}[lang];

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {Record<string, any>} event @param {number} [page] @returns {Promise<void>} */
export async function certificates(box, who, event, page = 1) {
  const { items, totalPages, totalItems } = await list(who, 'certificates', { perPage: 20, page, sort: '-created', filter: `event='${event.id}'` });
  const again = () => certificates(box, who, event, page);
  const act = (/** @type {string} */ code, /** @type {string} */ action) => call(who, 'POST', `/api/qiao/certificates/${encodeURIComponent(code)}`, { action });
  const code = h('input', { maxlength: 40, required: true, autocomplete: 'off', spellcheck: false });
  const [go, told] = [h('button', { class: 'btn quiet' }, words.revoke), h('p', { class: 'state', role: 'status' })];
  box.replaceChildren(h('h2', {}, `${words.title}${totalItems ? ` (${totalItems})` : ''}`),
    items.length ? h('ul', { class: 'items' }, ...items.map((c) => h('li', { class: 'item', 'data-certificate': c.id },
      h('div', { class: 'body' }, h('h3', {}, c.name || words.erased), facts(c.code.toUpperCase().replace(/.{4}(?=.)/g, '$&-'), c.revoked ? words.revoked : '')),
      h('div', { class: 'acts' }, h('a', { class: 'btn quiet small', href: `${prefix}/certificates/${c.code}`, 'aria-label': `${words.open} ${c.name || c.code}` }, words.open),
        c.revoked ? (c.name ? button(words.restore, 'quiet small', async () => { await act(c.code, 'restore'); await again(); }) : null)
          : button(words.revoke, 'quiet small', async () => { if (!confirm(words.sure)) return; await act(c.code, 'revoke'); await again(); }))))) : h('p', { class: 'hint' }, words.none),
    pager(page, totalPages, (n) => certificates(box, who, event, n)) ?? '',
    h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => {
      e.preventDefault();
      attempt(go, async () => { await act(code.value, 'revoke'); code.value = ''; told.textContent = words.done; await again(); });
    } }, field(words.code, code, words.hint), h('div', { class: 'acts' }, go), told));
}
