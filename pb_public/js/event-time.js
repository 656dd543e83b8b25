// The time of an event in the reader's own zone, below that in the event's, where the clocks of the two differ.
// <p data-your-time="2026-11-28T06:00:00Z 2026-11-28T09:30:00Z Asia/Shanghai" hidden></p>

import { lang } from './words.js';

const words = { zh: { yours: '你那里的时间' }, en: { yours: 'Your time' } }[lang];
const locale = lang === 'en' ? 'en-GB' : 'zh-CN';

/**
 * What the clocks of a zone show at a moment; without a zone, the reader's.
 * @param {Date} at
 * @param {string} [timeZone]
 */
function clock(at, timeZone) {
  return new Intl.DateTimeFormat(locale, { timeZone, month: 'short', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** @param {HTMLElement[]} places */
export default function eventTime(places) {
  for (const place of places) {
    const [starts, ends, zone] = (place.dataset.yourTime ?? '').split(' ');
    const from = new Date(starts), to = new Date(ends);
    if (!zone || isNaN(from.getTime()) || isNaN(to.getTime())) continue;
    try {
      if (clock(from) === clock(from, zone) && clock(to) === clock(to, zone)) continue;
    } catch {
      // a zone that this browser doesn't know: the reader's time is all the more welcome
    }
    const format = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' });
    place.textContent = `${words.yours}${lang === 'en' ? ': ' : '：'}${format.formatRange(from, to)}`;
    place.hidden = false;
  }
}
