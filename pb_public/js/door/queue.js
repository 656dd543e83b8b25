// Scans that the portal hasn't answered yet. They have nobody's name in them and stay on the device until they are sent,
// also when the list is deleted: each has a number, so that one that is sent twice counts once.

import { asked, openDatabase, written } from './list.js';

/** @typedef {{nonce: string, event: string, user: string, at: string, registration?: string, code?: string}} Scan */

const open = () => openDatabase('qiao-door-queue', (db) => db.createObjectStore('scans', { keyPath: 'nonce' }));

export class Queue {
  /** @type {Map<string, Scan>} */
  scans = new Map();

  /** @param {IDBDatabase} db */
  constructor(db) { this.db = db; }

  /** @param {string} event @param {string} user */
  static async open(event, user) {
    const queue = new Queue(await open());
    /** @type {Scan[]} */
    const all = await asked(queue.db.transaction('scans').objectStore('scans').getAll());
    for (const scan of all) if (scan.event === event && scan.user === user) queue.scans.set(scan.nonce, scan);
    return queue;
  }

  /** @param {Scan} scan */
  async add(scan) {
    this.scans.set(scan.nonce, scan);
    const table = this.db.transaction('scans', 'readwrite');
    table.objectStore('scans').put(scan);
    await written(table);
  }

  /** @param {string[]} nonces that were answered */
  async done(nonces) {
    const table = this.db.transaction('scans', 'readwrite');
    for (const nonce of nonces) {
      this.scans.delete(nonce);
      table.objectStore('scans').delete(nonce);
    }
    await written(table);
  }
}
