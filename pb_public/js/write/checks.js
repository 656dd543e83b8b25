// The list of what Chinese typography would have otherwise, with a click to mend it.

import { h } from '../dom.js';
import { lang } from '../words.js';
import { check, fixAll } from './typography.js';

const words = {
  zh: {
    noFindings: '没有发现排版问题。', fix: '修正', fixAll: '全部修正', go: '找到它',
    /** @param {number} n */
    findings: (n) => `发现 ${n} 处`,
    kinds: { space: '中文与英文、数字之间加空格', 'inner-space': '全角标点旁不加空格', half: '中文里用全角标点', repeat: '标点重复', ellipsis: '省略号用 ……', quotes: '引号用 “ ”', full: '数字和字母用半角', pair: '括号或引号没有成对' },
  },
  en: {
    noFindings: 'Nothing to mend was found.', fix: 'Fix', fixAll: 'Fix all', go: 'Find it',
    /** @param {number} n */
    findings: (n) => `${n} found`,
    kinds: { space: 'A space between Chinese and Latin', 'inner-space': 'No space beside full-width punctuation', half: 'Full-width punctuation in Chinese', repeat: 'Repeated punctuation', ellipsis: 'The ellipsis is ……', quotes: 'Quotes are “ ”', full: 'Half-width digits and letters', pair: 'A bracket or quote without its other half' },
  },
}[lang];

/** Long lists say less than their beginning. */
const most = 100;

/** @param {HTMLElement} box @param {HTMLTextAreaElement} area @param {import('./area.js').Edit} edit */
export function list(box, area, edit) {
  const { apply, composing, replaceAll } = edit;
  const text = area.value;
  const found = check(text);
  const mend = (/** @type {() => void} */ how) => { if (!composing(area) && area.value === text) { area.focus(); how(); } list(box, area, edit); };
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
