// Brings together what two wrote who began with the same text.

import { merge, settled } from './merge.js';

/** @typedef {import('./remote.js').Text} Text */
/** @typedef {import('./saving.js').Clash} Clash */

/**
 * Brings two texts together that began as base. What both changed differently stays mine, and is named.
 * @param {Text} base @param {Text} mine @param {Text} theirs @param {string[]} fields @param {typeof import('./request.js').equal} equal
 */
export function bring(base, mine, theirs, fields, equal) {
  /** @type {Text} */
  const text = { ...mine };
  /** @type {Clash[]} */
  const clashes = [];
  /** @type {import('./merge.js').Chunk[] | null} */
  let chunks = null;
  for (const name of fields) {
    const [b, m, t] = [base[name], mine[name], theirs[name]];
    if (equal(m, b)) text[name] = t;
    else if (equal(t, b) || equal(m, t)) continue;
    else if (name === 'body') {
      chunks = merge(b, m, t);
      text.body = settled(chunks) ?? m;
      if (settled(chunks) !== null) chunks = null;
    } else if (name === 'tags') {
      text.tags = [...t.filter((/** @type {string} */ id) => m.includes(id) || !b.includes(id)), ...m.filter((/** @type {string} */ id) => !b.includes(id) && !t.includes(id))];
    } else clashes.push({ name, mine: m, theirs: t });
  }
  return { text, chunks, clashes };
}
