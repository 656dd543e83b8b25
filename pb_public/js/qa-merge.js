// Brings a question's page up to date with a newer copy of itself, without moving what is being read.

import { lists } from './talk-merge.js';

/** The post at the top of the window. */
const inView = () => [...document.querySelectorAll('article[data-question], article[data-answer], .remark')].find((e) => e.getBoundingClientRect().bottom > 0);

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
  const anchor = inView();
  const top = anchor?.getBoundingClientRect().top ?? 0;
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
  if (anchor?.isConnected) scrollBy(0, anchor.getBoundingClientRect().top - top);
  requestAnimationFrame(() => { root.style.overflowAnchor = ''; });
  import('./ago.js').then((ago) => ago.default([...document.querySelectorAll('time[data-ago]')].map((e) => /** @type {HTMLElement} */ (e))));
  return fresh;
}
