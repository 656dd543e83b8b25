// Brings a question's page up to date with a newer copy of itself, without moving what is being read.

import ago from './ago.js';
import { lists } from './talk-merge.js';

/** @param {Element} e */
const top = (e) => e.getBoundingClientRect().top;
/** The first of some that isn't above the window. @param {Iterable<Element>} all */
const first = (all) => [...all].find((e) => e.getBoundingClientRect().bottom > 0);
/** What stands at the top of the window: a paragraph, in a post; with where it stands. */
function inView() {
  const post = first(document.querySelectorAll('article[data-question], article[data-answer], .remark'));
  const block = first(post?.querySelectorAll('.prose > *') ?? []);
  return [block, post].flatMap((e) => (e ? [{ e, at: top(e) }] : []));
}

/** Puts a part of the newer copy in place of the older one, where it differs. @param {ParentNode} old @param {ParentNode} now @param {string} part */
function swap(old, now, part) {
  const [a, b] = [old.querySelector(part), now.querySelector(part)];
  if (a && b && a.innerHTML !== b.innerHTML) a.replaceWith(b);
}

/** The comments below a post. @param {Element} old @param {Element} now */
function remarks(old, now) {
  const [mine, theirs] = [old.querySelector('.remarks'), now.querySelector('.remarks')];
  if (!mine || !theirs) return;
  mine.setAttribute('data-total', theirs.getAttribute('data-total') ?? '');
  const [all, more] = [mine.querySelector('[data-remark-form] > a[href*="#comments"]'), theirs.querySelector('[data-remark-form] > a')];
  if (all && more) all.replaceWith(more);
  else if (more) mine.querySelector('[data-remark-form]')?.append(more);
  const [a, b] = [mine.querySelector('ol'), theirs.querySelector('ol')];
  if (a && b) {
    lists(a, b, (li) => li.id, (x, y) => {
      const [p, q] = [x.querySelector('.prose'), y.querySelector('.prose')];
      if (p && q && p.innerHTML !== q.innerHTML) x.replaceWith(y);
    });
  } else if (b) mine.prepend(b);
  else a?.remove();
}

/**
 * @param {import('./qa.js').Page} page @param {Document} now @param {boolean} insert answers that aren't here yet
 * @returns {string[]} the ids of those that weren't
 */
export function merge(page, now, insert) {
  const root = document.documentElement;
  const seen = inView();
  root.style.overflowAnchor = 'none'; // or the browser would move as well
  const list = document.querySelector('[data-answers]');
  const newer = [...now.querySelectorAll('article[data-question], article[data-answer]')];
  /** @type {string[]} */
  const fresh = [];
  /** @type {Element | null} */
  let last = null;
  for (const article of newer) {
    const id = article.getAttribute('data-answer') ?? article.getAttribute('data-question') ?? '';
    const post = page.posts.get(id);
    if (!post) {
      fresh.push(id);
      if (!insert) continue;
      if (last?.isConnected) last.after(article);
      else list?.querySelector('.sec-head')?.after(article);
      last = article;
      continue;
    }
    const score = article.querySelector('[data-score]');
    if (score) page.score(post, Number(score.getAttribute('data-score')));
    swap(post.article, article, '.post-main > .prose');
    swap(post.article, article, '.post-main > .tags');
    const [edited, again] = [post.article.querySelector('.post-links > span:has(time)'), article.querySelector('.post-links > span:has(time)')];
    if (edited && again) edited.replaceWith(again);
    else if (again) post.article.querySelector('.post-links > a')?.after(again);
    const past = /** @type {HTMLElement | null} */ (post.article.querySelector('[data-do=history]'));
    if (past && again) past.hidden = false;
    remarks(post.article, article);
    post.article.classList.toggle('accepted', article.classList.contains('accepted'));
    if (post.kind === 'answer') last = post.article;
  }
  const there = new Set(newer.map((e) => e.getAttribute('data-answer')));
  for (const post of [...page.posts.values()]) {
    if (post.kind === 'answer' && !there.has(post.id)) { post.article.remove(); page.posts.delete(post.id); }
  }
  swap(document, now, '.q-head h1');
  if (insert) {
    swap(document, now, '#answers-h');
    if (!now.querySelector('[data-answers] > .q-none')) list?.querySelector(':scope > .q-none')?.remove();
  }
  ago([...document.querySelectorAll('time[data-ago]')].map((e) => /** @type {HTMLElement} */ (e)));
  const still = seen.find(({ e }) => e.isConnected);
  const stay = () => { if (still) scrollBy(0, top(still.e) - still.at); };
  stay();
  requestAnimationFrame(() => { // once what came has its buttons
    stay();
    root.style.overflowAnchor = '';
  });
  return fresh;
}
