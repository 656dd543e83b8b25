// The answers of a question that were deleted or taken down, below the others, for those who may still see them.

import { h } from './dom.js';
import { gonePosts } from './gone-post.js';
import { call } from './session.js';
import { lang } from './words.js';

const words = { zh: { title: '已删除的回答', failed: '没有读到，请再试一次' }, en: { title: 'Deleted answers', failed: 'That could not be read, please try again' } }[lang];
const most = 100;

/** @param {import('./qa.js').Page} page @param {number} count how many there are */
export function gone(page, count) {
  const { who } = page;
  const old = /** @type {HTMLDetailsElement | null} */ (document.querySelector('.q-gone'));
  old?.remove();
  if (!who || !count) return;
  const list = h('div', {});
  const box = h('details', { class: 'q-gone', ontoggle: () => { if (box.open && !list.childElementCount) read(); } },
    h('summary', {}, words.title, ' ', h('span', { class: 'num' }, String(count))), list);
  const read = async () => {
    const filter = encodeURIComponent(`question='${page.id}' && (status='deleted'${page.mine?.staff ? "||status='hidden'" : ` && author='${who.id}'`})`);
    try {
      const { items } = await call(who, 'GET', `/api/collections/answers/records?perPage=${most}&skipTotal=1&sort=answered&expand=author&filter=${filter}`);
      list.replaceChildren(...await gonePosts(who, 'answer', items, async (item) => {
        await page.renew();
        const shown = page.posts.get(item.id)?.article;
        shown?.focus({ preventScroll: true });
        shown?.scrollIntoView({ block: 'nearest' });
      }));
    } catch { list.replaceChildren(h('p', { class: 'why' }, words.failed)); }
  };
  document.querySelector('[data-answers]')?.append(box);
  if (old?.open) box.open = true;
}
