// Merging three texts by lines: what two people made of the same one. Pure; nothing of the page is touched.

/**
 * A stretch of lines. With `text` it is settled; with `mine` and `theirs` both changed it differently.
 * @typedef {{text: string[], by?: 'mine' | 'theirs' | 'both'} | {mine: string[], theirs: string[], base: string[], text?: undefined}} Chunk
 */

/** Beyond this many pairs of lines, what differs counts as one stretch. */
const most = 4e6;

/**
 * Which line of b each line of a became, -1 for none: a longest common subsequence.
 * @param {string[]} a @param {string[]} b
 */
function matches(a, b) {
  const found = new Int32Array(a.length).fill(-1);
  let from = 0;
  let endA = a.length;
  let endB = b.length;
  while (from < endA && from < endB && a[from] === b[from]) found[from] = from++;
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) found[--endA] = --endB;
  const n = endA - from;
  const m = endB - from;
  if (!n || !m || n * m > most) return found;
  const width = m + 1;
  const length = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      length[i * width + j] = a[from + i] === b[from + j]
        ? length[(i + 1) * width + j + 1] + 1
        : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  for (let i = 0, j = 0; i < n && j < m;) {
    if (a[from + i] === b[from + j]) found[from + i++] = from + j++;
    else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
    else j++;
  }
  return found;
}

/** @param {string[]} a @param {string[]} b */
const same = (a, b) => a.length === b.length && a.every((line, i) => line === b[i]);

/**
 * @param {string} base what both began with @param {string} mine @param {string} theirs
 * @returns {Chunk[]}
 */
export function merge(base, mine, theirs) {
  const [o, a, b] = [base, mine, theirs].map((text) => text.split('\n'));
  const toA = matches(o, a);
  const toB = matches(o, b);
  /** @type {Chunk[]} */
  const chunks = [];
  let [i, x, y] = [0, 0, 0];
  for (;;) {
    const start = i;
    while (i < o.length && toA[i] === x && toB[i] === y) { i++; x++; y++; }
    if (i > start) chunks.push({ text: o.slice(start, i) });
    let j = i;
    while (j < o.length && (toA[j] < 0 || toB[j] < 0)) j++;
    const endA = j < o.length ? toA[j] : a.length;
    const endB = j < o.length ? toB[j] : b.length;
    const was = o.slice(i, j);
    const ours = a.slice(x, endA);
    const other = b.slice(y, endB);
    if (was.length || ours.length || other.length) {
      if (same(ours, other)) chunks.push({ text: ours, by: 'both' });
      else if (same(was, ours)) chunks.push({ text: other, by: 'theirs' });
      else if (same(was, other)) chunks.push({ text: ours, by: 'mine' });
      else chunks.push({ base: was, mine: ours, theirs: other });
    }
    [i, x, y] = [j, endA, endB];
    if (i >= o.length && x >= a.length && y >= b.length) return chunks;
  }
}

/**
 * The text of chunks when none is in dispute, else null.
 * @param {Chunk[]} chunks
 */
export function settled(chunks) {
  return chunks.every((c) => c.text) ? chunks.flatMap((c) => c.text ?? []).join('\n') : null;
}
