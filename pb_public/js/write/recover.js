// Offers what a tab that is gone has kept on this device and the server never got.

import { lang } from '../words.js';

const words = {
  zh: {
    newer: '这台设备上有一份没来得及保存的文字', look: '看看差别', restore: '恢复', discard: '丢弃',
  },
  en: {
    newer: 'This device has a text that wasn’t saved in time', look: 'See the difference', restore: 'Restore', discard: 'Discard',
  },
}[lang];

/** @typedef {import('./remote.js').Text} Text */

/**
 * @template Doc
 * @param {import('./saving.js').Saver<Doc>} saver @param {Set<string>} alive the tabs that have the text open
 * @param {Pick<typeof import('./local.js'), 'forget' | 'kept' | 'tab'> & Pick<typeof import('./notice.js'), 'act'> & Pick<typeof import('./request.js'), 'same'>} tools what the page has already
 * @param {{show: (text: Text) => void, body: () => string, notice: (text: string, ...acts: Node[]) => void, changed: () => void}} page
 */
export function recover(saver, alive, { forget, kept, tab, act, same }, { show, body, notice, changed }) {
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
