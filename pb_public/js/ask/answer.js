// The form to answer in: the editor around the text area that is being typed in, a draft with its pictures on this device, and
// sending both at once.

import { h } from '../dom.js';
import { call } from '../session.js';
import { style } from '../style.js';
import { forget, keep, kept } from '../write/local.js';
import { mark } from '../write/marks.js';
import { editor } from './editor.js';
import { Held } from './held.js';
import { sends } from './send.js';
import { says } from './words.js';

const path = '/api/collections/answers/records';

/** @param {import('../qa.js').Page} page @param {HTMLFormElement} form @param {HTMLTextAreaElement} area */
export async function answer(page, form, area) {
  const { who } = page;
  if (!who) return;
  const key = `answer:${page.id}`;
  const held = new Held(who.id, key);
  await Promise.all([style('answer'), held.open()]);
  const top = area.getBoundingClientRect().top;
  const failed = h('p', { class: 'say bad', role: 'alert' });
  const send = h('button', { class: 'btn' }, says.answer);
  const state = h('p', { class: 'state', role: 'status' });
  let timer = 0;
  const save = () => {
    if (area.value.trim()) {
      const here = keep(who.id, key, { text: { body: area.value }, base: null, updated: '', at: Date.now() });
      state.textContent = here ? says.keptHere : '';
    } else { forget(who.id, key); state.textContent = ''; }
  };
  const ed = editor(area, { who, lang: () => page.lang, of: () => ({}), held, changed: () => {
    mark(area, '');
    failed.textContent = '';
    clearTimeout(timer);
    timer = window.setTimeout(save, 300);
  } });
  area.classList.remove('talk-open');
  form.append(failed, h('div', { class: 'end-line' }, send, state));
  // the text stays under the eyes of who has begun to type
  if (document.activeElement === area) scrollBy(0, area.getBoundingClientRect().top - top);
  if (!area.value) {
    const [found] = kept(who.id, key);
    if (found) { area.value = found.kept.text.body; state.textContent = says.keptHere; ed.later(); }
  }
  addEventListener('pagehide', save);

  sends(form, send, failed, async () => {
    await ed.calm();
    const body = new FormData();
    for (const [name, value] of Object.entries({ question: page.id, author: who.id, body: area.value, status: 'published' })) body.append(name, value);
    for (const picture of held.of(area.value)) body.append('files', picture);
    const made = await call(who, 'POST', path, body);
    clearTimeout(timer);
    for (const k of kept(who.id, key)) forget(who.id, key, k.tab);
    removeEventListener('pagehide', save);
    held.clear();
    await page.renew();
    const shown = page.posts.get(made.id)?.article;
    shown?.focus({ preventScroll: true });
    shown?.scrollIntoView({ block: 'start' });
  });
}
