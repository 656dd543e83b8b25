// Counts a reading once per visit, after five seconds in which the page could be seen.
// <main data-view="article:RECORD_ID"> -> POST /api/qiao/views {"kind": "article", "id": "RECORD_ID"}

const enough = 5000;

/** @param {string} target kind and id */
function watch(target) {
  const key = `qiao:view:${target}`;
  try { if (sessionStorage.getItem(key)) return; } catch { /* count it anyway */ }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let left = enough;
  let since = 0;
  const send = () => {
    document.removeEventListener('visibilitychange', changed);
    try { sessionStorage.setItem(key, '1'); } catch { /* as above */ }
    const [kind, id] = target.split(':');
    fetch('/api/qiao/views', {
      method: 'POST', keepalive: true, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ kind, id }),
    }).catch(() => { /* a count that did not arrive is no one's problem */ });
  };
  const changed = () => {
    if (document.visibilityState === 'visible') {
      since = Date.now();
      timer = setTimeout(send, left);
    } else if (timer) {
      clearTimeout(timer);
      timer = undefined;
      left = Math.max(0, left - (Date.now() - since));
    }
  };
  document.addEventListener('visibilitychange', changed);
  changed();
}

/** @param {HTMLElement[]} pages */
export default function view(pages) {
  for (const page of pages) if (page.dataset.view?.includes(':')) watch(page.dataset.view);
}
