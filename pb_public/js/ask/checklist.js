// What a good question has, ticked by itself while it is written. It advises; nobody is held up by it.

import { says } from './words.js';

/** @typedef {import('../write/remote.js').Text} Text */

/** By the name of their line in the page. Pure. @type {Record<string, (text: Text) => boolean>} */
export const points = {
  title: ({ title }) => [...title.replace(/\p{Script=Han}/gu, 'xx')].length >= 16
    && /[?？]|怎么|怎样|如何|为什么|为何|什么|是否|能否|可否|有没有|哪|吗|多少|几|\b(?:how|why|what|which|when|where|who|can|could|does|do|is|are|should|will)\b/i.test(title),
  code: ({ body }) => /^ {0,3}(?:```|~~~)|^(?: {4}|\t)\S/m.test(body) || /`[^`\n]+`/.test(body) || /error|exception|traceback|panic|报错|错误/i.test(body),
  tried: ({ body }) => /试过|尝试|试了|换成|改成|查了|搜了|搜索|看过|参考|按照|排查|\b(?:tried|attempt|searched|followed|changed|looked|read|checked|according)/i.test(body),
  expected: ({ body }) => /期望|预期|希望|应该|想要|本来|以为|但是|结果|却|\b(?:expect|should|instead|but|want|hope|result)/i.test(body),
  tags: ({ tags }) => tags.length > 0,
};

/** Ticks the lines [data-point] of a list. @param {HTMLElement} list @param {HTMLElement} sum says how many are @param {Text} text */
export function tick(list, sum, text) {
  const lines = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll('[data-point]'));
  let done = 0;
  for (const line of lines) {
    const on = points[line.dataset.point ?? '']?.(text) ?? false;
    if (on) done++;
    line.classList.toggle('done', on);
    const state = line.querySelector('.vh');
    if (state) state.textContent = on ? says.done : says.open;
  }
  sum.textContent = says.progress(done, lines.length);
}
