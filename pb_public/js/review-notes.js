// The text of an article by its passages, with the notes beside them.

import { button, attempt, field, isID, list, person, rest, when, common } from './bench.js';
import { h, icon } from './dom.js';
import { replacement } from './review-diff.js';
import { call } from './session.js';
import { lang } from './words.js';

const zh = {
  note: '批注', noteWhole: '对整篇说', remark: '意见', suggest: '建议改成', suggestBox: '同时提出修改', send: '发表', reply: '回复', resolve: '标为已解决', reopen: '重新打开',
  apply: '采纳', remove: '删除', changed: '原文已改动', applied: '已采纳', resolved: '已解决', whole: '总评', lost: '原文已不在的意见',
  hint: '选中一段文字再点“批注”，就只评这一段；不选则评整段。', settled: '已处理', longPassage: '引用的原文最多 2000 字，请选短一些。', empty: '这篇还没有正文。',
};
/** @type {typeof zh} */
const en = {
  note: 'Note', noteWhole: 'On the whole', remark: 'Remark', suggest: 'Should become', suggestBox: 'Suggest a change', send: 'Send', reply: 'Reply', resolve: 'Resolve', reopen: 'Reopen',
  apply: 'Apply', remove: 'Delete', changed: 'The passage has changed', applied: 'Applied', resolved: 'Resolved', whole: 'On the whole', lost: 'Notes whose passage is gone',
  hint: 'Select words and press “Note” to speak of those alone; without a selection it is the whole passage.', settled: 'Settled', longPassage: 'A passage has at most 2,000 characters. Select less.', empty: 'There is no text yet.',
};
const words = lang === 'en' ? en : zh;

/** The index in a string of the n-th code point. @param {string} text @param {number} n */
function indexAt(text, n) {
  let i = 0;
  while (n > 0 && i < text.length) {
    i += /** @type {number} */ (text.codePointAt(i)) > 0xffff ? 2 : 1;
    n -= 1;
  }
  return i;
}

/**
 * Where a quote stands in a text, nearest to where it was; -1 when it is gone.
 * @param {string} text @param {string} quote @param {number} start in code points
 */
export function locate(text, quote, start) {
  if (!quote) return -1;
  const at = indexAt(text, start);
  const after = text.indexOf(quote, at), before = at > 0 ? text.lastIndexOf(quote, at - 1) : -1;
  if (after < 0 || before < 0) return Math.max(after, before);
  return after - at <= at - before ? after : before;
}

/** The passages of a text: its blocks between empty lines. @param {string} text */
export function passages(text) {
  const list = [];
  let from = 0;
  for (const gap of text.matchAll(/\n[ \t]*(?:\n[ \t]*)+/g)) {
    if (gap.index > from) list.push({ from, end: gap.index });
    from = gap.index + gap[0].length;
  }
  if (from < text.length) list.push({ from, end: text.length });
  return list;
}

/** @typedef {{who: import('./session.js').Session, article: any, mayApply: boolean, changed: () => Promise<void>}} Bench */

/**
 * Shows the text with its notes; answers how many are open.
 * @param {HTMLElement} place @param {Bench} at
 */
export async function showNotes(place, at) {
  const { who, article } = at;
  const body = article.body;
  const found = await list(who, 'review_notes', { filter: `article='${article.id}'`, sort: 'created', perPage: 500, skipTotal: 1, expand: 'author',
    fields: 'id,parent,author,quote,start,body,suggestion,suggests,state,created,expand.author.name,expand.author.handle' });
  const notes = found.items.filter((n) => !n.parent).map((n) => ({ ...n, at: locate(body, n.quote, n.start), replies: found.items.filter((r) => r.parent === n.id) }));
  const blocks = passages(body);

  /** @param {any} change @param {string} id */
  const patch = (id, change) => call(who, 'PATCH', rest('review_notes', id), change).then(at.changed);

  /** @param {any} n */
  const card = (n) => {
    const open = n.state === 'open';
    const gone = Boolean(n.quote) && n.at < 0 && n.state !== 'applied';
    const reply = h('div', { class: 'acts' });
    if (n.suggests && open && !gone && at.mayApply) reply.append(button(words.apply, 'small', () => patch(n.id, { state: 'applied' })));
    if (open) reply.append(button(words.resolve, 'quiet small', () => patch(n.id, { state: 'resolved' })));
    if (n.state === 'resolved') reply.append(button(words.reopen, 'quiet small', () => patch(n.id, { state: 'open' })));
    reply.append(h('button', { type: 'button', class: 'btn quiet small', onclick: () => answer(reply, n) }, words.reply));
    if (n.author === who.id && !n.replies.length) reply.append(button(words.remove, 'quiet small', () => call(who, 'DELETE', rest('review_notes', n.id)).then(at.changed)));
    const inner = [
      n.quote ? h('blockquote', {}, n.quote.length > 160 ? `${n.quote.slice(0, 160)}…` : n.quote) : null,
      gone ? h('p', { class: 'badge bad' }, words.changed) : null,
      n.body ? h('p', { class: 'text' }, n.body) : null,
      n.suggests ? replacement(n.quote, n.suggestion) : null,
      ...n.replies.map((/** @type {any} */ r) => h('div', { class: 'reply' }, h('p', { class: 'line' }, person(r.expand?.author), ' · ', when(r.created)), h('p', { class: 'text' }, r.body))),
      reply,
    ];
    const head = h('p', { class: 'line' }, person(n.expand?.author), ' · ', when(n.created), ' ', open ? null : h('span', { class: 'badge ok' }, n.state === 'applied' ? words.applied : words.resolved));
    return h('article', { class: open ? 'note' : 'note settled', id: `n-${n.id}`, tabindex: -1 }, head, ...(open ? inner : [h('details', {}, h('summary', {}, words.settled), ...inner)]));
  };

  /** @param {HTMLElement} acts @param {any} n */
  const answer = (acts, n) => {
    if (acts.parentElement?.querySelector('form')) return;
    const text = h('textarea', { maxlength: 4000, required: true });
    acts.before(form(text, [field(words.reply, text)], () => ({ parent: n.id, body: text.value })));
    text.focus();
  };

  /** @param {HTMLElement} first @param {(Node | null)[]} inner @param {() => object} content */
  const form = (first, inner, content) => {
    const send = h('button', { class: 'btn small' }, words.send);
    const f = h('form', { class: 'form write-note', onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      attempt(send, async () => {
        await call(who, 'POST', rest('review_notes'), { article: article.id, ...content() });
        f.remove();
        await at.changed();
      });
    } }, ...inner.filter((node) => node !== null), h('div', { class: 'acts' }, send, h('button', { type: 'button', class: 'btn quiet small', onclick: () => f.remove() }, common.cancel)));
    f.addEventListener('keydown', (event) => { if (event.key === 'Escape') f.remove(); });
    queueMicrotask(() => first.focus());
    return f;
  };

  /** A form for a note on a passage, or on all. @param {HTMLElement} beside @param {number} [from] @param {number} [end] */
  const compose = (beside, from, end) => {
    place.querySelector('.write-note.fresh')?.remove();
    const quote = from === undefined ? '' : body.slice(from, end);
    if ([...quote].length > 2000) {
      beside.prepend(h('p', { class: 'say bad fresh write-note', role: 'alert' }, words.longPassage));
      return;
    }
    const remark = h('textarea', { maxlength: 4000 });
    const put = h('textarea', { maxlength: 10000 });
    put.value = quote;
    const box = field(words.suggest, put);
    box.hidden = true;
    const tick = h('input', { type: 'checkbox', onchange: () => { box.hidden = !tick.checked; } });
    const f = form(remark, [quote ? h('blockquote', {}, quote) : null, field(words.remark, remark),
      quote ? h('label', { class: 'check' }, tick, h('span', {}, words.suggestBox)) : null, box], () => ({
      body: remark.value, quote, start: quote ? [...body.slice(0, from)].length : 0, suggests: tick.checked, suggestion: tick.checked ? put.value : '',
    }));
    f.classList.add('fresh');
    beside.prepend(f);
  };

  // the notes by the passage in which they begin
  const beside = blocks.map(() => /** @type {HTMLElement[]} */ ([]));
  const [whole, lost] = [/** @type {HTMLElement[]} */ ([]), /** @type {HTMLElement[]} */ ([])];
  for (const n of notes.sort((a, b) => a.at - b.at)) {
    const i = n.at < 0 ? -1 : blocks.findIndex((b) => n.at < b.end);
    if (!n.quote) whole.push(card(n));
    else if (i < 0) lost.push(card(n));
    else beside[i].push(card(n));
  }
  const marked = notes.filter((n) => n.at >= 0 && n.state === 'open');
  const rows = blocks.map(({ from, end }, i) => {
    const source = h('div', { class: 'raw', 'data-from': from }, ...marks(body, from, end, marked));
    const side = h('div', { class: 'beside' }, ...beside[i]);
    const add = h('button', { type: 'button', class: 'btn quiet small add', 'aria-label': `${words.note} ${i + 1}`, onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
      onclick: () => { const chosen = selected(place, body); compose(side, ...(chosen && chosen[0] < end && chosen[1] > from ? chosen : /** @type {[number, number]} */ ([from, end]))); } }, icon('comment'), words.note);
    return h('div', { class: 'passage' }, h('div', {}, source, add), side);
  });
  const general = h('div', { class: 'beside' }, ...whole);
  place.replaceChildren(
    h('section', { class: 'general' }, h('div', { class: 'acts' }, h('h3', {}, words.whole), h('button', { type: 'button', class: 'btn quiet small', onclick: () => compose(general) }, icon('comment'), words.noteWhole)), general),
    blocks.length ? h('p', { class: 'hint' }, words.hint) : h('p', { class: 'none' }, words.empty),
    h('div', { class: 'passages', lang: article.lang }, ...rows), ...(lost.length ? [h('section', {}, h('h3', {}, words.lost), ...lost)] : []));
  place.onclick = (event) => {
    const id = /** @type {HTMLElement} */ (event.target).closest('mark')?.dataset.note;
    if (isID(id)) document.getElementById(`n-${id}`)?.focus();
  };
  return notes.filter((n) => n.state === 'open').length;
}

/**
 * A passage's text, with what notes speak of marked.
 * @param {string} body @param {number} from @param {number} end @param {any[]} notes
 */
function marks(body, from, end, notes) {
  const here = notes.filter((n) => n.at < end && n.at + n.quote.length > from);
  const cuts = new Set([from, end]);
  for (const n of here) cuts.add(Math.max(from, n.at)).add(Math.min(end, n.at + n.quote.length));
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(1).map((edge, i) => {
    const text = body.slice(edges[i], edge);
    const over = here.find((n) => n.at <= edges[i] && n.at + n.quote.length >= edge);
    return over ? h('mark', { 'data-note': over.id }, text) : text;
  });
}

/**
 * What is selected of the text, as indexes into it; null when nothing is.
 * @param {HTMLElement} place @param {string} body
 * @returns {[number, number] | null}
 */
function selected(place, body) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  /** @param {Node} node @param {number} offset */
  const index = (node, offset) => {
    const source = /** @type {HTMLElement | null} */ ((node instanceof Element ? node : node.parentElement)?.closest('.raw'));
    if (!source || !place.contains(source)) return -1;
    const before = document.createRange();
    before.setStart(source, 0);
    before.setEnd(node, offset);
    return Number(source.dataset.from) + before.toString().length;
  };
  let [from, end] = [index(range.startContainer, range.startOffset), index(range.endContainer, range.endOffset)];
  if (from < 0 || end <= from) return null;
  while (from < end && /\s/.test(body[from])) from += 1;
  while (end > from && /\s/.test(body[end - 1])) end -= 1;
  return end > from ? [from, end] : null;
}
