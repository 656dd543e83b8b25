// Reporting: a click on any element with data-report="kind:id" asks what is wrong and sends it to the moderators. It is
// listened for on the document, so elements that come later need no more than the attribute.

import { session, signInLink } from './session.js';

/** @param {HTMLElement[]} found */
export default function report(found) {
  const me = session();
  for (const e of found) e.hidden = e.dataset.report === `user:${me?.id}`;
  document.addEventListener('click', (event) => {
    const at = event.target instanceof Element ? event.target.closest('[data-report]') : null;
    const [, kind, id] = /^(article|comment|user|column|question|answer|event|session|entry):(\w+)$/.exec(at?.getAttribute('data-report') ?? '') ?? [];
    if (!kind) return;
    event.preventDefault();
    const who = session();
    if (who) import('./report-sheet.js').then((sheet) => sheet.default(who, kind, id));
    else location.assign(signInLink());
  });
}
