// The list of what Chinese typography would have otherwise, with a click to mend it.

import { h } from '../dom.js';
import { apply, composing, replaceAll } from './edit.js';
import { check, fixAll } from './typography.js';
import { words } from './words.js';

/** Long lists say less than their beginning. */
const most = 100;

/** @param {HTMLElement} box @param {HTMLTextAreaElement} area */
export function list(box, area) {
  const text = area.value;
  const found = check(text);
  const mend = (/** @type {() => void} */ how) => { if (!composing(area) && area.value === text) { area.focus(); how(); } list(box, area); };
  const fixable = found.some((f) => f.text !== undefined);
  box.replaceChildren(
    h('p', { role: 'status' }, found.length ? words.findings(found.length) : words.noFindings, ' ', fixable
      ? h('button', { type: 'button', class: 'btn small', onclick: () => mend(() => replaceAll(area, fixAll(text))) }, words.fixAll) : null),
    h('ul', {}, ...found.slice(0, most).map((f) => {
      const before = text.slice(Math.max(text.lastIndexOf('\n', f.from - 1) + 1, f.from - 12), f.from);
      const after = text.slice(f.to, f.to + 12).split('\n')[0];
      return h('li', {},
        h('span', { class: 'what' }, words.kinds[f.kind]),
        h('span', { lang: 'zh-CN' }, before, f.from < f.to ? h('del', {}, text.slice(f.from, f.to).replace(/ /g, '␣')) : null, f.text ? h('ins', {}, f.text.replace(/ /g, '␣')) : null, after),
        h('button', { type: 'button', class: 'link', onclick: () => { area.focus(); area.setSelectionRange(f.from, f.to); } }, words.go),
        f.text === undefined ? null : h('button', { type: 'button', class: 'link', onclick: () => mend(() => apply(area, { from: f.from, to: f.to, text: f.text ?? '' })) }, words.fix));
    })));
}
