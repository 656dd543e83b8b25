import { test as base, type Page } from '@playwright/test';

/** The portal that most tests read from. Tests that write to it clean up, or start their own. */
export function at(path: string): string {
  return `${process.env.QIAO_BASE}${path}`;
}

/** A question of the demo with answers, comments, code and edits. */
export const question = '/questions/demo7b550ffd974/sqlite-kai-le-wal-xie-ru-ou-er-hai-shi-bao-database-is-locked-gai-zen-me-ding';

/** Every kind of page, by its path in Chinese. */
export const pages = [
  '/',
  '/articles',
  '/articles?sort=hot',
  '/articles?kind=tutorial&sort=top',
  '/articles?page=2',
  '/articles/writing-guide', // code, tables, formulas, figures, alerts, footnotes
  '/articles/rag-chunking', // part of a series, in a column
  '/articles/api-quickstart',
  '/tags',
  '/tags/go',
  '/columns',
  '/columns/rust-lab',
  '/series/rag-in-practice',
  '/people/lin-qiao',
  '/communities',
  '/search',
  '/search?q=SQLite',
  '/search?q=数据库',
  '/about',
  '/questions',
  '/questions?filter=unsolved&sort=hot',
  question,
  '/tags/go/questions',
  '/people/wu-tong/answers',
  '/events',
  '/events?view=month',
  '/events/past',
  '/events/in/上海',
  '/events/series/chengdu-go',
  '/events/dev-conference', // an agenda of three tracks
  '/events/chengdu-go-next', // where one registers
  '/events/wuhan-frontend-day', // cancelled
  '/events/rag-evaluation-workshop', // over, with recordings
  '/events/riverside-hackathon/contest', // a leaderboard and awards
  '/events/karting-night/contest', // a race's results
  '/events/harbour-hackathon/contest', // teams being made
  '/columns/starbridge-tech/events',
  '/groups',
  '/groups/chengdu-go',
  '/groups/hangzhou-mobile', // archived
  '/groups/chengdu-go/events',
  '/speakers/xu-zhi',
  '/events/river-conf', // with a call for proposals
  '/events/river-conf/propose',
] as const;

/** The same page in English. */
export function english(path: string): string {
  return path === '/' ? '/en' : `/en${path}`;
}

/** What went wrong in the browser while a page was open. */
export interface Trouble { list: string[] }

/** Notes console errors, exceptions, failed requests and answers with an error. */
export function watch(page: Page): Trouble {
  const trouble: Trouble = { list: [] };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.list.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.list.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') trouble.list.push(`failed: ${request.url()} ${why}`); // aborted by going on to the next page
  });
  page.on('response', (response) => {
    if (response.status() >= 400) trouble.list.push(`${response.status()}: ${response.url()}`);
  });
  return trouble;
}

/** Tests with a fixture: the page, which nothing may go wrong in. */
export const test = base.extend<{ trouble: Trouble }>({
  trouble: async ({ page }, use) => { await use(watch(page)); },
});
export { expect } from '@playwright/test';
