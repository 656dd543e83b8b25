// What the lists on the moderators' page have in common.

import { h } from './dom.js';
import { words } from './moderation-words.js';

/** @param {string} label @param {string} field @param {Record<string, string>} options @param {string | null} all */
export function select(label, field, options, all) {
  return h('label', {}, label, h('select', { name: field }, all === null ? null : h('option', { value: '' }, all),
    ...Object.entries(options).map(([value, text]) => h('option', { value }, text))));
}

/** Pages of a list that load in place. @param {number} page @param {boolean} more @param {(page: number) => void} go */
export function turns(page, more, go) {
  return page > 1 || more ? h('nav', { class: 'turns' },
    h('button', { class: 'btn quiet', type: 'button', disabled: page < 2, onclick: () => go(page - 1) }, words.prev),
    h('button', { class: 'btn quiet', type: 'button', disabled: !more, onclick: () => go(page + 1) }, words.next)) : null;
}
