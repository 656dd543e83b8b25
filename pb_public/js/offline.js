// Has a page kept on this device, so that it opens without a connection: by the worker /offline.js, for its own addresses alone.

/**
 * Keeps this page with all that it loaded. Answers whether it is kept; browsers without service workers, and addresses that
 * aren't https, keep nothing.
 * @param {string} scope what the addresses begin with that the worker is for
 * @param {string[]} [more] further addresses that belong to the page
 * @param {number} [until] when it isn't of use any more, in milliseconds; never when 0
 */
export async function keepOffline(scope, more = [], until = 0) {
  if (!('serviceWorker' in navigator)) return false;
  try {
    const { installing, waiting, active } = await navigator.serviceWorker.register('/offline.js', { scope });
    const worker = installing ?? waiting ?? active;
    if (!worker) return false;
    if (worker.state !== 'activated') {
      await new Promise((done) => worker.addEventListener('statechange', () => { if (worker.state === 'activated' || worker.state === 'redundant') done(null); }));
    }
    if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done, { once: true }));
    const loaded = performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => name.startsWith(`${location.origin}/assets/`));
    const answer = new MessageChannel();
    const done = new Promise((resolve) => { answer.port1.onmessage = (event) => resolve(event.data === true); });
    worker.postMessage({ keep: [location.origin + location.pathname, ...more.map((path) => new URL(path, location.href).href), ...loaded], until }, [answer.port2]);
    return /** @type {Promise<boolean>} */ (done);
  } catch {
    return false; // the page is there all the same while there is a connection
  }
}
