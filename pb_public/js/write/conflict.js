// What a person has to decide: places that two people changed differently, and a text on this device that isn't the saved one.

import { h } from '../dom.js';
import { merge } from './merge.js';
import { words } from './words.js';

/** @typedef {import('./merge.js').Chunk} Chunk */

/** So many settled lines are shown around what changed. */
const around = 2;

/** @param {string[]} lines @param {string} kind */
const shown = (lines, kind) => h('pre', { class: `lines ${kind}` }, kind && words.lines[/** @type {'mine' | 'theirs'} */ (kind)] ? h('b', { class: 'vh' }, words.lines[/** @type {'mine' | 'theirs'} */ (kind)], ' ') : null, lines.join('\n') || words.empty);

/** @param {string[]} lines @param {boolean} first @param {boolean} last */
function context(lines, first, last) {
  const head = first ? [] : lines.slice(0, around);
  const tail = last ? [] : lines.slice(Math.max(head.length, lines.length - around));
  const left = lines.length - head.length - tail.length;
  return h('pre', { class: 'lines' }, [...head, ...(left > 0 ? ['⋯'] : []), ...tail].join('\n'));
}

/** @param {Chunk[]} chunks @param {(chunk: any, i: number) => Node} dispute */
const list = (chunks, dispute) => chunks.map((chunk, i) => {
  if (!chunk.text) return dispute(chunk, i);
  if (chunk.by === 'mine' || chunk.by === 'theirs') return shown(chunk.text, chunk.by);
  return context(chunk.text, i === 0, i === chunks.length - 1);
});

/**
 * @template T
 * @param {string} title @param {(Node | string)[]} content @param {(close: (answer: T | null) => void) => Node[]} buttons
 * @returns {Promise<T | null>} null when it is closed without an answer
 */
export function ask(title, content, buttons) {
  return new Promise((resolve) => {
    /** @type {T | null} */
    let answer = null;
    const dialog = h('dialog', { class: 'sheet wide', 'aria-labelledby': 'w-ask' }, h('h2', { id: 'w-ask' }, title), ...content);
    const close = (/** @type {T | null} */ given) => { answer = given; dialog.close(); };
    dialog.append(h('div', { class: 'acts' }, ...buttons(close)));
    dialog.addEventListener('close', () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** @param {string} label @param {() => void} act @param {string} [kind] */
export const button = (label, act, kind = '') => h('button', { type: 'button', class: `btn ${kind}`, onclick: act }, label);

/**
 * Lets a person choose. The merged text has what was chosen; `copy` means: theirs here, mine as an article of its own.
 * @param {{text: Record<string, any>, chunks: Chunk[] | null, clashes: {name: string, mine: any, theirs: any}[]}} found
 * @param {boolean} [apart] whether mine can become a text of its own
 * @returns {Promise<{text: Record<string, any>, copy?: boolean} | null>}
 */
export function resolve({ text, chunks, clashes }, apart = true) {
  /** @type {Map<string, () => string>} */
  const chosen = new Map();
  let n = 0;
  const choice = (/** @type {string} */ key, /** @type {Node} */ mine, /** @type {Node} */ theirs, /** @type {string} */ label, both = false) => {
    const name = `clash-${n++}`;
    const radio = (/** @type {string} */ value, /** @type {string} */ text_, /** @type {Node | null} */ shows) =>
      h('div', {}, h('label', { class: 'check' }, h('input', { type: 'radio', name, value, checked: value === (both ? 'both' : 'mine') }), h('span', {}, text_)), shows);
    const set = h('fieldset', { class: 'clash' }, h('legend', { class: label ? '' : 'vh' }, label || `${n}`),
      radio('mine', words.mine, mine), radio('theirs', words.theirs, theirs), both ? radio('both', words.both, null) : null);
    chosen.set(key, () => /** @type {HTMLInputElement} */ (set.querySelector(':checked')).value);
    return set;
  };
  const say = (/** @type {any} */ value) => (typeof value === 'string' ? value : Array.isArray(value) ? value.map((v) => v.name ?? v).join(', ') : String(value));
  const content = [
    h('p', {}, words.clashSay),
    ...clashes.map((c) => choice(c.name, shown([say(c.mine)], 'mine'), shown([say(c.theirs)], 'theirs'), words.fields[/** @type {'title'} */ (c.name)] ?? c.name)),
    ...list(chunks ?? [], (chunk, i) => choice(`#${i}`, shown(chunk.mine, 'mine'), shown(chunk.theirs, 'theirs'), '', true)),
  ];
  return ask(words.clash, content, (close) => [
    button(words.apply, () => {
      const merged = { ...text };
      for (const c of clashes) merged[c.name] = chosen.get(c.name)?.() === 'theirs' ? c.theirs : c.mine;
      if (chunks) {
        merged.body = chunks.flatMap((chunk, i) => {
          if (chunk.text) return chunk.text;
          const side = chosen.get(`#${i}`)?.();
          return side === 'both' ? [...chunk.mine, ...chunk.theirs] : side === 'theirs' ? chunk.theirs : chunk.mine;
        }).join('\n');
      }
      close({ text: merged });
    }),
    ...apart ? [button(words.copy, () => close({ text, copy: true }), 'quiet')] : [],
    button(words.cancel, () => close(null), 'quiet'),
  ]);
}

/** Shows how a text on this device differs from the saved one. @param {string} saved @param {string} mine */
export function difference(saved, mine) {
  const chunks = merge(saved, mine, saved);
  return ask(words.diff, list(chunks, () => h('span')), (close) => [button(words.close, () => close(null))]);
}
