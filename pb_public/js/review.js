// The page of reviewers: the queue, or with an article's id in the hash its review.

import { bench, isID } from './bench.js';

bench('queue', async (place, who) => {
  let stop = () => {};
  const show = async () => {
    stop();
    const id = location.hash.slice(1);
    const page = await (isID(id) ? import('./review-view.js') : import('./review-queue.js'));
    stop = await page.default(place, who, id);
    scrollTo(0, 0);
  };
  addEventListener('hashchange', () => { show().catch(() => location.reload()); });
  await show();
});
