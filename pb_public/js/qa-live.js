// What changes on a question's page while somebody reads it: counts and the accepted answer at once, new answers and comments
// behind a bar, so that nothing moves under who is reading.

import { h } from './dom.js';
import { listening, subscribe } from './realtime.js';
import { says } from './qa-words.js';

/**
 * It listens at once, and follows what it hears once the page is equipped: before that nothing on it is known, and all would be new.
 * @param {import('./qa.js').Page} page @param {Promise<void>} equipped
 */
export default function live(page, equipped) {
  const answers = document.querySelector('[data-answers]');
  if (!answers) return;
  /** @type {Set<string>} answers that came and aren't shown */
  const fresh = new Set();
  let changed = false;
  const bar = h('div', { class: 'arrived', role: 'status' });
  answers.append(bar);
  const edited = page.article.dataset.edited;

  const offer = () => {
    const text = fresh.size ? says.answers(fresh.size) : changed ? `${says.changed} · ${says.show}` : '';
    bar.replaceChildren(...text ? [h('button', { type: 'button', class: 'btn small', onclick: show }, text)] : []);
  };
  const show = async () => {
    const ids = [...fresh];
    fresh.clear();
    changed = false;
    offer();
    await page.refresh();
    const shown = ids.map((id) => page.posts.get(id)?.article).filter((e) => e !== undefined);
    for (const article of shown) article.classList.add('fresh');
    shown[0]?.focus({ preventScroll: true });
    shown[0]?.scrollIntoView({ block: 'nearest' });
  };

  subscribe(`answers/${page.id}`, async (/** @type {any} */ { action, answer, counts }) => {
    await equipped;
    for (const [id, n] of Object.entries(counts ?? {})) {
      const post = page.posts.get(id);
      if (!post) continue;
      page.score(post, n.votes);
      document.dispatchEvent(new CustomEvent('qiao:said', { detail: { id, count: n.comments } }));
    }
    if (!answer || answer.author && answer.author === page.who?.id) return;
    const there = page.posts.get(answer.id);
    if (action === 'delete') {
      fresh.delete(answer.id);
      there?.article.classList.add('gone');
    } else if (!there) fresh.add(answer.id);
    else if (action === 'update') changed = true;
    offer();
  });
  subscribe(`questions/${page.id}`, async ({ action, record }) => {
    await equipped;
    if (action === 'delete' || record.status !== 'published') { changed = true; offer(); return; }
    page.markAccepted(record.accepted);
    if (edited !== undefined && record.edited !== edited && record.author !== page.who?.id) { changed = true; offer(); }
  });
  // what happened before or while the connection was lost wasn't told
  const missed = (/** @type {string[]} */ ids) => {
    for (const id of ids) fresh.add(id);
    offer();
  };
  Promise.all([equipped, listening()]).then(() => page.refresh({ insert: false })).then(missed, () => { /* it will be told */ });
  document.addEventListener('qiao:reconnected', () => page.catchUp().then(missed));
}
