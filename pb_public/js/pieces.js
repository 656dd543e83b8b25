// A readable difference: pieces of text that stayed, went and came, as the API's comparisons give them.

import { h } from './dom.js';

/** @param {[string, string][]} list of "=" stayed, "-" went, "+" came, with the text */
export function pieces(list) {
  return h('div', { class: 'pieces' }, ...list.map(([op, text]) => (op === '=' ? text : h(op === '+' ? 'ins' : 'del', {}, text))));
}
