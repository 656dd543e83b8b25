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
  source = new EventSource('/api/realtime');
  source.addEventListener('PB_CONNECT', (event) => {
    const again = client !== '';
    client = /** @type {MessageEvent} */ (event).lastEventId;
    told = '';
    tell();
    if (again) document.dispatchEvent(new CustomEvent('qiao:reconnected'));
  });
  for (const topic of listeners.keys()) source.addEventListener(topic, deliver);
}

function close() {
  giveUp();
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
    call(session(), 'POST', '/api/realtime', { clientId: client, subscriptions: topics }, asking.signal).catch(() => { told = ''; });
  });
}

// A page in the back-forward cache must not hold its connection.
addEventListener('pagehide', () => { giveUp(); source?.close(); });
addEventListener('pageshow', (event) => { if (event.persisted && listeners.size) connect(); });

/** What was just asked for belongs to a connection that ends. */
function giveUp() {
  asking.abort();
  asking = new AbortController();
}
