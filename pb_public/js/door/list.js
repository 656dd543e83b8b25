// The list of an event's people on a helper's device. It is in a database of its own, which signing out deletes; see session.js.

/**
 * @typedef {{id: string, name?: string, ticket: string, state: string, arrived?: string, by?: string, hash?: string}} Person
 * @typedef {{id: string, name: string, capacity: number, taken: number, walkIn: boolean}} Ticket
 * @typedef {{event: string, user: string, cursor: string, role: string, title: string, slug: string, zone: string, ends: string, tickets: Ticket[], at: number}} About
 */

const database = 'qiao-door';
/** How long after the end of an event its list stays on a device that isn't told otherwise. */
const after = 24 * 3_600_000;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/** @param {IDBTransaction} transaction */
export const written = (transaction) => new Promise((done, failed) => {
  transaction.oncomplete = () => done(null);
  transaction.onabort = transaction.onerror = () => failed(transaction.error);
});

/** @param {string} name @param {(db: IDBDatabase) => void} make @returns {Promise<IDBDatabase>} */
export function openDatabase(name, make) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => make(request.result);
  return asked(request);
}

/** Deletes the lists of all events from this device. */
export const forgetLists = () => asked(indexedDB.deleteDatabase(database)).catch(() => { /* there is none */ });

export class List {
  /** @type {Map<string, Person>} */
  people = new Map();
  /** @type {Map<string, Person>} */
  #byHash = new Map();
  /** @type {About | null} */
  about = null;
  #gone = false;

  /** @param {IDBDatabase} db @param {string} event */
  constructor(db, event) {
    this.db = db;
    this.event = event;
    db.onversionchange = () => { this.#gone = true; db.close(); this.#empty(); };
  }

  /**
   * Opens what the device has of an event; lists of others' and of events long over are deleted.
   * @param {string} event @param {string} user who is signed in
   */
  static async open(event, user) {
    const make = (/** @type {IDBDatabase} */ db) => {
      db.createObjectStore('events', { keyPath: 'event' });
      db.createObjectStore('people', { keyPath: ['event', 'id'] });
    };
    let db = await openDatabase(database, make);
    /** @type {About[]} */
    const all = await asked(db.transaction('events').objectStore('events').getAll());
    if (all.some((a) => a.user !== user || Date.parse(a.ends) + after < Date.now())) {
      db.close();
      await forgetLists();
      db = await openDatabase(database, make);
    }
    const list = new List(db, event);
    const tables = db.transaction(['events', 'people']);
    const range = IDBKeyRange.bound([event], [event, '\uffff']);
    const [about, people] = await Promise.all([asked(tables.objectStore('events').get(event)), asked(tables.objectStore('people').getAll(range))]);
    if (about) {
      list.about = about;
      for (const p of people) list.#remember(p);
    }
    return list;
  }

  /** @param {Person} p */
  #remember(p) {
    const before = this.people.get(p.id);
    if (before?.hash && before.hash !== p.hash) this.#byHash.delete(before.hash);
    this.people.set(p.id, p);
    if (p.hash) this.#byHash.set(p.hash, p);
  }

  #empty() {
    this.people.clear();
    this.#byHash.clear();
    this.about = null;
  }

  /** Takes in people as the portal has them, and where to go on. @param {Person[]} people @param {About} [about] */
  async put(people, about) {
    if (this.#gone) return;
    const tables = this.db.transaction(['events', 'people'], 'readwrite');
    for (const p of people) {
      this.#remember(p);
      tables.objectStore('people').put({ ...p, event: this.event });
    }
    if (about) {
      this.about = about;
      tables.objectStore('events').put(about);
    }
    await written(tables);
  }

  /** Deletes all of this event. */
  async wipe() {
    this.#empty();
    if (this.#gone) return;
    const tables = this.db.transaction(['events', 'people'], 'readwrite');
    tables.objectStore('events').delete(this.event);
    tables.objectStore('people').delete(IDBKeyRange.bound([this.event], [this.event, '\uffff']));
    await written(tables);
  }

  /** Whose ticket a code is; undefined when it is nobody's, or the browser can't tell. @param {string} code @returns {Promise<Person | undefined>} */
  async byCode(code) {
    if (!globalThis.crypto?.subtle) return undefined; // addresses that aren't https
    const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${this.event}:${code}`)));
    return this.#byHash.get([...sum.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
  }

  /** Who has these letters in their name, those who may come in first. @param {string} text @param {number} most */
  named(text, most) {
    const wanted = text.toLowerCase();
    const found = [];
    for (const p of this.people.values()) if (p.name?.toLowerCase().includes(wanted)) found.push(p);
    const rank = (/** @type {Person} */ p) => (p.state !== 'confirmed' ? 2 : p.arrived ? 1 : 0);
    return found.sort((a, b) => rank(a) - rank(b) || (a.name ?? '').localeCompare(b.name ?? '')).slice(0, most);
  }

  /** How many have a seat, and how many of them are there. */
  counts() {
    let expected = 0, arrived = 0;
    for (const p of this.people.values()) {
      if (p.state !== 'confirmed') continue;
      expected++;
      if (p.arrived) arrived++;
    }
    return { expected, arrived };
  }
}
