// What the form says that changes what stands there.

import { lang } from '../words.js';

const zh = {
  note: '修改说明',
  noteHint: '改了什么、为什么改，可不填。',
  noteNeeded: '请写明改了什么、为什么改，审核的人要看。',
  suggesting: '你的修改会作为建议提交，由作者或有权限的人审核后生效。',
  suggested: '建议已提交，审核结果会通知你。',
  restoredHere: '已恢复你上次没有保存的修改。',
  mergedCheck: '别人刚保存了新的版本，已和你的修改合并。请看一遍，再保存。',
  save: '保存修改',
  suggest: '提交修改建议',
  cancel: '取消',
  dropSure: '放弃刚才的修改？',
};

/** @type {typeof zh} */
const en = {
  note: 'What you changed',
  noteHint: 'What, and why; optional.',
  noteNeeded: 'Say what you changed and why: a reviewer reads it.',
  suggesting: 'Your change is sent as a suggestion; the author or a reviewer decides about it.',
  suggested: 'Sent. You will hear what came of it.',
  restoredHere: 'Your unsaved changes are back.',
  mergedCheck: 'Somebody has just saved a new version; it was merged with yours. Look it over, and save again.',
  save: 'Save changes',
  suggest: 'Suggest this edit',
  cancel: 'Cancel',
  dropSure: 'Discard what you changed?',
};

export const edits = lang === 'en' ? en : zh;
