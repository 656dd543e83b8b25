// The page that says that something was removed: who may still see the question or answer of this address sees it there.
// <div data-gone></div>

import { gonePosts } from './gone-post.js';
import { call, session } from './session.js';

/** @param {HTMLElement[]} found */
export default async function gone([box]) {
  const who = session();
  const [, kind, id] = /^(?:\/en)?\/(question|answer)s\/(\w{15})(?:\/|$)/.exec(location.pathname) ?? [];
  if (!who || !kind) return;
  const item = await call(who, 'GET', `/api/collections/${kind}s/records/${id}?expand=author`).catch(() => null);
  if (item?.status !== 'deleted' && item?.status !== 'hidden') return;
  const posts = await gonePosts(who, kind === 'question' ? kind : 'answer', [item], () => location.reload());
  box.replaceChildren(...posts);
}
