// "3 小时前" for what is less than a week old; the full date stays as the title.
// <time datetime="2026-11-18T09:30:00+08:00" data-ago>2026 年 11 月 18 日</time>

import { lang } from './words.js';

const format = new Intl.RelativeTimeFormat(lang === 'en' ? 'en' : 'zh-CN', { numeric: 'auto' });
/** @type {[limit: number, seconds: number, unit: Intl.RelativeTimeFormatUnit][]} */
const steps = [[3600, 60, 'minute'], [86400, 3600, 'hour'], [7 * 86400, 86400, 'day']];

/** @param {HTMLElement[]} times */
export default function ago(times) {
  for (const time of times) {
    if (!(time instanceof HTMLTimeElement)) continue;
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    const step = seconds >= 0 && steps.find(([limit]) => seconds < limit);
    if (!step) continue; // older, in the future, or not a time: the date says it better
    time.title ||= (time.textContent ?? '').trim();
    time.textContent = format.format(-Math.floor(seconds / step[1]), step[2]);
  }
}
