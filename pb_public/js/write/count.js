// Words and reading time, by the server's rule: Chinese characters (with kana) one by one, other scripts by words, code
// not at all. Pure.

const perMinute = { han: 400, words: 220 };

/**
 * @param {string} markdown
 * @returns {{han: number, words: number, minutes: number}}
 */
export function count(markdown) {
  const text = markdown
    .replace(/^(```+|~~~+)[^]*?(^\1[`~]*\s*$|(?![^]))/gm, ' ') // fences
    .replace(/\$\$[^]*?\$\$|`[^`\n]*`|<[^>\n]*>/g, ' ')
    .replace(/(!?\[[^\]\n]*\])\([^)\n]*\)/g, '$1');
  const han = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const words = text.replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, ' ').match(/[\p{L}\p{N}]+(?:['’_.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  return { han, words, minutes: Math.max(1, Math.ceil(han / perMinute.han + words / perMinute.words)) };
}
