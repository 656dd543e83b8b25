// What has been asked or written already about a title that is being typed. It stands beside the form, or waits at the foot of
// a narrow window, so that nothing moves under who is typing.

import { h } from '../dom.js';
import { call } from '../session.js';
import { prefix } from '../words.js';
import { says } from './words.js';

/** @typedef {{kind: string, id: string, url: string, title: string, lang?: string, figures?: {answers: number, accepted: boolean}}} Like */

const after = 400;
const shortest = 4;
const longest = 100;
const most = 6;

/**
 * @param {HTMLDetailsElement} box @param {() => {title: string, id: string}} about id is that of the draft itself
 * @returns {() => void} to be called when the title has changed
 */
export function similar(box, about) {
  const summary = h('summary', {});
  const list = h('ul', {});
  const said = h('p', { class: 'vh', role: 'status' });
  const wide = matchMedia('(min-width: 62rem)');
  let timer = 0;
  let asked = '';
  let dismissed = false;
  const dismiss = h('button', { type: 'button', class: 'link', onclick: () => { dismissed = true; box.hidden = true; } }, says.dismiss);
  box.append(summary, list, dismiss);
  box.after(said);
  box.open = wide.matches;

  const ask = async () => {
    const { title, id } = about();
    if (dismissed || title === asked) return;
    asked = title;
    if ([...title].length < shortest) { box.hidden = true; return; }
    const query = new URLSearchParams({ title: [...title].slice(0, longest).join(''), n: String(most) });
    const answer = await call(null, 'GET', `/api/qiao/similar?${query}`).catch(() => ({ items: [] }));
    if (asked !== title || dismissed) return; // something else is there by now
    show(answer.items.filter((/** @type {Like} */ item) => item.id !== id));
  };

  /** @param {Like[]} items */
  function show(items) {
    box.hidden = !items.length;
    summary.replaceChildren(says.similar, ' ', h('span', { class: 'num' }, String(items.length)));
    list.replaceChildren(...items.map((item) => h('li', {},
      // in a tab of its own: the form stays as it is
      h('a', { href: `${prefix}${item.url}`, target: '_blank', rel: 'noopener', lang: item.lang }, item.title),
      h('small', {}, item.kind === 'question' ? says.answers(item.figures?.answers ?? 0) : says.article, item.figures?.accepted ? h('span', { class: 'badge ok' }, says.accepted) : null))));
    said.textContent = items.length ? says.similarIs(items.length) : '';
  }
  return () => { clearTimeout(timer); timer = window.setTimeout(ask, after); };
}
