// What who is signed in may do by their reputation.

import { call } from './session.js';

const key = 'qiao:abilities';
const freshFor = 5 * 60_000;

/**
 * Asks once in a while; what is refused all the same says why.
 * @param {import('./session.js').Session} who
 * @returns {Promise<Record<string, boolean>>} by the name of the ability; none of them when the server can't be asked
 */
export async function abilities(who) {
  try {
    const held = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    if (held.id === who.id && Date.now() - held.asked < freshFor) return held.may;
    const may = await call(who, 'GET', '/api/qiao/abilities');
    sessionStorage.setItem(key, JSON.stringify({ id: who.id, asked: Date.now(), may }));
    return may;
  } catch {
    return {};
  }
}
