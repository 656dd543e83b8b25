// A ticket: kept on this device once it was opened, for where there is no connection. <article data-pocket="TIME"> the end of the event.

import { keepOffline } from '../offline.js';
import { lang, prefix } from '../words.js';

const says = { zh: '已保存在这台设备上，没有网络也能打开。', en: 'Kept on this device: it opens without a connection.' }[lang];
/** How long after the event a ticket is kept. */
const after = 2 * 24 * 3_600_000;

const ticket = /** @type {HTMLElement | null} */ (document.querySelector('[data-pocket]'));
if (ticket) {
  const pictures = [...ticket.querySelectorAll('img')].map((img) => img.src);
  const ends = Date.parse(ticket.dataset.pocket ?? '');
  keepOffline(`${prefix}/tickets/`, pictures, ends ? ends + after : 0).then((kept) => {
    const place = ticket.querySelector('[data-kept]');
    if (kept && place) place.textContent = says;
  });
}
