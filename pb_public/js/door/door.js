// A device at the door: its list of people, its scans, and how both come together with the portal's.

import { call, Refusal } from '../session.js';
import { List } from './list.js';
import { Queue } from './queue.js';

/**
 * @typedef {import('./list.js').Person} Person
 * @typedef {{nonce: string, name: string, ticket: string, outcome: 'ok' | 'pending' | 'already' | 'unknown' | 'offlineUnknown' | 'noSeat' | 'undone' | 'refused', state?: string, at?: string, by?: string, say?: string}} Outcome
 */

/** How many scans are sent at once. */
const batch = 100;
/** What people and scanners make of a code, undone. @param {string} text */
export const tidy = (text) => text.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
/** @param {string} text whether it is a code, after {@link tidy} */
export const isCode = (text) => /^[0-9a-hjkmnp-tv-z]{24}$/.test(text);

export class Door {
  /** Whether the portal answered last. */
  online = true;
  /** @type {{n: number, of: number} | null} while the whole list is fetched */
  loading = null;
  /** @type {Promise<void> | null} */
  #syncing = null;
  /** @type {Promise<void> | null} */
  #sending = null;
  #again = false;
  #whole = 0;

  /**
   * @param {import('../session.js').Session} who @param {List} list @param {Queue} queue
   * @param {{changed: () => void, answered: (outcome: Outcome) => void, notStaff: () => void}} hear
   */
  constructor(who, list, queue, hear) {
    this.who = who;
    this.list = list;
    this.queue = queue;
    this.hear = hear;
    this.event = list.event;
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async ask(method, path, body) {
    try {
      const answer = await call(this.who, method, path, body);
      this.online = true;
      return answer;
    } catch (error) {
      this.online = error instanceof Refusal && error.status < 500;
      if (error instanceof Refusal && (error.status === 401 || error.status === 403 || error.status === 404)) {
        await this.list.wipe();
        this.hear.notStaff();
      }
      throw error;
    } finally {
      this.hear.changed();
    }
  }

  /** Fetches what changed, all when there is nothing yet. Errors say that there is no connection: it goes on later. */
  sync() {
    this.#syncing ??= this.#fetch().catch(() => {}).finally(() => { this.#syncing = null; this.loading = null; this.hear.changed(); });
    return this.#syncing;
  }

  async #fetch() {
    for (let cursor = this.list.about?.cursor ?? '', more = true; more;) {
      const v = await this.ask('GET', `/api/qiao/events/${this.event}/door?${new URLSearchParams({ after: cursor })}`);
      ({ cursor, more } = v);
      const { title, slug, zone, ends, starts } = v.event;
      // a list that was broken off is begun anew, unless it says how far it came
      await this.list.put(v.items.map((/** @type {Person} */ p) => this.#waiting(p)), { event: this.event, user: this.who.id, cursor, role: v.role, title, slug, zone, ends: (ends || starts).replace(' ', 'T'), tickets: v.tickets, at: Date.now() });
      if (more) this.loading = { n: this.list.people.size, of: v.total };
      else if (this.list.people.size !== v.total && Date.now() - this.#whole > 60_000) {
        this.#whole = Date.now(); // somebody was deleted: at most once a minute
        await this.list.wipe();
        [cursor, more] = ['', true];
      }
      this.hear.changed();
    }
  }

  /** Somebody who was scanned here and isn't sent yet stays arrived. @param {Person} p @returns {Person} */
  #waiting(p) {
    if (p.arrived || p.state !== 'confirmed') return p;
    for (const scan of this.queue.scans.values()) if (scan.registration === p.id) return { ...p, arrived: scan.at };
    return p;
  }

  /**
   * Takes in somebody, by a code or from the list.
   * @param {{code?: string, person?: Person}} seen @returns {Promise<Outcome>}
   */
  async take({ code, person }) {
    const find = async () => (code ? this.list.byCode(code) : person && this.list.people.get(person.id));
    let found = await find();
    if (this.online && (!found || found.state !== 'confirmed' || found.arrived)) {
      await this.send(); // what is known here may be old
      await this.sync();
      found = await find();
    }
    const nonce = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16)).join('');
    const about = { nonce, name: found?.name ?? '', ticket: this.ticket(found?.ticket) };
    if (found && found.state !== 'confirmed') return { ...about, outcome: 'noSeat', state: found.state };
    if (found?.arrived) return { ...about, outcome: 'already', at: found.arrived, by: found.by };
    if (!found && !(code && isCode(code))) return { ...about, outcome: 'unknown' };
    const at = new Date().toISOString();
    await this.queue.add({ nonce, event: this.event, user: this.who.id, at, ...(found ? { registration: found.id } : { code }) });
    if (found) await this.list.put([{ ...found, arrived: at, by: '' }]);
    this.send();
    this.hear.changed();
    return { ...about, outcome: found ? 'pending' : 'offlineUnknown', at };
  }

  /** Sends the scans that weren't answered, and tells what became of each. */
  send() {
    this.#again = true;
    this.#sending ??= this.#flush().catch(() => {}).finally(() => { this.#sending = null; this.hear.changed(); });
    return this.#sending;
  }

  async #flush() {
    while (this.#again) {
      this.#again = false;
      while (this.queue.scans.size) {
        const some = [...this.queue.scans.values()].slice(0, batch);
        const scans = some.map(({ nonce, at, registration, code }) => ({ nonce, at, registration, code }));
        const { results } = await this.ask('POST', '/api/qiao/checkins/batch', { event: this.event, scans });
        await this.queue.done(results.map((/** @type {any} */ r) => r.nonce));
        for (const r of results) await this.#answered(r, some.find((scan) => scan.nonce === r.nonce));
        if (!results.length) return;
      }
    }
  }

  /** @param {any} r @param {import('./queue.js').Scan} [scan] */
  async #answered(r, scan) {
    const there = this.list.people.get(r.registration ?? scan?.registration ?? '');
    if (there) await this.list.put([{ ...there, arrived: r.outcome === 'arrived' || r.outcome === 'already' ? r.at : '', by: r.by ?? '' }]);
    const outcome = { arrived: 'ok', already: 'already', undone: 'undone' }[/** @type {string} */ (r.outcome)] ?? 'refused';
    this.hear.answered({ nonce: r.nonce, name: r.name ?? there?.name ?? '', ticket: r.ticket ?? this.ticket(there?.ticket), outcome: /** @type {Outcome['outcome']} */ (outcome), at: r.at, by: r.by, say: r.error });
  }

  /** A ticket's name. @param {string} [id] */
  ticket(id) { return this.list.about?.tickets.find((t) => t.id === id)?.name ?? ''; }

  /** Registers somebody who has no registration. @param {{ticket: string, name: string, email: string, nonce: string}} one */
  async walkIn(one) {
    const r = await this.ask('POST', `/api/qiao/events/${this.event}/walkins`, one);
    this.sync();
    return /** @type {Outcome} */ ({ nonce: one.nonce, name: r.name, ticket: r.ticket, outcome: 'ok', at: r.at, by: r.by });
  }
}

/** @param {import('../session.js').Session} who @param {string} event @param {Door['hear']} hear */
export async function openDoor(who, event, hear) {
  return new Door(who, await List.open(event, who.id), await Queue.open(event, who.id), hear);
}
