// The comments below a question and its answers: votes, replies, editing and deleting for who is signed in, and an offer of
// those that came. <section data-remarks="kind:id"> ol > li.remark[data-comment] … <span data-acts> … <p data-remark-form>

import { h } from './dom.js';
import { signInLink } from './session.js';
import { button, votes, write } from './talk-parts.js';
import { says as talk } from './talk-words.js';
import { says } from './qa-words.js';
import { style } from './style.js';
import { prefix } from './words.js';

const editWindow = 30 * 60_000;
/** How many comments each post has, as far as was told. @type {Map<string, number>} */
const told = new Map();

/** @param {import('./qa.js').Page} page */
export default function remarks(page) {
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-remarks]'))) {
    const [kind, id] = (section.dataset.remarks ?? '').split(':');
    const { who, mine } = page;
    const place = { who, kind, id, draft: (/** @type {string} */ of) => `qiao:draft:${kind}:${id}:${of}`, refresh: async () => { await page.refresh({ insert: false }); offer(); } };

    const bar = section.querySelector('[data-came]') ?? h('span', { role: 'status', 'data-came': '' });
    /** Offers what came and isn't shown. */
    const offer = () => {
      const n = (told.get(id) ?? 0) - Number(section.dataset.total || section.querySelectorAll('.remark').length);
      bar.replaceChildren(...n > 0 ? [h('button', { type: 'button', class: 'act', onclick: async () => {
        const before = section.querySelectorAll('.remark').length;
        await place.refresh();
        const all = /** @type {HTMLAnchorElement | null} */ (section.querySelector('[data-remark-form] > a[href*="#comments"]'));
        if (section.querySelectorAll('.remark').length === before && all) location.assign(all.href); // only the first ones stand here
      } }, says.comments(n))] : []);
    };

    /** @param {HTMLElement} at @param {{parent?: string, edit?: string}} what */
    const open = (at, what) => style('comment').then(() => write(place, at, what, async (comment) => {
      if (comment.state === 'pending') { at.append(h('p', { class: 'q-note' }, talk.waits)); return; }
      await place.refresh();
      const shown = document.getElementById(`c-${comment.id}`);
      if (!shown) { location.assign(`${prefix}/comments/${comment.id}`); return; }
      shown.focus({ preventScroll: true });
      shown.scrollIntoView({ block: 'nearest' });
    }));

    for (const li of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll('.remark'))) {
      const acts = li.querySelector('[data-acts]');
      const { comment = '', author = '', created = '' } = li.dataset;
      if (!acts || !who || !mine || li.dataset.ready) continue;
      li.dataset.ready = '1';
      const own = author === who.id;
      const shown = /** @type {HTMLElement | null} */ (acts.querySelector('[data-votes]'));
      acts.replaceChildren(votes(who, 'comment', comment, { count: Number(shown?.dataset.votes ?? 0), own, mark: mine.votes.find((v) => v.target === comment) ?? null }));
      if (!page.locked) acts.append(button(talk.reply, () => open(li, { parent: comment })));
      if (own && Date.now() - Date.parse(created) < editWindow || mine.staff) acts.append(button(talk.edit, () => open(li, { edit: comment })));
      if (own || mine.staff) acts.append(button(talk.remove, async () => (await import('./talk-acts.js')).remove(place, comment)));
      if (!own) acts.append(h('button', { type: 'button', class: 'act', 'data-report': `comment:${comment}` }, talk.report));
    }

    const foot = section.querySelector('[data-remark-form]');
    if (!foot || section.dataset.ready) continue;
    section.dataset.ready = '1';
    if (!page.locked && !page.article.hasAttribute('data-locked') || mine?.staff) {
      foot.prepend(who
        ? h('button', { type: 'button', class: 'act', 'data-do': 'comment', onclick: () => open(section, {}) }, says.comment)
        : h('a', { href: signInLink() }, says.signInToTalk));
      if (who && localStorage.getItem(place.draft(''))) open(section, {});
    }
    foot.append(bar);
    document.addEventListener('qiao:said', (event) => {
      const said = /** @type {CustomEvent} */ (event).detail;
      if (said.id !== id) return;
      told.set(id, said.count);
      offer();
    });
  }
}
