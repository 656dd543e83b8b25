// Plots as SVG, drawn here: bars with a title and a description. The same numbers stand beside each as a table.

const ns = 'http://www.w3.org/2000/svg';
let count = 0;

/** As wide as the page has room for, so that its letters are as large as those around it. */
const room = () => Math.min(640, Math.max(300, document.documentElement.clientWidth - 32));

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...(Node | string)} children */
function s(tag, attributes, ...children) {
  const e = document.createElementNS(ns, tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, String(value));
  e.append(...children);
  return e;
}

/** @param {number} width @param {number} height @param {string} title @param {string} says @param {...Node} content */
function drawing(width, height, title, says, ...content) {
  const id = `plot${(count += 1)}`;
  return s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'plot', 'aria-labelledby': `${id} ${id}d` }, s('title', { id }, title), s('desc', { id: `${id}d` }, says), ...content);
}

/** A round number that nothing is greater than. @param {number} most */
function round(most) {
  if (most <= 5) return Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((n) => n * power).find((n) => n >= most) ?? most;
}

/**
 * Columns beside each other, such as days.
 * @param {string} title @param {string} says @param {{label: string, value: number}[]} all @param {string} last label of the last one, which is told too
 */
export function columns(title, says, all, last) {
  const [width, height, left, top, bottom] = [room(), 220, 40, 14, 26];
  const most = round(Math.max(1, ...all.map((a) => a.value)));
  const step = (width - left - 8) / Math.max(all.length, 1);
  const y = (/** @type {number} */ value) => top + (height - top - bottom) * (1 - value / most);
  const lines = [0, most / 2, most].filter((v) => Number.isInteger(v)).flatMap((v) => [
    s('line', { x1: left, x2: width, y1: y(v), y2: y(v), class: v ? 'grid' : 'axis' }), s('text', { x: left - 6, y: y(v) + 4, 'text-anchor': 'end' }, String(v)),
  ]);
  const bars = all.filter((a) => a.value).map((a) => {
    const x = left + 4 + all.indexOf(a) * step;
    return s('rect', { x, y: y(a.value), width: Math.max(1, Math.min(step - 1, 36)), height: y(0) - y(a.value), class: 'bar' }, s('title', {}, `${a.label}: ${a.value}`));
  });
  return drawing(width, height, title, says, ...lines, ...bars, s('text', { x: left + 4, y: height - 6 }, all[0]?.label ?? ''), s('text', { x: width - 2, y: height - 6, 'text-anchor': 'end' }, last));
}

/**
 * Bars below each other; of each a part may be dark.
 * @param {string} title @param {string} says @param {{label: string, value: number, part?: number, note: string}[]} all @param {number} [full] what the longest can be
 */
export function bars(title, says, all, full) {
  const [width, row, bar] = [room(), 44, 16];
  const most = full ?? round(Math.max(1, ...all.map((a) => a.value)));
  const length = (/** @type {number} */ value) => (width - 4) * value / most;
  /** What is left of a text beside another one; the table has all of it. @param {string} text @param {string} note */
  const clip = (text, note) => {
    const wide = (/** @type {string} */ t) => [...t].reduce((sum, c) => sum + (c > '\u2e7f' ? 14 : 8), 0);
    const most = width - 16 - wide(note);
    if (wide(text) <= most) return text;
    let short = text;
    while (short && wide(short) > most - 14) short = short.slice(0, -1);
    return `${short}…`;
  };
  return drawing(width, all.length * row + 4, title, says, ...all.flatMap((a, i) => [
    s('text', { x: 0, y: i * row + 15 }, clip(a.label, a.note)), s('text', { x: width - 4, y: i * row + 15, 'text-anchor': 'end', class: 'note' }, a.note),
    s('rect', { x: 0, y: i * row + 21, width: width - 4, height: bar, class: 'track' }),
    s('rect', { x: 0, y: i * row + 21, width: length(a.value), height: bar, class: a.part === undefined ? 'bar' : 'bar light' }, s('title', {}, `${a.label}: ${a.note}`)),
    ...(a.part === undefined ? [] : [s('rect', { x: 0, y: i * row + 21, width: length(a.part), height: bar, class: 'bar' })]),
  ]));
}
