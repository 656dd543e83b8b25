// Offers what a tab that is gone has kept on this device and the server never got.

import { lang } from '../words.js';
import { forget, kept, tab } from './local.js';
import { act } from './notice.js';
import { same } from './request.js';
import { words } from './words.js';

/** @typedef {import('./remote.js').Text} Text */

/**
 * @template Doc
 * @param {import('./saving.js').Saver<Doc>} saver @param {Set<string>} alive the tabs that have the text open
 * @param {{show: (text: Text) => void, body: () => string, notice: (text: string, ...acts: Node[]) => void, changed: () => void}} page
 */
export function recover(saver, alive, { show, body, notice, changed }) {
  const { who, store } = saver;
  const key = store.key(saver.id);
  const [found] = kept(who.id, key).filter((k) => (k.tab === tab || !alive.has(k.tab)) && !same(store.fields, { ...store.empty, ...k.kept.text }, store.textOf(saver.doc)));
  if (!found || saver.dirty) return;
  const { text, base, at } = found.kept;
  const drop = () => { forget(who.id, key, found.tab); notice(''); };
  notice(`${words.newer} (${new Date(at).toLocaleString(lang)})`,
    act(words.look, async () => (await import('./conflict.js')).difference(body(), text.body)),
    act(words.restore, async () => {
      const current = saver.doc;
      show({ ...store.empty, ...text });
      // on top of what it began with: what the server got since is merged, not overwritten
      if (base && !same(store.fields, base, saver.base)) await saver.together(current, { ...store.empty, ...base });
      drop();
      changed();
    }),
    act(words.discard, drop));
}
