// Changes to the text of a <textarea> that the browser's undo takes back, and the tools above it. While an input method
// composes, nothing changes the text: it would lose the composition.

/** @typedef {{from: number, to: number, text: string, select?: [start: number, end: number]}} Edit select is relative to the new text */

/** @type {WeakSet<HTMLTextAreaElement>} */
const busy = new WeakSet();

/** @param {HTMLTextAreaElement} area @returns whether an input method is composing in it */
export const composing = (area) => busy.has(area);

/** @param {HTMLTextAreaElement} area @param {() => void} done called after every composition */
export function watchComposition(area, done) {
  area.addEventListener('compositionstart', () => busy.add(area));
  area.addEventListener('compositionend', () => { busy.delete(area); done(); });
  area.addEventListener('blur', () => { if (busy.delete(area)) done(); });
}

/**
 * Makes an edit, now or when the composition is over. Without `select` the reader's own selection stays where it was in the text.
 * @param {HTMLTextAreaElement} area @param {Edit} edit
 */
export function apply(area, { from, to, text, select }) {
  const focused = document.activeElement === area;
  let [start, end] = [area.selectionStart, area.selectionEnd];
  const { scrollTop } = area;
  area.setSelectionRange(from, to);
  // execCommand is the only way that keeps the history of undo; it needs the focus
  const done = focused && (text ? document.execCommand('insertText', false, text) : from === to || document.execCommand('delete'));
  if (!done) {
    area.setRangeText(text, from, to, 'end');
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  if (select) [start, end] = [from + select[0], from + select[1]];
  else [start, end] = [start, end].map((at) => (at >= to ? at + text.length - (to - from) : Math.min(at, from + text.length)));
  area.setSelectionRange(start, end);
  area.scrollTop = scrollTop;
}

/**
 * Makes the whole text another one, touching only what differs.
 * @param {HTMLTextAreaElement} area @param {string} text
 */
export function replaceAll(area, text) {
  const old = area.value;
  let from = 0;
  while (from < old.length && from < text.length && old[from] === text[from]) from++;
  let [a, b] = [old.length, text.length];
  while (a > from && b > from && old[a - 1] === text[b - 1]) { a--; b--; }
  if (from < a || from < b) apply(area, { from, to: a, text: text.slice(from, b) });
}

/** @typedef {{value: string, start: number, end: number, hint: string}} At */

/** @param {string} mark @returns {(at: At) => Edit} puts marks around, or takes them away */
const around = (mark) => ({ value, start, end, hint }) => {
  const n = mark.length;
  if (value.slice(start - n, start) === mark && value.slice(end, end + n) === mark) {
    return { from: start - n, to: end + n, text: value.slice(start, end), select: [0, end - start] };
  }
  const inner = value.slice(start, end) || hint;
  return { from: start, to: end, text: mark + inner + mark, select: [n, n + inner.length] };
};

/** @param {(line: string, i: number) => string} add @param {RegExp} has @returns {(at: At) => Edit} changes the beginnings of whole lines */
const lines = (add, has) => ({ value, start, end }) => {
  const from = value.lastIndexOf('\n', start - 1) + 1;
  const stop = value.indexOf('\n', end > start && value[end - 1] === '\n' ? end - 1 : end);
  const to = stop < 0 ? value.length : stop;
  const old = value.slice(from, to).split('\n');
  const on = old.every((line) => has.test(line));
  const text = old.map((line, i) => (on ? line.replace(has, '') : add(line, i))).join('\n');
  return { from, to, text, select: start === end ? [text.length, text.length] : [0, text.length] };
};

/** @param {At} at @param {string} text @param {[number, number]} select @returns {Edit} a block of its own, with empty lines around */
function ownBlock({ value, start, end }, text, select) {
  const before = /(^|\n\n)$/.test(value.slice(0, start)) ? '' : value[start - 1] === '\n' ? '\n' : '\n\n';
  const after = /^(\n\n|$)/.test(value.slice(end)) ? '' : value[end] === '\n' ? '\n' : '\n\n';
  return { from: start, to: end, text: before + text + after, select: [before.length + select[0], before.length + select[1]] };
}

/** The tools, by the name of their button. @type {Record<string, (at: At) => Edit>} */
export const tools = {
  bold: around('**'),
  italic: around('*'),
  heading: ({ value, start, end }) => {
    const from = value.lastIndexOf('\n', start - 1) + 1;
    const old = /^#{0,6} ?/.exec(value.slice(from))?.[0] ?? '';
    const level = old.trim().length;
    const text = level === 0 ? '## ' : level < 4 ? `${'#'.repeat(level + 1)} ` : '';
    const by = text.length - old.length;
    return { from, to: from + old.length, text, select: [start + by - from, end + by - from] };
  },
  link: ({ value, start, end, hint }) => {
    const inner = value.slice(start, end);
    if (/^https?:\/\/\S+$/.test(inner)) return { from: start, to: end, text: `[${hint}](${inner})`, select: [1, 1 + hint.length] };
    const text = inner || hint;
    return { from: start, to: end, text: `[${text}](https://)`, select: [text.length + 3, text.length + 11] };
  },
  quote: lines((line) => `> ${line}`, /^> ?/),
  code: (at) => {
    const inner = at.value.slice(at.start, at.end);
    if (!inner.includes('\n')) return around('`')(at);
    return ownBlock(at, `\`\`\`\n${inner.replace(/\n$/, '')}\n\`\`\``, [3, 3]);
  },
  list: lines((line) => `- ${line}`, /^[-*+] (?!\[)/),
  numbers: lines((line, i) => `${i + 1}. ${line}`, /^\d+\. /),
  task: lines((line) => `- [ ] ${line}`, /^[-*+] \[[ xX]\] /),
  table: (at) => ownBlock(at, `| ${at.hint} |  |\n| --- | --- |\n|  |  |`, [2, 2 + at.hint.length]),
  formula: (at) => {
    const inner = at.value.slice(at.start, at.end);
    return inner.includes('\n') ? ownBlock(at, `$$\n${inner}\n$$`, [3, 3 + inner.length]) : around('$')({ ...at, hint: 'E = mc^2' });
  },
};

/**
 * What Enter does in a list or quotation: the next line begins like this one, and an empty one ends it. Null elsewhere.
 * @param {string} value @param {number} at
 * @returns {Edit | null}
 */
export function nextLine(value, at) {
  const from = value.lastIndexOf('\n', at - 1) + 1;
  const [all, indent, mark, number, rest] = /^(\s*)([-*+] \[[ xX]\] |[-*+] |(\d+)[.)] |> )(.*)/.exec(value.slice(from, at)) ?? [];
  if (all === undefined) return null;
  if (!rest.trim()) return { from, to: at, text: '', select: [0, 0] };
  const next = number ? mark.replace(number, String(Number(number) + 1)) : mark.replace(/\[[xX]\]/, '[ ]');
  const text = `\n${indent}${next}`;
  return { from: at, to: at, text, select: [text.length, text.length] };
}
