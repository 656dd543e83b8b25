// Questions that are answered with a file: loaded only where there are some.

import { field } from '../bench.js';
import { h } from '../dom.js';
import { lang } from '../words.js';

const words = {
  zh: { hint: 'PDF、Word、PowerPoint 或图片，最大 5 MB；只有主办方和你能看到', large: '文件超过 5 MB，请换小一点的。' },
  en: { hint: 'PDF, Word, PowerPoint or a picture, 5 MB at most; only the organisers and you see it', large: 'The file is larger than 5 MB. Choose a smaller one.' },
}[lang];

/** The control of such a question. @param {{label: string, help: string, required: boolean}} question @param {string} label */
export function picker(question, label) {
  const input = h('input', { type: 'file', required: question.required, accept: '.pdf,.png,.jpg,.jpeg,.webp,.docx,.pptx' });
  input.onchange = () => input.setCustomValidity((input.files?.[0]?.size ?? 0) > 5 << 20 ? words.large : '');
  return {
    element: field(label, input, [question.help, words.hint].filter(Boolean).join(' · ')),
    value: () => input.files?.[0]?.name ?? '',
    file: () => input.files?.[0],
  };
}

/**
 * A request with its files. Two of the same name are told apart.
 * @param {Record<string, any>} body with answers by question @param {[question: string, file: File][]} files
 */
export function withFiles(body, files) {
  const form = new FormData();
  const answers = { ...body.answers };
  for (const [i, [question, file]] of files.entries()) {
    const name = files.findIndex(([, other]) => other.name === file.name) < i ? `${i + 1}-${file.name}` : file.name;
    answers[question] = name;
    form.append('files', file, name);
  }
  form.append('@jsonPayload', JSON.stringify({ ...body, answers }));
  return form;
}
