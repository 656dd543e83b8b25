// Pictures: made smaller where they are larger than a page can show, sent with progress, and put into the text.

import { h } from '../dom.js';
import { Refusal } from '../session.js';
import { lang } from '../words.js';

export const words = {
  zh: {
    uploading: '正在上传', badType: '不是可以插入的图片（PNG、JPEG、GIF、WebP、AVIF、SVG）', tooLarge: '缩小后仍超过 10 MB，请换一张小一些的', failed: '没有传上去', close: '关闭',
  },
  en: {
    uploading: 'Uploading', badType: 'not an image that can be used (PNG, JPEG, GIF, WebP, AVIF, SVG)', tooLarge: 'still more than 10 MB after resizing; choose a smaller one', failed: 'not uploaded', close: 'Close',
  },
}[lang];

const types = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml'];
const shrunk = ['image/png', 'image/jpeg', 'image/webp'];
const widest = 1920;
const largest = 10 << 20;

/** @param {File} file @returns {Promise<File>} the same, or a smaller one */
async function fitted(file) {
  if (!shrunk.includes(file.type)) return file; // a canvas would stop an animation, and make pixels of a drawing
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, widest / Math.max(picture.width, picture.height));
  if (scale === 1) { picture.close(); return file; }
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((/** @type {(b: Blob | null) => void} */ done) => { canvas.toBlob(done, file.type, 0.88); });
  return blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file;
}

/**
 * @param {import('../session.js').Session} who @param {string} path of the record @param {string} field "files+" or "cover" @param {File} file
 * @param {(part: number) => void} progress @returns {Promise<Record<string, any>>} the record
 */
export function send(who, path, field, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch doesn't tell how much has been sent
    const form = new FormData();
    form.append(field, file);
    request.open('PATCH', path);
    request.setRequestHeader('authorization', who.token);
    request.setRequestHeader('accept-language', document.documentElement.lang);
    request.responseType = 'json';
    request.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded / event.total); };
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject(new Refusal(request.status, request.response)));
    request.onerror = () => reject(new TypeError('network'));
    request.send(form);
  });
}

/**
 * Puts pictures into a record as they come.
 * @param {import('../session.js').Session} who @param {() => Promise<string>} path that of the record, which is saved first if it is new
 * @param {(record: Record<string, any>) => void} done hears of the record @returns {Put}
 */
export const into = (who, path, done) => async (file, progress) => {
  const record = await send(who, await path(), 'files+', file, progress);
  done(record);
  return record.files[record.files.length - 1];
};

/** @typedef {{name: string, put: () => Promise<void>}} Cover one that waits to be sent */

/**
 * Sends the cover that was chosen, at once or, for a live article, when its changes are published: until then readers don't see it.
 * @param {HTMLInputElement} input @param {boolean} later @param {import('./details.js').Details} details @param {import('../session.js').Session} who
 * @param {() => Promise<string>} path @param {(record: Record<string, any>) => void} done @returns {Promise<Cover | null>} the one that waits
 */
export async function cover(input, later, details, who, path, done) {
  const file = input.files?.[0];
  if (!file) return null;
  const put = async () => done(await send(who, await path(), 'cover', file, () => { details.part('cover').textContent = words.uploading; }));
  details.clear();
  try {
    if (later) return { name: file.name, put };
    await put();
  } catch (error) {
    details.refuse({ cover: { message: error instanceof Refusal ? error.fields.cover?.message ?? error.message : words.failed } });
  } finally {
    input.value = '';
  }
  return null;
}

let count = 0;
/** @type {Promise<unknown>} one after the other: the answer's last file is ours */
let line = Promise.resolve();

/** @typedef {(file: File, progress: (part: number) => void) => Promise<string>} Put takes a picture and gives the name that the text has for it */

/**
 * @param {File[]} files
 * @param {{area: HTMLTextAreaElement, edit: import('./area.js').Edit, list: HTMLElement, put: Put, calm: () => Promise<void>}} page
 */
export function upload(files, page) {
  for (const file of files) {
    const alt = file.name.replace(/\.\w+$/, '').replace(/[[\]\\`*_<>]/g, ' ').trim();
    const mark = `![${words.uploading} ${++count}: ${alt}]()`;
    const bar = h('progress', { max: 1, value: 0, 'aria-label': file.name });
    const row = h('li', {}, h('span', {}, file.name), bar);
    page.list.append(row);
    const wrong = (/** @type {string} */ why) => {
      swap(page, mark, '');
      row.replaceChildren(h('span', { class: 'wrong' }, `${file.name}: ${why}`), h('button', { type: 'button', class: 'link', onclick: () => row.remove() }, words.close));
    };
    if (!types.includes(file.type)) { wrong(words.badType); continue; }
    if (!page.edit.composing(page.area)) {
      const { selectionStart: from, selectionEnd: to } = page.area;
      page.edit.apply(page.area, { from, to, text: `${mark}\n`, select: [mark.length + 1, mark.length + 1] });
    }
    line = line.then(async () => {
      try {
        const small = await fitted(file);
        if (small.size > largest) { wrong(words.tooLarge); return; }
        const name = await page.put(small, (part) => { bar.value = part; });
        await page.calm();
        swap(page, mark, `![${alt}](${name})`);
        row.remove();
      } catch (error) {
        const refusal = error instanceof Refusal ? error : null;
        wrong(refusal?.fields.files?.message ?? refusal?.message ?? words.failed);
      }
    });
  }
}

/** @param {Parameters<typeof upload>[1]} page @param {string} mark @param {string} text */
async function swap({ area, calm, edit: { apply } }, mark, text) {
  await calm();
  const from = area.value.indexOf(mark);
  if (from >= 0) apply(area, { from, to: from + mark.length, text });
  else if (text) apply(area, { from: area.selectionEnd, to: area.selectionEnd, text });
}
