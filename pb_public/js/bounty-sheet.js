// The sheets in which a bounty is offered and given.

import { h } from './dom.js';
import { call } from './session.js';
import { field, sheet } from './sheet.js';
import { lang } from './words.js';

const words = {
  zh: {
    offer: '为这个问题悬赏', send: '确认悬赏', amount: '悬赏多少声望', message: '希望得到怎样的回答', messageHint: '可不填，最多 200 字。',
    /** @param {any} s @param {number} have */
    lead: (s, have) => `你有 ${have} 声望。悬赏的声望立即扣除，持续 ${s.bounty_days} 天，另有 ${s.bounty_grace} 小时宽限。你可以授予任何人的回答（自己的除外）；到期没有授予，悬赏开始后得分最高且至少 ${s.bounty_score} 分的回答得到一半，另一半不退；没有这样的回答则全部退还。`,
    /** @param {any} s */
    between: (s) => `${s.bounty_min} 到 ${s.bounty_max} 之间。`, give: '授予悬赏', sure: '这个回答的作者会得到全部悬赏，不能更改。', giveIt: '授予',
  },
  en: {
    offer: 'A bounty on this question', send: 'Offer it', amount: 'How much reputation', message: 'What answer you hope for', messageHint: 'Optional, 200 characters at most.',
    lead: (/** @type {any} */ s, /** @type {number} */ have) => `You have ${have} reputation. A bounty leaves it at once and runs for ${s.bounty_days} days, with ${s.bounty_grace} more hours. You give it to any answer but your own. If you don’t, the best answer since it began gets half from a score of ${s.bounty_score} and the rest is spent; without one all of it comes back.`,
    between: (/** @type {any} */ s) => `Between ${s.bounty_min} and ${s.bounty_max}.`, give: 'Award the bounty', sure: 'The author of this answer gets all of it. This can’t be changed.', giveIt: 'Award it',
  },
}[lang];

const rest = '/api/collections/bounties/records';
const again = () => location.reload();

/** @param {import('./session.js').Session} who @param {string} question */
export async function offer(who, question) {
  const [settings, me] = await Promise.all([
    call(who, 'GET', '/api/collections/qa_settings/records/qiaoqasettings0'),
    call(who, 'GET', `/api/collections/users/records/${who.id}?fields=reputation`),
  ]);
  const amount = h('input', { name: 'amount', type: 'number', inputmode: 'numeric', required: true, min: settings.bounty_min, max: settings.bounty_max, value: settings.bounty_min });
  const message = h('textarea', { name: 'message', maxlength: 200, rows: 2 });
  await sheet(words.offer, [h('p', { class: 'hint' }, words.lead(settings, me.reputation)), field(words.amount, amount, words.between(settings)), field(words.message, message, words.messageHint)],
    words.send, (data) => call(who, 'POST', rest, { question, user: who.id, amount: Number(data.get('amount')), message: String(data.get('message')).trim() }).then(again));
}

/** @param {import('./session.js').Session} who @param {{id: string, amount: number}} bounty @param {string} answer */
export async function award(who, bounty, answer) {
  await sheet(`${words.give} +${bounty.amount}`, [h('p', {}, words.sure)], words.giveIt, () => call(who, 'PATCH', `${rest}/${bounty.id}`, { answer }).then(again));
}
