// What isn't on the server yet, kept on this device before anything else is tried. Each tab keeps its own copy, so that
// two tabs don't overwrite each other's.

/** @typedef {import('./remote.js').Text} Text */
/** @typedef {{text: Text, base: Text | null, updated: string, at: number}} Kept base is what the text began with, updated that of its record */

/** @returns {string} this tab, also after a reload or a crash */
function tabName() {
  try {
    const name = sessionStorage.getItem('qiao:tab') ?? Math.random().toString(36).slice(2, 10);
    sessionStorage.setItem('qiao:tab', name);
    return name;
  } catch {
    return 'tab';
  }
}
export const tab = tabName();

/** @param {string} who @param {string} id */
const prefix = (who, id) => `qiao:write:${who}:${id || 'new'}:`;

/** @param {string} who @param {string} id @param {Kept} kept @returns {boolean} false when the device has no room */
export function keep(who, id, kept) {
  for (const what of [kept, { ...kept, base: null }]) {
    try {
      localStorage.setItem(prefix(who, id) + tab, JSON.stringify(what));
      return true;
    } catch { /* without what it began with, it may fit */ }
  }
  return false;
}

/** @param {string} who @param {string} id @param {string} [of] the tab, this one when not given */
export function forget(who, id, of = tab) {
  try { localStorage.removeItem(prefix(who, id) + of); } catch { /* nothing was kept then */ }
}

/** @param {string} who @param {string} id @returns {{tab: string, kept: Kept}[]} what tabs have kept of an article, the newest first */
export function kept(who, id) {
  /** @type {{tab: string, kept: Kept}[]} */
  const found = [];
  try {
    const start = prefix(who, id);
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(start)) found.push({ tab: key.slice(start.length), kept: JSON.parse(localStorage.getItem(key) ?? '') });
    }
  } catch { /* what can't be read can't be offered */ }
  return found.filter(({ kept: k }) => typeof k?.text?.body === 'string').sort((a, b) => b.kept.at - a.kept.at);
}

/** Tells other tabs, and hears from them. Messages name the article and the tab. */
export class Others {
  #channel = 'BroadcastChannel' in window ? new BroadcastChannel('qiao:write') : null;
  id = '';

  /** @param {(message: {kind: string, tab: string}) => void} hear of messages about the same article */
  constructor(hear) {
    this.#channel?.addEventListener('message', ({ data }) => {
      if (data?.id !== this.id || !this.id && data?.kind !== 'who' && data?.kind !== 'here') return;
      if (data.kind === 'who') this.tell('here');
      hear(data);
    });
  }

  /** @param {'who' | 'here' | 'saved'} kind */
  tell(kind) { this.#channel?.postMessage({ kind, id: this.id, tab }); }

  /** @returns {Promise<Set<string>>} the other tabs that have this article open */
  present() {
    const names = new Set();
    const hear = (/** @type {MessageEvent} */ { data }) => { if (data?.kind === 'here' && data.id === this.id) names.add(data.tab); };
    this.#channel?.addEventListener('message', hear);
    this.tell('who');
    return new Promise((resolve) => { setTimeout(() => { this.#channel?.removeEventListener('message', hear); resolve(names); }, 200); });
  }
}
