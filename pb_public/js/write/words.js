// What editors of all kinds say.

import { lang } from '../words.js';

const zh = {
  again: '重试', dirty: '有改动，稍后自动保存', elsewhere: '它也在另一个标签页里打开着，两边的改动会自动合并。', merged: '已并入别人刚才的修改。', offline: '连不上服务器：改动已存在这台设备上，恢复后自动保存', refused: '没有保存，请看标出的地方',
  saving: '正在保存…', hint: '文字', close: '关闭', previewFailed: '预览没有成功', clash: '两边改了同一处', untitled: '无标题', title: '标题', tags: '标签',
  /** @param {string} time */
  saved: (time) => `已保存 ${time}`,
  /** @param {number} n @param {number} words @param {number} minutes */
  count: (n, words, minutes) => `${n} 字${words ? ` · ${words} 词` : ''} · 约 ${minutes} 分钟读完`,
};

/** @type {typeof zh} */
const en = {
  again: 'Try again', dirty: 'Changes will be saved in a moment', elsewhere: 'It is open in another tab too; changes of both are merged.', merged: 'Somebody’s changes of a moment ago were merged in.', offline: 'The server can’t be reached: your changes are kept on this device and saved once it can', refused: 'Not saved; see what is marked',
  saving: 'Saving…', hint: 'text', close: 'Close', previewFailed: 'The preview failed', clash: 'Both changed the same place', untitled: 'Untitled', title: 'Title', tags: 'Tags',
  saved: (time) => `Saved ${time}`,
  count: (n, words, minutes) => `${words} word${words === 1 ? '' : 's'}${n ? ` · ${n} Chinese characters` : ''} · ${minutes} min read`,
};

export const words = lang === 'en' ? en : zh;
