// Requests that say what they are based on, and comparing what texts are made of.

import { Refusal } from '../session.js';

/** @typedef {import('../session.js').Session} Session */
/** @typedef {import('./remote.js').Text} Text */

/** @param {any} a @param {any} b */
export const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);
/** @param {string[]} names @param {Text} a @param {Text} b */
export const same = (names, a, b) => names.every((name) => equal(a[name], b[name]));

/**
 * A request that says what it is based on.
 * @param {Session} who @param {string} method @param {string} path @param {object} [body] @param {{base?: string, keepalive?: boolean}} [options]
 */
export async function request(who, method, path, body, { base, keepalive } = {}) {
  const answer = await fetch(path, {
    method, keepalive, body: body && JSON.stringify(body),
    headers: { authorization: who.token, 'accept-language': document.documentElement.lang, ...(body && { 'content-type': 'application/json' }), ...(base && { 'if-match': `"${base}"` }) },
  });
  const json = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(answer.status, json);
  return json;
}
