// What publishing will make of the text, from the server, beside it.

import { request } from './request.js';
import { words } from './words.js';

const after = 500;

/**
 * @param {HTMLElement} pane the scrolling one @param {HTMLElement} box inside of it @param {HTMLTextAreaElement} area
 * @param {{who: import('../session.js').Session, of: () => Record<string, string>, lang: () => string, made?: (part: Element) => void}} page
 *   of names the record whose files the text may show; made has its way with what is about to be shown
 */
export function preview(pane, box, area, page) {
  let timer = 0;
  let shown = '\0';
  let asking = false;
  const state = () => JSON.stringify([page.of(), page.lang(), area.value]);
  const show = async () => {
    const key = state();
    if (asking || shown === key || !pane.offsetParent) return;
    asking = true;
    try {
      const answer = await request(page.who, 'POST', '/api/qiao/preview', { body: area.value, lang: page.lang(), ...page.of() });
      // the server made it safe, by the pipeline that pages come from
      const { body } = new DOMParser().parseFromString(answer.html, 'text/html');
      page.made?.(body);
      box.replaceChildren(...body.childNodes);
      shown = key;
      for (const a of box.querySelectorAll('a[href]')) { a.setAttribute('target', '_blank'); a.setAttribute('rel', 'noopener'); }
    } catch (error) {
      if (!box.childNodes.length) box.textContent = error instanceof Error && !(error instanceof TypeError) ? error.message : words.previewFailed;
    }
    asking = false;
    if (state() !== key) later();
  };
  const later = () => { clearTimeout(timer); timer = window.setTimeout(show, after); };
  /** Both scroll to the same part of their text; the one that is being scrolled leads. */
  let leader = /** @type {Element | null} */ (null);
  let rest = 0;
  const follow = (/** @type {Element} */ from, /** @type {Element} */ to) => from.addEventListener('scroll', () => {
    if (leader && leader !== from) return;
    leader = from;
    clearTimeout(rest);
    rest = window.setTimeout(() => { leader = null; }, 120);
    to.scrollTop = from.scrollTop / Math.max(1, from.scrollHeight - from.clientHeight) * (to.scrollHeight - to.clientHeight);
  }, { passive: true });
  follow(area, pane);
  follow(pane, area);
  return { later, show };
}
