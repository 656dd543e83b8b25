// Who was there online: the organisers paste the addresses that the meeting lists, and those who registered are marked as every
// arrival is.

import { attempt, field } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';

const words = {
  zh: {
    title: '线上参加的人', say: (/** @type {number} */ n) => `现场的人已在签到时记下。线上的人还有 ${n} 位没有记录：把会议软件导出的邮箱粘贴进来，报了名的会一起记为到场。`, emails: '邮箱', hint: '用换行、空格或逗号隔开，一次最多 1000 个', go: '记为到场',
    done: (/** @type {number} */ n, /** @type {number} */ before) => `记下了 ${n} 位${before ? `，${before} 位之前已经记过` : ''}。`, unknown: (/** @type {string} */ all) => `没有报名的邮箱：${all}`, none: '里面没有邮箱。',
  },
  en: {
    title: 'Who was there online', say: (/** @type {number} */ n) => `Those who came in person were checked in. ${n} with an online ticket aren’t noted yet: paste the addresses that the meeting exports, and those who registered are noted as there.`, emails: 'E-mail addresses', hint: 'With line breaks, spaces or commas between them, 1000 at a time', go: 'Note them as there',
    done: (/** @type {number} */ n, /** @type {number} */ before) => `${n} noted${before ? `, ${before} were before` : ''}.`, unknown: (/** @type {string} */ all) => `Not registered: ${all}`, none: 'There are no addresses in it.',
  },
}[lang];

const batch = 200;

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {Record<string, any>} event @param {number} n @param {() => Promise<void>} changed */
export function online(box, who, event, n, changed) {
  box.hidden = !n;
  const text = h('textarea', { rows: 5, name: 'emails', required: true, spellcheck: false });
  const [go, told] = [h('button', { class: 'btn quiet' }, words.go), h('p', { class: 'state', role: 'status' })];
  box.replaceChildren(h('h2', {}, words.title), h('p', { class: 'hint' }, words.say(n)), h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => {
    e.preventDefault();
    attempt(go, async () => {
      const emails = [...new Set(text.value.match(/[^\s,;，；<>"']+@[^\s,;，；<>"']+/g) ?? [])];
      if (!emails.length) { told.textContent = words.none; return; }
      const { items, unknown } = await call(who, 'POST', `/api/qiao/events/${event.id}/addresses`, { emails });
      const fresh = items.filter((/** @type {any} */ i) => !i.arrived);
      for (let i = 0; i < fresh.length; i += batch) {
        await call(who, 'POST', '/api/qiao/checkins/batch', { event: event.id, scans: fresh.slice(i, i + batch).map((/** @type {any} */ f) => ({ registration: f.registration, nonce: crypto.randomUUID() })) });
      }
      told.textContent = [words.done(fresh.length, items.length - fresh.length), unknown.length ? words.unknown(unknown.slice(0, 20).join(', ')) : ''].join(' ');
      await changed();
    });
  } }, field(words.emails, text, words.hint), h('div', { class: 'acts' }, go), told));
}
