// PocketBase's realtime API: one connection a page, however many things listen.

import { call, session } from './session.js';

/** @typedef {{action: 'create' | 'update' | 'delete', record: Record<string, any>}} Change */

/** @type {Map<string, Set<(change: Change) => void>>} */
const listeners = new Map();
/** @type {EventSource | null} */
let source = null;
let client = '';
/** The topics that the server was told last, and those that it took. */
let told = '', agreed = '';
let telling = false;
/** @type {(() => void)[]} who wait until it took all of them */
const waiting = [];
let asking = new AbortController();
/** Whether there was another connection before, and its listeners haven't been told. */
let missed = false;
/** Until the next try, in milliseconds. */
let delay = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let trying;
const wanted = () => [...listeners.keys()].join('\n');

/**
 * Hears of changes until the function that it gives is called. After a lost connection the browser connects again by
 * itself; what happened meanwhile isn't told, so "qiao:reconnected" on the document says that lists may be outdated.
 * @param {string} topic "comments/RECORD_ID", or "comments/*?options=…" as PocketBase's SDK writes it
 * @param {(change: Change) => void} hear
 * @returns {() => void}
 */
export function subscribe(topic, hear) {
  const set = listeners.get(topic) ?? new Set();
  listeners.set(topic, set.add(hear));
  if (source) {
    source.addEventListener(topic, deliver);
    tell();
  } else connect();
  return () => {
    if (!set.delete(hear)) return;
    if (!set.size) listeners.delete(topic);
    if (listeners.size) tell();
    else close();
  };
}

/**
 * Waits until the server tells of all that is subscribed to, so that nothing is missed between what is read then and what is
 * told. It doesn't wait for long: a connection that comes later is like one that was lost.
 * @returns {Promise<void>}
 */
export function listening() {
  return new Promise((done) => {
    if (agreed === wanted()) done();
    waiting.push(done);
    setTimeout(() => { missed ||= agreed !== told; done(); }, 2000);
  });
}

function connect() {
  giveUp();
  source?.close();
  source = new EventSource('/api/realtime');
  source.addEventListener('PB_CONNECT', (event) => {
    missed ||= !!client;
    client = /** @type {MessageEvent} */ (event).lastEventId;
    told = agreed = '';
    delay = 0;
    tell();
  });
  source.addEventListener('error', lost);
  for (const topic of listeners.keys()) source.addEventListener(topic, deliver);
}

/** After a cut the browser connects again by itself, but it gives up on an answer that is no stream: a proxy's, while the server restarts. */
function lost() {
  if (source?.readyState === EventSource.CLOSED) later(connect);
}

/** Tries once more, not all browsers at once. @param {() => void} what */
function later(what) {
  delay = Math.min(30_000, delay * 2 || 1000);
  clearTimeout(trying);
  trying = setTimeout(() => { if (listeners.size) what(); }, delay * (0.5 + Math.random()));
}

function close() {
  giveUp();
  missed = false;
  source?.close();
  source = null;
  client = told = agreed = '';
}

/** @param {Event} event */
function deliver(event) {
  const { type, data } = /** @type {MessageEvent} */ (event);
  for (const hear of listeners.get(type) ?? []) hear(JSON.parse(data));
}

/** Says what is listened to, once for all that changed in one turn; one request after the other, as each replaces what the one before said. */
function tell() {
  queueMicrotask(() => {
    const topics = wanted();
    if (telling || !client || told === topics) return;
    telling = true;
    told = topics;
    const asked = client;
    call(session(), 'POST', '/api/realtime', { clientId: client, subscriptions: topics.split('\n') }, asking.signal).then(() => {
      if (client !== asked) return;
      agreed = topics;
      if (topics !== wanted()) return; // the rest follows
      for (const done of waiting.splice(0)) done();
      if (!missed) return;
      missed = false; // from now on nothing is
      document.dispatchEvent(new CustomEvent('qiao:reconnected'));
    }).catch((error) => {
      if (client !== asked || error.status < 500) return; // what is refused stays so
      told = '';
      later(tell); // for nothing, when the page was left
    }).finally(() => {
      telling = false;
      if (client !== asked || told && told !== wanted()) tell();
    });
  });
}

// A page in the back-forward cache must not hold its connection.
addEventListener('pagehide', () => { giveUp(); source?.close(); });
addEventListener('online', () => { if (listeners.size && source?.readyState !== EventSource.OPEN) connect(); });
addEventListener('pageshow', (event) => { if (event.persisted && listeners.size) connect(); });

/** What was just asked for belongs to a connection that ends. */
function giveUp() {
  clearTimeout(trying);
  asking.abort();
  asking = new AbortController();
}
