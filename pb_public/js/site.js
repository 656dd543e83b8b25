// The entry of every page: loads the behaviours that this page has something for.
// The page is complete without any of them.

import bell from './bell.js';
import find from './find.js';
import themeToggle from './theme-toggle.js';

const all = (/** @type {string} */ selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);

// what every page has
themeToggle(all('[data-theme-toggle]'));
find(all('[data-suggest]'));
bell(all('qiao-bell'));

/** What some pages have, by selector. @type {Record<string, () => Promise<{default: (found: HTMLElement[]) => void}>>} */
const behaviours = {
  '[data-ago]': () => import('./ago.js'),
  '[data-copy]': () => import('./copy.js'),
  '[data-embed-src]': () => import('./embed.js'),
  '[data-toc]': () => import('./toc.js'),
  '[data-view]': () => import('./view.js'),
  '[data-your-time]': () => import('./event-time.js'),
  '[data-talk], [data-bar]': () => import('./talk.js'),
  'article[data-question]': () => import('./qa.js'),
  '[data-my-questions]': () => import('./qa-mine.js'),
  '[data-report]': () => import('./report.js'),
  'qiao-follow': () => import('./follow.js'),
  'qiao-column-tools': () => import('./column-tools.js'),
  '[data-registration]': () => import('./registration/desk.js'),
  ...('member' in document.documentElement.dataset && {
    'qiao-account': () => import('./account.js'),
    '[data-gone]': () => import('./gone.js'),
    'qiao-retag': () => import('./retag.js'),
    '[data-close]': () => import('./closing.js'),
    '[data-bounty]': () => import('./bounty.js'),
    'qiao-tag-tools': () => import('./tag-tools.js'),
    '[data-invite]': () => import('./invite.js'),
    '[data-organise-event]': () => import('./event-organise.js'),
  }),
};

for (const [selector, load] of Object.entries(behaviours)) {
  const found = all(selector);
  if (found.length) load().then((behaviour) => behaviour.default(found));
}
