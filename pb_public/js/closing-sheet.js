// The sheet in which a member votes to close a question or to open it again, and sees who wants what so far.

import { h } from './dom.js';
import { call } from './session.js';
import { field, sheet } from './sheet.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    close: '关闭这个问题', reopen: '重开这个问题', voteClose: '投票关闭', voteReopen: '投票重开', retract: '撤回我的票', done: '确认',
    reason: '为什么？', note: '说明', noteHint: '可不填。提问者会看到，请说明怎样修改就可以重开。', original: '与哪个问题重复？', originalHint: '那个问题的地址。选下面的一个，或粘贴地址。',
    /** @param {number} have @param {number} needs */
    lead: (have, needs) => `需要 ${needs} 票，现有 ${have} 票。`,
    staffLead: '你的决定立即生效，会写入操作记录，提问者会收到通知。', mine: '你已经投票。等其他人投票，或者撤回。', edited: '提问者在关闭后修改过这个问题，请看看是否可以重开。',
    reasons: { duplicate: ['重复', '已经有同样的问题，读者应当看那里的回答'], off_topic: ['离题', '不适合在这里提问'], unclear: ['需要补充', '缺少细节，暂时无法回答'] }, wanted: '已有的票',
  },
  en: {
    close: 'Close this question', reopen: 'Reopen this question', voteClose: 'Vote to close', voteReopen: 'Vote to reopen', retract: 'Take my vote back', done: 'Confirm',
    reason: 'Why?', note: 'In your words', noteHint: 'Optional. The asker reads it: say what would make it fit.', original: 'Which question does it repeat?', originalHint: 'Its address. Choose one below or paste it.',
    lead: (/** @type {number} */ have, /** @type {number} */ needs) => `${needs} votes decide; there ${have === 1 ? 'is' : 'are'} ${have}.`,
    staffLead: 'Your decision takes effect at once and is written into the log; the asker is told.', mine: 'You have voted. It is the others’ turn, or take your vote back.', edited: 'The asker has edited this question since it was closed. Please see whether it fits now.',
    reasons: { duplicate: ['Duplicate', 'It has been asked before, and readers should see the answers there'], off_topic: ['Off topic', 'It does not belong here'], unclear: ['Needs detail', 'It cannot be answered as it is'] }, wanted: 'Votes so far',
  },
}[lang];

const rest = '/api/collections/close_votes/records';

/** @param {import('./session.js').Session} who @param {string} id @param {boolean} shut @param {boolean} staff */
export default async function ask(who, id, shut, staff) {
  const kind = shut ? 'reopen' : 'close';
  const [votes, settings, question] = await Promise.all([
    call(who, 'GET', `${rest}?perPage=100&skipTotal=1&expand=duplicate_of&filter=${encodeURIComponent(`question='${id}' && kind='${kind}' && settled=false`)}`),
    call(who, 'GET', '/api/collections/qa_settings/records/qiaoqasettings0'),
    call(who, 'GET', `/api/collections/questions/records/${id}?fields=title,lang,edited,closed_at`),
  ]);
  const mine = votes.items.find((/** @type {any} */ v) => v.user === who.id);
  const lead = h('p', { class: 'hint' }, staff ? words.staffLead : words.lead(votes.items.length, settings.close_votes));
  const title = shut ? words.reopen : words.close;
  const again = () => location.reload();
  if (mine) {
    await sheet(title, [lead, h('p', {}, words.mine), wanted(votes.items)], words.retract, () => call(who, 'DELETE', `${rest}/${mine.id}`));
    return;
  }
  const note = h('textarea', { name: 'note', maxlength: 500, rows: 2 });
  const say = (/** @type {FormData} */ data, /** @type {object} */ more) =>
    call(who, 'POST', rest, { question: id, user: who.id, kind, note: String(data.get('note') ?? '').trim(), ...more }).then(again);
  if (shut) {
    const edited = question.edited > question.closed_at ? h('p', { class: 'say ok' }, words.edited) : null;
    await sheet(title, [edited, lead, wanted(votes.items), field(words.note, note)], staff ? words.done : words.voteReopen, (data) => say(data, {}));
    return;
  }
  const original = h('input', { name: 'original', type: 'text', maxlength: 500, inputmode: 'url' });
  const likely = h('div', { class: 'choices' });
  const which = h('div', { hidden: true }, field(words.original, original, words.originalHint), likely);
  const reasons = h('fieldset', { class: 'field', onchange: (/** @type {Event} */ event) => {
    const { name, value } = /** @type {HTMLInputElement} */ (event.target);
    if (name !== 'reason') return;
    which.hidden = value !== 'duplicate';
    original.required = value === 'duplicate';
    if (value === 'duplicate' && !likely.childElementCount) suggest(who, id, question, original, likely);
  } }, h('legend', {}, words.reason), h('div', {}, ...Object.entries(words.reasons).map(([value, [name, more]]) =>
    h('label', { class: 'check' }, h('input', { type: 'radio', name: 'reason', value, required: true }), h('span', {}, name, h('small', {}, more))))));
  await sheet(title, [lead, wanted(votes.items), reasons, which, field(words.note, note, words.noteHint)], staff ? words.done : words.voteClose, (data) => say(data, {
    reason: data.get('reason'), duplicate_of: data.get('reason') === 'duplicate' ? idIn(String(data.get('original'))) : '',
  }));
}

/** The question that an address leads to, or the text itself. @param {string} text */
const idIn = (text) => /\/questions\/(\w{15})/.exec(text)?.[1] ?? text.trim();

/** Who wants what so far. @param {any[]} votes */
function wanted(votes) {
  if (!votes.length || !votes[0].reason) return null;
  /** @type {Map<string, {n: number, original: any}>} */
  const counts = new Map();
  for (const v of votes) {
    const key = `${v.reason} ${v.duplicate_of}`;
    counts.set(key, { n: (counts.get(key)?.n ?? 0) + 1, original: v.expand?.duplicate_of });
  }
  return h('div', {}, h('p', { class: 'hint' }, words.wanted), h('ul', {}, ...[...counts].map(([key, { n, original }]) => h('li', {},
    `${words.reasons[/** @type {keyof typeof words.reasons} */ (key.split(' ')[0])]?.[0] ?? key} × ${n}`, original ? ' · ' : null,
    original ? h('a', { href: `${prefix}/questions/${original.id}`, target: '_blank' }, original.title) : null))));
}

/** Offers questions like this one. @param {import('./session.js').Session} who @param {string} id @param {any} question @param {HTMLInputElement} original @param {HTMLElement} likely */
async function suggest(who, id, question, original, likely) {
  const found = await call(who, 'GET', `/api/qiao/similar?lang=${encodeURIComponent(question.lang)}&title=${encodeURIComponent(question.title)}`).catch(() => ({ items: [] }));
  likely.replaceChildren(...found.items.filter((/** @type {any} */ one) => one.kind === 'question' && one.id !== id).slice(0, 5).map((/** @type {any} */ one) =>
    h('p', {}, h('button', { type: 'button', class: 'link', onclick: () => { original.value = location.origin + one.url; } }, one.title))));
}
