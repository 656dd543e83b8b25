// PocketBase's realtime API: one connection a page, however many things listen.

import { call, session } from './session.js';

/** @typedef {{action: 'create' | 'update' | 'delete', record: Record<string, any>}} Change */

/** @type {Map<string, Set<(change: Change) => void>>} */
const listeners = new Map();
/** @type {EventSource | null} */
let source = null;
let client = '';
let told = '';
let asking = new AbortController();
/** Whether there was another connection before, and its listeners haven't been told. */
let missed = false;
/** Until the next try, in milliseconds. */
let delay = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let trying;
const longest = 30_000;

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
    set.delete(hear);
    if (!set.size) listeners.delete(topic);
    if (listeners.size) tell();
    else close();
  };
}

function connect() {
  clearTimeout(trying);
  source?.close();
  source = new EventSource('/api/realtime');
  source.addEventListener('PB_CONNECT', (event) => {
    missed ||= client !== '';
    client = /** @type {MessageEvent} */ (event).lastEventId;
    told = '';
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
  delay = Math.min(longest, delay * 2 || 1000);
  clearTimeout(trying);
  trying = setTimeout(() => { if (listeners.size) what(); }, delay * (0.5 + Math.random()));
}

function close() {
  giveUp();
  missed = false;
  source?.close();
  source = null;
  client = told = '';
}

/** @param {Event} event */
function deliver(event) {
  const { type, data } = /** @type {MessageEvent} */ (event);
  for (const hear of listeners.get(type) ?? []) hear(JSON.parse(data));
}

/** Says what is listened to, once for all that changed in one turn. */
function tell() {
  queueMicrotask(() => {
    const topics = [...listeners.keys()];
    if (!client || told === topics.join('\n')) return;
    told = topics.join('\n');
    const { signal } = asking;
    call(session(), 'POST', '/api/realtime', { clientId: client, subscriptions: topics }, signal).then(() => {
      if (!missed) return;
      missed = false; // from now on nothing is
      document.dispatchEvent(new CustomEvent('qiao:reconnected'));
    }).catch((error) => {
      told = '';
      if (!signal.aborted && !(error.status < 500)) later(tell); // what is refused stays so
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
