// What is rarely done on a question's page: deleting with a reason, and choosing the folder of a bookmark.

import { h } from './dom.js';
import { call } from './session.js';
import { style } from './style.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    removeQuestion: '删除这个问题？', removeAnswer: '删除这个回答？', say: '删除后读者不再看得到，版主可以恢复。', reason: '原因', optional: '可不填，会留在记录里。',
    needed: '删除别人的内容请写明原因，对方会看到。', remove: '删除', cancel: '取消', failed: '没有成功，请再试一次', folder: '收藏到', unsorted: '未分类',
  },
  en: {
    removeQuestion: 'Delete this question?', removeAnswer: 'Delete this answer?', say: 'Readers won’t see it any more; moderators can bring it back.', reason: 'Reason', optional: 'Optional; it is kept on record.',
    needed: 'Say why you delete somebody else’s work; they will see it.', remove: 'Delete', cancel: 'Cancel', failed: 'That did not work, please try again', folder: 'Keep in', unsorted: 'Unsorted',
  },
}[lang];

/** @param {import('./qa.js').Page} page @param {import('./qa.js').Post} post */
export async function remove(page, post) {
  await style('answer');
  const own = page.own(post);
  const reason = h('textarea', { id: 'qa-reason', name: 'note', maxlength: 300, rows: 2, required: !own, 'aria-describedby': 'qa-reason-hint' });
  const say = h('p', { class: 'say bad', role: 'alert' });
  const go = h('button', { class: 'btn bad', type: 'submit' }, words.remove);
  const form = h('form', { class: 'form', method: 'dialog', onsubmit: async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    go.disabled = true;
    say.textContent = '';
    try {
      await call(page.who, 'PATCH', `/api/collections/${post.kind}s/records/${post.id}`, { status: 'deleted', note: reason.value.trim() });
      dialog.close();
      if (post.kind === 'question') { location.assign(`${prefix}/questions`); return; }
      await page.renew();
    } catch (error) {
      say.textContent = page.why(error);
      go.disabled = false;
    }
  } },
  h('div', {}, h('h2', { id: 'qa-remove' }, post.kind === 'question' ? words.removeQuestion : words.removeAnswer), h('p', { class: 'hint' }, words.say)),
  h('div', { class: 'field' }, h('label', { for: 'qa-reason' }, words.reason), reason, h('p', { class: 'hint', id: 'qa-reason-hint' }, own ? words.optional : words.needed)),
  say,
  h('div', { class: 'acts' }, go, h('button', { class: 'btn quiet', type: 'button', onclick: () => dialog.close() }, words.cancel)));
  const dialog = h('dialog', { class: 'sheet', 'aria-labelledby': 'qa-remove', onclose: () => dialog.remove() }, form);
  document.body.append(dialog);
  dialog.showModal();
}

/** Offers a folder for a bookmark that was just made, to who has some. @param {import('./qa.js').Page} page @param {HTMLElement} button @param {string} id */
export async function folders(page, button, id) {
  const { items } = await call(page.who, 'GET', '/api/collections/bookmark_folders/records?perPage=100&skipTotal=1&sort=position,name&fields=id,name');
  if (!items.length) return;
  const select = h('select', { 'aria-label': words.folder, class: 'folder', onchange: () => {
    call(page.who, 'PATCH', `/api/collections/bookmarks/records/${id}`, { folder: select.value }).then(() => select.remove(), () => { select.value = ''; });
  } }, h('option', { value: '' }, `${words.folder}：${words.unsorted}`), ...items.map((/** @type {{id: string, name: string}} */ f) => h('option', { value: f.id }, f.name)));
  button.after(select);
  setTimeout(() => { if (document.activeElement !== select) select.remove(); }, 15_000);
}
