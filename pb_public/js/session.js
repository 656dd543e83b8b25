// Who is signed in on this device, as the PocketBase SDK keeps it, and requests in their name.

import { prefix } from './words.js';

/** @typedef {{token: string, id: string, record: Record<string, any>}} Session */

const storeKey = 'pocketbase_auth';

/** @returns {Session | null} null for a guest or when the token has run out */
export function session() {
  try {
    const { token, record, model } = JSON.parse(localStorage.getItem(storeKey) ?? '{}');
    const account = record ?? model;
    if (typeof token !== 'string' || typeof account?.id !== 'string') return null;
    const { exp } = JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
    return exp * 1000 > Date.now() ? { token, id: account.id, record: account } : null;
  } catch {
    return null;
  }
}

/**
 * Keeps who signed in, as PocketBase answered; null signs out on this device. Other tabs hear of it by their "storage" event,
 * this one by "qiao:session" on the document.
 * @param {{token: string, record: Record<string, any>} | null} answer
 */
export function keepSession(answer) {
  if (answer) localStorage.setItem(storeKey, JSON.stringify({ token: answer.token, record: answer.record }));
  else localStorage.removeItem(storeKey);
  document.dispatchEvent(new CustomEvent('qiao:session'));
}

/** What a request was refused with: a message to show, and one for each field that was wrong. */
export class Refusal extends Error {
  /** @param {number} status @param {any} answer */
  constructor(status, answer) {
    super(answer?.message || String(status));
    this.status = status;
    /** @type {Record<string, {code: string, message: string}>} */
    this.fields = answer?.data ?? {};
    /** The whole answer; signing in with a second factor has its mfaId there. @type {any} */
    this.answer = answer;
  }
}

/**
 * A request to the API in the name of who is signed in, in the page's language.
 * @param {Session | null} who null for a guest
 * @param {string} method
 * @param {string} path begins with /api/
 * @param {object | FormData} [body]
 * @param {AbortSignal} [signal] gives it up
 * @returns {Promise<any>} the answer's JSON, null where it has none; rejects with a {@link Refusal}
 */
export async function call(who, method, path, body, signal) {
  const form = body instanceof FormData;
  const answer = await fetch(path, {
    method,
    headers: {
      'accept-language': document.documentElement.lang,
      ...(who && { authorization: who.token }),
      ...(body && !form && { 'content-type': 'application/json' }),
    },
    body: form ? body : body && JSON.stringify(body),
    signal,
  });
  if (answer.status === 204) return null;
  const json = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(answer.status, json);
  return json;
}

/** The address of the page to sign in at, which leads back to this one. */
export function signInLink() {
  return `${prefix}/sign-in#to=${encodeURIComponent(location.pathname + location.search + location.hash)}`;
}
