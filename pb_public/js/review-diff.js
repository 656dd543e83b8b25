// How texts differ: a unified diff as lines, and a passage beside what should replace it.

import { h } from './dom.js';

/** @param {string} diff a unified diff */
export function diffLines(diff) {
  const lines = diff.split('\n').filter((line) => !/^(---|\+\+\+) /.test(line));
  return h('pre', { class: 'diff', tabindex: 0 }, ...lines.map((line) => {
    const text = `${line}\n`;
    if (line.startsWith('+')) return h('ins', {}, text);
    if (line.startsWith('-')) return h('del', {}, text);
    return h('span', line.startsWith('@@') ? { class: 'at' } : {}, text);
  }));
}

/**
 * What is taken out and put in, without what both have at their beginning and end.
 * @param {string} old @param {string} now
 */
export function replacement(old, now) {
  const a = [...old], b = [...now];
  let head = 0, tail = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const [out, put] = [a.slice(head, a.length - tail).join(''), b.slice(head, b.length - tail).join('')];
  return h('p', { class: 'change' }, a.slice(0, head).join(''), out ? h('del', {}, out) : null, put ? h('ins', {}, put) : null, tail ? a.slice(a.length - tail).join('') : null);
}
