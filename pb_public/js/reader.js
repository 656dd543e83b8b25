// Remembers how far a member has read an article, and offers to go on from there.

import { h } from './dom.js';
import { call } from './session.js';
import { says } from './talk-words.js';

const path = '/api/collections/reads/records';
const every = 15_000;

/** @param {import('./talk.js').Discussion} talk */
export default function reader(talk) {
  const text = /** @type {HTMLElement | null} */ (document.querySelector('.piece .prose'));
  if (!text || !talk.who) return;
  let at = talk.mine?.read ?? null;
  let sent = at?.position ?? 0;
  let last = 0;
  const far = () => {
    const box = text.getBoundingClientRect();
    return box.height ? Math.min(1, Math.max(0, (innerHeight - box.top) / box.height)) : 0;
  };
  /** @param {number} to */
  const jump = (to) => scrollTo(0, scrollY + text.getBoundingClientRect().top + to * text.offsetHeight - innerHeight);

  if (location.hash === '#continue' && at) jump(at.position);
  else if (at && !at.finished && at.position > far() + 0.05 && !location.hash) {
    const go = h('button', { type: 'button', class: 'btn small quiet resume', onclick: () => { jump(at?.position ?? 0); go.remove(); } }, says.resume(Math.round(at.position * 100)));
    document.querySelector('.piece-head')?.append(go);
  }

  let moved = false;
  const write = async () => {
    const position = Math.round(far() * 1000) / 1000;
    // going back up to look something up again is no going back
    if (!moved || document.visibilityState === 'hidden' && Date.now() - last < 2000 || position <= sent + 0.01) return;
    last = Date.now();
    sent = position;
    const body = { position, finished: at?.finished || position > 0.97 };
    try {
      at = at ? await call(talk.who, 'PATCH', `${path}/${at.id}`, body) : await call(talk.who, 'POST', path, { user: talk.who?.id, article: talk.id, ...body });
    } catch { /* the next time will do */ }
  };
  addEventListener('scroll', () => { moved = true; }, { passive: true });
  setInterval(write, every);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') write(); });
}
