// Pictures in a text that has no record yet, which go to the server together with it. They are kept on this device, as the
// text is, so that a reload loses neither.

const longest = 30 * 24 * 60 * 60 * 1000; // as long as nobody came back to the text

/** @typedef {{file: File, at: number}} Kept */

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const result = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** @returns {Promise<IDBObjectStore>} a store for one transaction */
async function store() {
  const opening = indexedDB.open('qiao', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('pictures');
  return (await result(opening)).transaction('pictures', 'readwrite').objectStore('pictures');
}

export class Held {
  /** @type {Map<string, {file: File, url: string}>} by the name that the text has for it */
  #all = new Map();
  #prefix;

  /** @param {string} who @param {string} key of the text */
  constructor(who, key) { this.#prefix = `${who}:${key}:`; }

  /** Brings back what was kept. A browser that keeps nothing still takes pictures for as long as the page is open. */
  async open() {
    try {
      const from = await store();
      const range = IDBKeyRange.bound(this.#prefix, `${this.#prefix}\uffff`);
      const [keys, kept] = await Promise.all([result(from.getAllKeys(range)), result(/** @type {IDBRequest<Kept[]>} */ (from.getAll(range)))]);
      for (const [i, { file }] of kept.entries()) await this.#add(String(keys[i]).slice(this.#prefix.length), file);
      this.#outdated();
    } catch { /* nothing was kept then */ }
  }

  async #outdated() {
    const walk = (await store()).openCursor();
    walk.onsuccess = () => {
      const at = walk.result;
      if (!at) return;
      if (Date.now() - /** @type {Kept} */ (at.value).at > longest) at.delete();
      at.continue();
    };
  }

  /** @param {string} name @param {File} file */
  async #add(name, file) {
    const url = await new Promise((/** @type {(url: string) => void} */ done) => {
      const reader = new FileReader(); // pages may show data:, but not blob:
      reader.onload = () => done(String(reader.result));
      reader.onerror = () => done('');
      reader.readAsDataURL(file);
    });
    this.#all.set(name, { file, url });
  }

  /** Takes a picture, under a name that no other has. @type {import('../write/uploads.js').Put} */
  put = async (picture) => {
    const name = `picture-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}.${picture.type.split('/')[1].replace(/\+.*/, '')}`;
    const file = new File([picture], name, { type: picture.type });
    await this.#add(name, file);
    await store().then((to) => result(to.put({ file, at: Date.now() }, this.#prefix + name))).catch(() => { /* until the page is left, then */ });
    return name;
  };

  /** Shows in a preview what the server doesn't have yet. @param {Element} preview */
  show = (preview) => {
    for (const img of preview.querySelectorAll('img[src]')) {
      const held = this.#all.get((img.getAttribute('src') ?? '').split('/').pop() ?? '');
      if (held) img.setAttribute('src', held.url);
    }
  };

  /** The pictures that a text names. @param {string} text @returns {File[]} */
  of(text) { return [...this.#all].filter(([name]) => text.includes(name)).map(([, { file }]) => file); }

  /** Forgets all, once they are on the server. */
  async clear() {
    this.#all.clear();
    await store().then((from) => result(from.delete(IDBKeyRange.bound(this.#prefix, `${this.#prefix}\uffff`)))).catch(() => { /* nothing was kept then */ });
  }
}
