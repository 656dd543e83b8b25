// Who is signed in on this device, as the PocketBase SDK keeps it, and requests in their name.

/** @typedef {{token: string, id: string}} Session */

/** @returns {Session | null} null for a guest or when the token has run out */
export function session() {
  try {
    const { token, record, model } = JSON.parse(localStorage.getItem('pocketbase_auth') ?? '{}');
    const id = (record ?? model)?.id;
    if (typeof token !== 'string' || typeof id !== 'string') return null;
    const { exp } = JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
    return exp * 1000 > Date.now() ? { token, id } : null;
  } catch {
    return null;
  }
}

/**
 * A request to the API in the name of who is signed in.
 * @param {Session} who
 * @param {string} method
 * @param {string} path begins with /api/
 * @param {object} [body]
 * @returns {Promise<any>} the answer's JSON, null where it has none; rejects when the status is not 2xx
 */
export async function call(who, method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { authorization: who.token, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}
