// Brings a discussion up to date with a newer copy of itself, without moving what is being read.

import ago from './ago.js';

/** The comment at the top of the window. @param {Element} section */
function inView(section) {
  return [...section.querySelectorAll('.said')].find((e) => e.getBoundingClientRect().bottom > 0);
}

/** @param {Element} old @param {Element} now both are .said */
function update(old, now) {
  const [a, b] = [old.querySelector('.prose'), now.querySelector('.prose')];
  if (a && b && a.innerHTML !== b.innerHTML) {
    old.replaceWith(now);
    return now;
  }
  return old;
}

/**
 * @param {Element} old a list @param {Element} now its newer copy
 * @param {(item: Element) => string} key @param {(old: Element, now: Element) => void} both for what is in both
 */
export function lists(old, now, key, both) {
  const had = new Map([...old.children].map((item) => [key(item), item]));
  /** @type {Element | null} */
  let last = null;
  for (const item of [...now.children]) {
    const there = had.get(key(item));
    had.delete(key(item));
    if (there) both(there, item);
    const kept = there ?? item;
    if (!there) { if (last) last.after(kept); else old.prepend(kept); }
    last = kept;
  }
  for (const gone of had.values()) gone.remove();
}

/** @param {Element} li */
const answer = (li) => li.querySelector('.said')?.id ?? '';

/** @param {Element} old @param {Element} now both are .thread */
function thread(old, now) {
  const [a, b] = [old.firstElementChild, now.firstElementChild];
  if (a && b) {
    if (a.id && a.id === b.id) update(a, b);
    else a.replaceWith(b);
  }
  const [mine, theirs] = [old.querySelector('.answers'), now.querySelector('.answers')];
  if (mine && theirs) {
    lists(mine, theirs, answer, (x, y) => {
      const [p, q] = [x.querySelector('.said'), y.querySelector('.said')];
      if (p && q) update(p, q);
    });
  } else if (theirs) old.append(theirs);
  else mine?.remove();
}

/** @param {HTMLElement} section @param {Element} now the discussion as the server has it */
export function merge(section, now) {
  const root = document.documentElement;
  const anchor = inView(section);
  const top = anchor?.getBoundingClientRect().top ?? 0;
  root.style.overflowAnchor = 'none'; // or the browser would move as well
  const [threads, newer] = [section.querySelector('[data-threads]'), now.querySelector('[data-threads]')];
  if (threads && newer) lists(threads, newer, (li) => /** @type {HTMLElement} */ (li).dataset.root ?? '', thread);
  for (const part of ['.sec-head', '.talk-none', '.pager']) {
    const [a, b] = [section.querySelector(part), now.querySelector(part)];
    if (a && b) a.replaceWith(b);
    else if (a) a.remove();
    else if (b) threads?.after(b);
  }
  ago([...section.querySelectorAll('time[data-ago]')].map((e) => /** @type {HTMLElement} */ (e)));
  if (anchor?.isConnected) scrollBy(0, anchor.getBoundingClientRect().top - top);
  requestAnimationFrame(() => { root.style.overflowAnchor = ''; });
}
