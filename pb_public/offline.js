// The worker of pages that have to open without a connection: tickets, and the check-in page of helpers at the door. Each
// is registered for its own addresses alone. It keeps those pages as they were last seen, the pictures of tickets' codes,
// and the scripts and style sheets that they load; it never keeps what the API answers.

const scope = new URL(registration.scope).pathname;
const store = `qiao ${scope}`;
const dates = '/offline-dates';
/** How many files are kept, and how long the network may take where there is something kept. */
const most = 150, patience = 4000;

addEventListener('install', () => { skipWaiting(); });
addEventListener('activate', (event) => { event.waitUntil(clients.claim()); });

// A page says what belongs to it, as it may have been there before the worker, and until when that is of use.
addEventListener('message', (event) => {
  const { keep = [], until = 0 } = event.data ?? {};
  event.waitUntil(kept(keep, until).then(() => event.ports[0]?.postMessage(true), () => event.ports[0]?.postMessage(false)));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith('/assets/')) event.respondWith(file(request));
  else if (mine(url)) event.respondWith(page(request));
});

const mine = (url) => url.pathname.startsWith(scope) || /^\/tickets\/\w+\/qr\.(svg|png)$/.test(url.pathname);

async function kept(list, until) {
  const cache = await caches.open(store);
  for (const address of list) {
    const url = new URL(address, location.origin);
    if (url.origin !== location.origin || !(url.pathname.startsWith('/assets/') || mine(url))) continue;
    if (url.pathname.startsWith('/assets/') && await cache.match(address, { ignoreVary: true })) continue;
    const answer = await fetch(address);
    if (answer.ok) await cache.put(address, answer);
  }
  const ends = await (await cache.match(dates))?.json() ?? {};
  if (until) ends[list[0]] = { until, list: list.filter((address) => !new URL(address, location.origin).pathname.startsWith('/assets/')) };
  for (const [name, end] of Object.entries(ends)) {
    if (end.until > Date.now()) continue;
    for (const address of end.list) await cache.delete(address, { ignoreVary: true });
    delete ends[name];
  }
  await cache.put(dates, Response.json(ends));
  const files = (await cache.keys()).filter((request) => new URL(request.url).pathname.startsWith('/assets/'));
  for (const old of files.slice(0, Math.max(0, files.length - most))) await cache.delete(old);
}

/** A file whose address changes with what is in it. */
async function file(request) {
  const cache = await caches.open(store);
  const there = await cache.match(request, { ignoreVary: true });
  if (there) return there;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

/** A page as it is now, or as it was when the network doesn't answer. */
async function page(request) {
  const cache = await caches.open(store);
  const there = await cache.match(request, { ignoreVary: true });
  const now = fetch(request).then(async (answer) => {
    if (answer.ok) await cache.put(request, answer.clone());
    else if (answer.status === 404 || answer.status === 410) await cache.delete(request, { ignoreVary: true });
    return answer;
  });
  if (!there) return now;
  now.catch(() => {}); // what was kept stands in for it
  return Promise.race([now.catch(() => there), new Promise((done) => { setTimeout(() => done(there), patience); })]);
}
