// Site editors merge one tag into another: which two, what will move, and what was merged before. #tag=ID begins with one.

import { ask, bench, common, editsSite, field, isID, list, pager, person, rest, soon, to, when } from './bench.js';
import { h } from './dom.js';
import { listening, subscribe } from './realtime.js';
import { call } from './session.js';
import { Tagger } from './tagger.js';
import { lang } from './words.js';

const zh = {
  only: '这一页只给站点编辑用。', none: '还没有合并过标签。', from: '要合并掉的标签', into: '并入哪个标签', search: '输入名称查找', note: '为什么合并', noteHint: '可不填，会留在记录里。',
  go: '合并…', sure: '确认合并', same: '两个标签要不一样。', history: '合并记录', plan: '合并以后：', counting: '正在统计……', final: '合并之后不能撤回。',
  /** @param {number} a @param {number} q @param {number} f @param {string} name */
  moves: (a, q, f, name) => `${a} 篇文章、${q} 个问题、${f} 位关注者改到“${name}”`,
  /** @param {string} was @param {string} now */ leads: (was, now) => `${was} 转到 ${now}`,
  /** @param {string} names @param {string} into */ names: (names, into) => `“${names}”成为“${into}”的同义词，搜索和提问时仍能找到`,
  /** @param {string} from @param {string} into */ title: (from, into) => `把“${from}”并入“${into}”？`,
  /** @type {Record<string, string>} */ states: { running: '正在移动', done: '已完成' },
  /** @param {number} n */ moved: (n) => `移动了 ${n} 条记录`, lost: '已删除的标签',
};
/** @type {typeof zh} */
const en = {
  only: 'This page is for site editors.', none: 'No tags have been merged yet.', from: 'The tag that goes', into: 'The tag that it becomes', search: 'Type a name', note: 'Why', noteHint: 'Optional; it is kept on record.',
  go: 'Merge…', sure: 'Merge them', same: 'These must be two different tags.', history: 'What was merged', plan: 'After that:', counting: 'Counting…', final: 'There is no way back.',
  moves: (a, q, f, name) => `${a} article${a === 1 ? '' : 's'}, ${q} question${q === 1 ? '' : 's'} and ${f} follower${f === 1 ? '' : 's'} move to “${name}”`,
  leads: (was, now) => `${was} leads to ${now}`,
  names: (names, into) => `“${names}” becomes a synonym of “${into}”, and is still found when searching and asking`,
  title: (from, into) => `Merge “${from}” into “${into}”?`,
  states: { running: 'Moving', done: 'Done' },
  moved: (n) => `${n} record${n === 1 ? '' : 's'} moved`, lost: 'a deleted tag',
};
const words = lang === 'en' ? en : zh;

/** @typedef {{id: string, slug: string, name: string, name_en: string}} Tag */
/** @param {Tag} tag */
const nameOf = (tag) => lang === 'en' && tag.name_en || tag.name;
/** How many records of a list are about a tag. @param {import('./session.js').Session} who @param {string} collection @param {string} id */
const count = (who, collection, id) => list(who, collection, { filter: `tags.id ?= '${id}'`, perPage: 1, fields: 'id' }).then((found) => found.totalItems);

bench('tag-merges', async (place, who) => {
  if (!editsSite(who)) {
    place.replaceChildren(h('p', { class: 'none' }, words.only));
    return;
  }
  /** A field for one tag. @param {string} name @param {string} label */
  const choice = (name, label) => {
    const input = h('input', { id: `merge-${name}`, autocomplete: 'off', maxlength: 40, placeholder: words.search });
    const chosen = h('ul', { class: 'tags' });
    const node = h('div', { class: 'field' }, h('label', { for: input.id }, label), h('div', { class: 'find tagger' }, chosen, input));
    const tagger = new Tagger(who, chosen, input, label, () => {
      input.hidden = tagger.tags.length > 0;
      if (input.hidden) [from.input, into.input, note].find((next) => !next.hidden)?.focus(); // what is to be said next
      plan();
    }, 1);
    return { node, tagger, input };
  };
  const from = choice('from', words.from);
  const into = choice('into', words.into);
  const shown = h('div', { class: 'merge-plan', 'aria-live': 'polite' });
  const note = h('textarea', { id: 'merge-note', rows: 2, maxlength: 300 });
  const go = h('button', { class: 'btn', disabled: true }, words.go);
  /** @type {[Tag, Tag] | null} what is planned */
  let pair = null;

  async function plan() {
    pair = null;
    go.disabled = true;
    const ids = [from.tagger.tags[0], into.tagger.tags[0]];
    const current = () => ids[0] === from.tagger.tags[0] && ids[1] === into.tagger.tags[0];
    if (!ids[0] || !ids[1]) { shown.replaceChildren(); return; }
    if (ids[0] === ids[1]) { shown.replaceChildren(h('p', {}, words.same)); return; }
    shown.replaceChildren(h('p', {}, words.counting));
    try {
      const [was, now, articles, questions, stats] = await Promise.all([
        call(who, 'GET', rest('tags', ids[0])), call(who, 'GET', rest('tags', ids[1])), count(who, 'articles', ids[0]), count(who, 'questions', ids[0]),
        call(who, 'GET', rest('stats', ids[0])).catch(() => ({ followers: 0 })), // nobody ever used it
      ]);
      if (!current()) return;
      pair = [was, now];
      go.disabled = false;
      shown.replaceChildren(h('p', {}, h('b', {}, words.plan)), h('ul', {},
        h('li', {}, words.moves(articles, questions, stats.followers, nameOf(now))),
        h('li', {}, words.leads(to(`/tags/${was.slug}`), to(`/tags/${now.slug}`))),
        h('li', {}, words.names([...new Set([was.name, was.name_en].filter(Boolean))].join(lang === 'en' ? ', ' : '、'), nameOf(now)))), h('p', {}, words.final));
    } catch { if (current()) shown.replaceChildren(h('p', { class: 'say bad' }, common.failed)); }
  }

  const form = h('form', { class: 'form merge-form', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!pair) return;
    const [was, now] = pair;
    ask(words.title(nameOf(was), nameOf(now)), words.sure, [h('div', { class: 'merge-plan' }, ...[...shown.children].map((e) => e.cloneNode(true)))], async () => {
      await call(who, 'POST', rest('tag_merges'), { merged: was.id, target: now.id, note: note.value.trim() });
      from.tagger.tags = [];
      into.tagger.tags = [];
      from.input.hidden = into.input.hidden = false;
      note.value = '';
      plan();
        });
  } }, h('div', { class: 'merge-pair' }, from.node, into.node), shown, field(words.note, note, words.noteHint), h('div', { class: 'acts' }, go));

  let page = 1;
  const found = h('div', { 'aria-live': 'polite' });
  /** @param {any} merge */
  const item = (merge) => {
    const target = merge.expand?.target;
    return h('li', { class: 'item', 'data-merge': merge.id }, h('div', { class: 'body' },
      h('h3', {}, merge.name, ' → ', target ? h('a', { href: to(`/tags/${target.slug}`) }, nameOf(target)) : words.lost),
      h('p', { class: 'line' }, h('span', { class: `badge ${merge.state === 'done' ? 'ok' : 'warn'}` }, words.states[merge.state] ?? merge.state), ' ', words.moved(merge.moved), ' · ', person(merge.expand?.user), ' · ', when(merge.created)),
      merge.note ? h('p', { class: 'word' }, merge.note) : null));
  };
  async function show() {
    const answer = await list(who, 'tag_merges', { sort: '-created', perPage: 20, page, expand: 'target,user' });
    found.replaceChildren(answer.items.length ? h('ul', { class: 'items' }, ...answer.items.map(item)) : h('p', { class: 'none' }, words.none), pager(answer.page, answer.totalPages, (n) => { page = n; show(); }) ?? '');
  }
  place.replaceChildren(form, h('h2', {}, words.history), found);
  const begin = new URLSearchParams(location.hash.slice(1)).get('tag');
  if (isID(begin)) {
    from.tagger.tags = [/** @type {string} */ (begin)];
    from.input.hidden = true;
  }
  await show();
  const again = soon(() => { show().catch(() => { found.replaceChildren(h('p', { class: 'say bad' }, common.failed)); }); });
  subscribe('tag_merges/*', again);
  await listening();
  await show();
  document.addEventListener('qiao:reconnected', again);
});
