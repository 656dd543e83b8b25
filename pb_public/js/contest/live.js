// A leaderboard that changes while it is being read: <div data-board="EVENT">. The server says that it changed, and the page
// is read anew; many readers don't ask all at once.

import { listening, subscribe } from '../realtime.js';

const board = /** @type {HTMLElement | null} */ (document.querySelector('[data-board]'));
if (board) {
  let soon = 0;
  const anew = () => {
    clearTimeout(soon);
    soon = Number(setTimeout(() => show(board).catch(() => { /* with the next change */ }), 300 + Math.random() * 1200));
  };
  subscribe(`board/${board.dataset.board}`, anew);
  document.addEventListener('qiao:reconnected', anew);
  listening().then(anew); // what happened since the page was made
}

/** @param {HTMLElement} place */
async function show(place) {
  const answer = await fetch(location.href, { cache: 'no-cache' });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-board]');
  if (!fresh || fresh.innerHTML === place.innerHTML) return;
  const [had, focus] = [place.querySelector('tbody'), /** @type {HTMLElement | null} */ (document.activeElement)];
  const [rows, href] = [fresh.querySelector('tbody'), focus && place.contains(focus) ? focus.getAttribute('href') : null];
  // the table stays where it is, with how far it is scrolled; only its rows are new
  if (had && rows && place.childElementCount === fresh.childElementCount) had.replaceWith(document.adoptNode(rows));
  else place.replaceChildren(...fresh.children);
  if (href) [...place.querySelectorAll('a')].find((a) => a.getAttribute('href') === href)?.focus({ preventScroll: true });
}
