// Who else has the article open on another device, and saves it: said at once, and taken over while the text here is as it
// was saved; else the person decides when.

import { subscribe } from '../realtime.js';
import { lang } from '../words.js';

/** @typedef {{id: string, collection: string, updated: string, by: string, name: string, gone?: boolean}} Saved what is told of a save; never the text */

const words = {
  zh: {
    you: '你在另一台设备上', somebody: '别人', merge: '现在合并',
    /** @param {string} name @param {string} time */ taken: (name, time) => `${name} ${time} 保存了新的改动，已更新到这里。`,
    /** @param {string} name @param {string} time */ offer: (name, time) => `${name} ${time} 保存了新的改动，会和你还没保存的合并。`,
  },
  en: {
    you: 'You, on another device,', somebody: 'Somebody', merge: 'Merge now',
    /** @param {string} name @param {string} time */ taken: (name, time) => `${name} saved changes at ${time}; they are here now.`,
    /** @param {string} name @param {string} time */ offer: (name, time) => `${name} saved changes at ${time}; they will be merged with yours, which aren’t saved yet.`,
  },
}[lang];

/** What is saved within so many milliseconds is told of once: publishing saves the draft and the article. */
const together = 300;

/**
 * @param {import('./saving.js').Saver<import('./remote.js').Doc>} saver
 * @param {{
 *   taking: () => boolean, notice: (text: string, ...acts: Node[]) => void, act: (label: string, run: () => void) => Node,
 *   same: (a: Record<string, any>, b: Record<string, any>) => boolean, shown: () => void,
 * }} page taking says whether the article is being moved or published from here; shown is called when another state is to be shown
 */
export function beside(saver, { taking, notice, act, same, shown }) {
  /** @type {Map<string, Saved>} the last of each record that isn't looked at yet */
  const news = new Map();
  let timer = 0;
  const soon = () => { clearTimeout(timer); timer = window.setTimeout(look, together); };

  /** Whether the text here is of that save, or of a later one: of one's own too, which are heard of as well. @param {Saved} saved */
  const known = ({ id, collection, updated, gone }) => {
    const mine = collection === 'articles' ? saver.doc.article : saver.doc.revision;
    return gone ? mine?.id !== id : mine?.id === id && updated <= mine.updated;
  };

  async function look() {
    await saver.idle();
    if (taking()) { soon(); return; }
    const fresh = [...news.values()].filter((saved) => !known(saved));
    news.clear();
    if (!fresh.length) return;
    const { by, name, updated } = fresh.find((saved) => saved.by) ?? fresh[0];
    const who = by === saver.who.id ? words.you : name || words.somebody;
    const time = new Date(updated.replace(' ', 'T')).toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' });
    if (saver.dirty) {
      notice(words.offer(who, time), act(words.merge, () => { notice(''); saver.save(); }));
      return;
    }
    const before = saver.base;
    if (!await saver.follow()) return;
    shown();
    if (!same(before, saver.base)) notice(words.taken(who, time));
  }

  subscribe(`write/${saver.id}`, (/** @type {any} */ { action, record }) => { news.set(record.id, { ...record, gone: action === 'delete' }); soon(); });
  // what happened while the connection was lost wasn't told
  document.addEventListener('qiao:reconnected', () => { if (!saver.dirty && !taking()) saver.follow().then(shown); });
}
