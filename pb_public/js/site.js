// The entry of every page: loads the behaviours that this page has something for.
// The page is complete without any of them.

import bell from './bell.js';
import find from './find.js';
import themeToggle from './theme-toggle.js';

/** What every page has. @type {[selector: string, behaviour: (found: HTMLElement[]) => void][]} */
const everywhere = [
  ['[data-theme-toggle]', themeToggle],
  ['input[data-suggest]', find],
  ['qiao-bell', bell],
];

/** @type {[selector: string, load: () => Promise<{default: (found: HTMLElement[]) => void}>][]} */
const behaviours = [
  ['time[data-ago]', () => import('./ago.js')],
  ['.code [data-copy]', () => import('./copy.js')],
  ['.embed[data-embed-src]', () => import('./embed.js')],
  ['[data-toc]', () => import('./toc.js')],
  ['[data-view]', () => import('./view.js')],
  ['[data-your-time]', () => import('./event-time.js')],
  [':root[data-member] qiao-account', () => import('./account.js')],
  ['[data-talk], [data-bar]', () => import('./talk.js')],
  ['article[data-question]', () => import('./qa.js')],
  [':root[data-member] [data-gone]', () => import('./gone.js')],
  ['[data-my-questions]', () => import('./qa-mine.js')],
  ['[data-report]', () => import('./report.js')],
  [':root[data-member] qiao-retag', () => import('./retag.js')],
  ['qiao-follow', () => import('./follow.js')],
  [':root[data-member] [data-close]', () => import('./closing.js')],
  [':root[data-member] [data-bounty]', () => import('./bounty.js')],
  ['qiao-column-tools', () => import('./column-tools.js')],
  [':root[data-member] qiao-tag-tools', () => import('./tag-tools.js')],
  [':root[data-member] [data-invite]', () => import('./invite.js')],
  [':root[data-member] [data-organise-event]', () => import('./event-organise.js')],
  ['section[data-registration]', () => import('./registration/desk.js')],
];

const all = (/** @type {string} */ selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
for (const [selector, behaviour] of everywhere) behaviour(all(selector));
for (const [selector, load] of behaviours) {
  const found = all(selector);
  if (found.length) load().then((behaviour) => behaviour.default(found));
}
