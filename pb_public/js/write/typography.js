// Chinese typography: what is wrong in a Markdown text, where, and what to put there instead. Pure.
// Code, formulas, HTML, front matter and the addresses of links are never looked at.

/**
 * @typedef {'space' | 'inner-space' | 'half' | 'repeat' | 'ellipsis' | 'quotes' | 'full' | 'pair'} Kind
 * @typedef {{kind: Kind, from: number, to: number, text?: string}} Finding text is what belongs there; without it a person has to decide
 */

const han = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}';
const hidden = '\uE000'; // stands for every character that isn't prose

/** What isn't prose, in the order in which it wins. */
const others = [
  /^ {0,3}(`{3,}|~{3,})[^\n]*(?:\n(?! {0,3}\1)[^\n]*)*(?:\n {0,3}\1[`~]*)?/gm,
  /<!--[^]*?-->/g,
  /(`+)(?!`)[^]*?[^`]\1(?!`)/g,
  /\$\$[^]*?\$\$/g,
  /\$(?=[^\s$])[^$\n]*[^\s$]\$(?!\d)|\$[^\s$]\$/g,
  /<\/?[a-z][^>]*>/gi,
  /(?<=\])\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)/g, // the address of a link or picture
  /^ {0,3}\[[^\]\n]+\]:[^\n]*/gm,
  /(?:https?:\/\/|www\.)[^\s\u3000-\u303F\uFF00-\uFFEF\p{Script=Han}<>]+/gu,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
  /^(?: {4}|\t)(?! *[-*+\d])[^\n]*/gm, // indented code
];

/** @param {string} text the same length, with what isn't prose blotted out */
function prose(text) {
  const end = text.startsWith('---\n') ? text.indexOf('\n---', 3) : -1;
  const front = end < 0 ? 0 : end + 4;
  let seen = hidden.repeat(front) + text.slice(front);
  for (const pattern of others) seen = seen.replace(pattern, (part) => part.replace(/[^\n]/g, hidden));
  return seen;
}

/** @type {Record<string, string>} */
const wide = { ',': '，', '.': '。', '!': '！', '?': '？', ';': '；', ':': '：' };
/** @type {Record<string, string>} */
const closers = { '「': '」', '『': '』', '“': '”', '《': '》', '（': '）', '【': '】' };

/** @type {[kind: Kind, pattern: RegExp, change: (match: string, ...groups: string[]) => string | undefined][]} */
const rules = [
  ['ellipsis', new RegExp(`(?<=[${han}])(?:\\.{3,}|。{2,}|…(?!…)|…{3,})|(?<![.…])(?:\\.{3,}|…(?!…))(?=[${han}])(?<!…)`, 'gu'), () => '……'],
  ['repeat', /([！？，；：、])\1+/gu, (_, mark) => mark],
  ['half', new RegExp(`(?<=[${han}」』”》）】])[ ]?([,!?;:])(?![\\w/\\uE000,!?;:-])[ ]?`, 'gu'), (_, mark) => wide[mark]],
  ['half', new RegExp(`(?<=[${han}」』”》）】])\\.(?=$|[ \\t]*\\n|[ ]?[${han}])`, 'gu'), () => '。'],
  ['half', new RegExp(`(?<=[${han}])[ ]?\\((?=[^()\\n]*[${han}][^()\\n]*\\))`, 'gu'), () => '（'],
  ['half', new RegExp(`(?<=[${han}][ ]?[(（][^()\\n]*[${han}][^()\\n]*)\\)`, 'gu'), () => '）'],
  ['quotes', new RegExp(`"(?=[^"\\n]*[${han}])([^"\\n]+)"`, 'gu'), (_, inner) => `“${inner}”`],
  ['quotes', new RegExp(`”(?=[^“”\\n]*[${han}])([^“”\\n]+)“`, 'gu'), (_, inner) => `“${inner}”`],
  ['full', /[０-９Ａ-Ｚａ-ｚ]+/g, (part) => part.replace(/./g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xFEE0))],
  ['inner-space', /(?<=[，。！？；：、」』”》）】])[ ]+(?=[^\s\uE000*_\-])|(?<=[^\s\uE000])[ ]+(?=[，。！？；：、」』》）】])/gu, () => ''],
  ['space', new RegExp(`(?<=[${han}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9][%°+#]{0,2})(?=[${han}])`, 'gu'), () => ' '],
];

/**
 * What is wrong, in the order of the text; no two findings overlap.
 * @param {string} text Markdown
 * @returns {Finding[]}
 */
export function check(text) {
  const seen = prose(text);
  /** @type {Finding[]} */
  const found = [];
  for (const [kind, pattern, change] of rules) {
    for (const match of seen.matchAll(pattern)) {
      const from = match.index;
      const to = from + match[0].length;
      // what was blotted out inside comes back by its place
      const fixed = change(match[0], ...match.slice(1));
      if (fixed === undefined || fixed === match[0]) continue;
      const real = fixed.includes(hidden) ? fixed[0] + text.slice(from + 1, to - 1) + fixed[fixed.length - 1] : fixed;
      if (!found.some((f) => from < f.to && f.from < to || from === f.from && to === f.to)) found.push({ kind, from, to, text: real });
    }
  }
  found.push(...unpaired(seen));
  return found.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** @param {string} seen brackets and quotes without their other half in the same paragraph */
function unpaired(seen) {
  /** @type {Finding[]} */
  const found = [];
  for (const part of seen.matchAll(/[^\n]+(?:\n(?!\s*\n)[^\n]+)*/g)) {
    /** @type {{mark: string, at: number}[]} */
    const open = [];
    for (let i = 0; i < part[0].length; i++) {
      const mark = part[0][i];
      const at = part.index + i;
      if (closers[mark]) open.push({ mark, at });
      else if (Object.values(closers).includes(mark)) {
        if (open.length && closers[open[open.length - 1].mark] === mark) open.pop();
        else found.push({ kind: 'pair', from: at, to: at + 1 });
      }
    }
    found.push(...open.map(({ at }) => ({ kind: /** @type {Kind} */ ('pair'), from: at, to: at + 1 })));
  }
  // reversed quotes are reported as such, with a fix
  return found.filter((f) => !/[“”]/.test(seen[f.from]) || !new RegExp(`”[^“”\\n]*[${han}][^“”\\n]*“`, 'u').test(seen));
}

/**
 * The text with everything put right that has one right form. Putting one thing right can show another, hence the rounds.
 * @param {string} text
 */
export function fixAll(text) {
  for (let round = 0; round < 4; round++) {
    const fixes = check(text).filter((f) => f.text !== undefined);
    if (!fixes.length) break;
    for (const f of fixes.reverse()) text = text.slice(0, f.from) + f.text + text.slice(f.to);
  }
  return text;
}
