// The queue of suggested edits: what each would change, and the decision about it. #id=EDIT shows one, #post=ID those of a post.

import { ask, bench, common, field, isID, list, pager, person, rest, soon, states, to, told, when } from './bench.js';
import { pieces } from './pieces.js';
import { h } from './dom.js';
import { listening, subscribe } from './realtime.js';
import { call } from './session.js';
import { lang } from './words.js';

const zh = {
  none: '没有这样的修改建议。', approve: '批准', reject: '驳回', withdraw: '撤回', reason: '驳回的原因', reasonHint: '建议者会看到。', note: '说明：', on: '修改：',
  question: '问题', answer: '回答', see: '看原文', why: '原因：', title: '标题', tags: '标签', body: '正文', load: '正在比较……', withdrawSay: '撤回之后不能恢复。',
  /** @type {Record<string, string>} */
  states: { open: '待审', approved: '已批准', rejected: '已驳回', withdrawn: '已撤回' },
};
/** @type {typeof zh} */
const en = {
  none: 'No such suggestions.', approve: 'Approve', reject: 'Reject', withdraw: 'Withdraw', reason: 'Why it is rejected', reasonHint: 'Who suggested it will read this.', note: 'Note: ', on: 'Changes ',
  question: 'a question', answer: 'an answer', see: 'See the post', why: 'Reason: ', title: 'Title', tags: 'Tags', body: 'Text', load: 'Comparing…', withdrawSay: 'This cannot be undone.',
  states: { open: 'Open', approved: 'Approved', rejected: 'Rejected', withdrawn: 'Withdrawn' },
};
const words = lang === 'en' ? en : zh;

bench('edits', async (place, who) => {
  let state = 'open', page = 1;
  const found = h('div', { 'aria-live': 'polite' });
  const tabs = states(words.states, state, (chosen) => { state = chosen; page = 1; show(); });

  /** @param {any} edit @param {string} to @param {object} [more] */
  const settle = (edit, to, more) => call(who, 'PATCH', rest('post_edits', edit.id), { state: to, ...more }).then(show);

  /** @param {any} edit */
  const reject = (edit) => {
    const reason = h('textarea', { maxlength: 1000, required: true });
    ask(words.reject, words.reject, [field(words.reason, reason, words.reasonHint)], () => settle(edit, 'rejected', { reason: reason.value }));
  };

  /** @param {any} edit */
  const item = (edit) => {
    const change = h('div', { class: 'change-of' }, h('p', { class: 'line' }, words.load));
    const open = edit.state === 'open';
    const acts = h('div', { class: 'acts' });
    if (open && edit.author === who.id) {
      acts.append(h('button', { type: 'button', class: 'btn quiet small', onclick: () => ask(words.withdraw, words.withdraw, [h('p', {}, words.withdrawSay)], () => settle(edit, 'withdrawn')) }, words.withdraw));
    }
    call(who, 'GET', `/api/qiao/edits/${edit.id}/compare`).then((found) => {
      change.replaceChildren(...changes(found));
      if (found.may_decide) acts.append(h('button', { type: 'button', class: 'btn small', onclick: () => ask(words.approve, words.approve, [h('p', {}, edit.note)], () => settle(edit, 'approved')) }, words.approve),
        h('button', { type: 'button', class: 'btn bad small', onclick: () => reject(edit) }, words.reject));
    }, (error) => change.replaceChildren(h('p', { class: 'say bad' }, told(error))));
    return h('li', { class: 'item' }, h('div', { class: 'body' },
      h('h2', {}, edit.expand?.question?.title ?? ''),
      h('p', { class: 'line' }, words.on, edit.kind === 'answer' ? words.answer : words.question, ' · ', person(edit.expand?.author), ' · ', when(edit.created), ' · ',
        h('a', { href: to(`/${edit.kind}s/${edit.target}`) }, words.see)),
      h('p', {}, words.note, edit.note), change, edit.reason ? h('p', { class: 'word' }, words.why, edit.reason) : null),
    open ? acts : null);
  };

  /** What an edit would change. @param {any} found the comparison */
  const changes = (found) => [['title', found.title], ['tags', found.tags], ['body', found.body]].filter(([, list]) => list?.some((/** @type {string[]} */ [op]) => op !== '='))
    .flatMap(([name, list]) => [h('h3', {}, words[/** @type {'title'} */ (name)]), pieces(list)]);

  async function show() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const [one, post] = [asked.get('id'), asked.get('post')];
    const filter = isID(one) ? `id='${one}'` : `state='${state}'${isID(post) ? ` && target='${post}'` : ''}`;
    tabs.hidden = isID(one);
    const answer = await list(who, 'post_edits', { filter, sort: state === 'open' ? 'created' : '-decided', perPage: 10, page, expand: 'author,question' });
    found.replaceChildren(answer.items.length ? h('ul', { class: 'items' }, ...answer.items.map(item)) : h('p', { class: 'none' }, words.none), pager(answer.page, answer.totalPages, (n) => { page = n; show(); }) ?? '');
  }
  place.replaceChildren(tabs, found);
  window.addEventListener('hashchange', () => { page = 1; show(); });
  const again = soon(() => { show().catch(() => { found.replaceChildren(h('p', { class: 'say bad' }, common.failed)); }); });
  subscribe('post_edits/*', again);
  await listening();
  await show();
  document.addEventListener('qiao:reconnected', again);
});
