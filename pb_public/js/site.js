// The entry of every page: loads the behaviours that this page has something for.
// The page is complete without any of them.

/** @type {[selector: string, load: () => Promise<{default: (found: HTMLElement[]) => void}>][]} */
const behaviours = [
  ['[data-theme-toggle]', () => import('./theme-toggle.js')],
  ['input[data-suggest]', () => import('./suggest.js')],
  ['time[data-ago]', () => import('./ago.js')],
  ['.code [data-copy]', () => import('./copy.js')],
  ['.embed[data-embed-src]', () => import('./embed.js')],
  ['[data-toc]', () => import('./toc.js')],
  ['[data-view]', () => import('./view.js')],
  [':root[data-member] qiao-account', () => import('./account.js')],
  ['[data-talk], [data-bar]', () => import('./talk.js')],
  ['article[data-question]', () => import('./qa.js')],
  ['[data-my-questions]', () => import('./qa-mine.js')],
  ['[data-report]', () => import('./report.js')],
  [':root[data-member] qiao-retag', () => import('./retag.js')],
  ['qiao-follow', () => import('./follow.js')],
  [':root[data-member] [data-close]', () => import('./closing.js')],
  [':root[data-member] [data-bounty]', () => import('./bounty.js')],
  ['qiao-column-tools', () => import('./column-tools.js')],
  [':root[data-member] [data-invite]', () => import('./invite.js')],
  ['qiao-bell', () => import('./bell.js')],
];

for (const [selector, load] of behaviours) {
  const found = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
  if (found.length) load().then((behaviour) => behaviour.default(found));
}
