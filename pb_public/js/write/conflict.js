// What a person has to decide: places that two people changed differently, and a text on this device that isn't the saved one.

import { h } from '../dom.js';
import { lang } from '../words.js';
import { ask, button } from './dialog.js';
import { merge } from './merge.js';

const words = {
  zh: {
    clash: '两边改了同一处', clashSay: '别人刚保存了这些修改。逐处选择，其余的已经自动合并。', mine: '我的', theirs: '对方的', both: '都留', apply: '就这样合并', copy: '把我的另存为新草稿', cancel: '先不合并', lines: { mine: '我改的', theirs: '对方改的' }, diff: '这台设备上的文字与已保存的差别', close: '关闭', empty: '（空）',
    fields: { title: '标题', excerpt: '摘要', kind: '类型', lang: '语言', canonical: '原发地址', column: '专栏', series: '系列', part: '第几篇', cover_alt: '封面说明', publish_at: '定时发布', source_title: '原文标题', source_url: '原文地址', source_licence: '原文许可', credits: '原作者', tags: '标签' },
  },
  en: {
    clash: 'Both changed the same place', clashSay: 'Somebody has just saved these changes. Choose for each place; the rest is merged already.', mine: 'Mine', theirs: 'Theirs', both: 'Both', apply: 'Merge like this', copy: 'Keep mine as a new draft', cancel: 'Not now', lines: { mine: 'Mine', theirs: 'Theirs' }, diff: 'How the text on this device differs from the saved one', close: 'Close', empty: '(empty)',
    fields: { title: 'Title', excerpt: 'Summary', kind: 'Kind', lang: 'Language', canonical: 'First published at', column: 'Column', series: 'Series', part: 'Part', cover_alt: 'What the cover shows', publish_at: 'Publish at', source_title: 'Title of the original', source_url: 'Address of the original', source_licence: 'Its licence', credits: 'Its author', tags: 'Tags' },
  },
}[lang];

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
 * Lets a person choose. The merged text has what was chosen; `copy` means: theirs here, mine as an article of its own.
 * @param {{text: Record<string, any>, chunks: Chunk[] | null, clashes: {name: string, mine: any, theirs: any}[]}} found
 * @param {boolean} [apart] whether mine can become a text of its own
 * @param {Record<string, string>} [names] of fields that only this text has
 * @returns {Promise<{text: Record<string, any>, copy?: boolean} | null>}
 */
export function resolve({ text, chunks, clashes }, apart = true, names = {}) {
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
    ...clashes.map((c) => choice(c.name, shown([say(c.mine)], 'mine'), shown([say(c.theirs)], 'theirs'), names[c.name] ?? words.fields[/** @type {'title'} */ (c.name)] ?? c.name)),
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
