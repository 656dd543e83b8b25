// Times as people write them: what the clocks of a zone show, and the moment at which they show it.

/** @type {Map<string, Intl.DateTimeFormat | null>} */
const formats = new Map();

/** @param {string} zone */
function format(zone) {
  let f = formats.get(zone);
  if (f === undefined) {
    try {
      f = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    } catch {
      f = null;
    }
    formats.set(zone, f);
  }
  return f;
}

/** The reader's own zone. */
export const own = Intl.DateTimeFormat().resolvedOptions().timeZone || 'Asia/Shanghai';

/** What the clocks of a zone show at a moment, as <input type=datetime-local> wants it. @param {number} at @param {string} zone */
function shown(at, zone) {
  const f = format(zone) ?? /** @type {Intl.DateTimeFormat} */ (format('UTC'));
  const p = Object.fromEntries(f.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${p.year.padStart(4, '0')}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/** A time of the API's on the clocks of a zone; "" for none. @param {string} stamp @param {string} zone */
export function local(stamp, zone) {
  const at = Date.parse((stamp ?? '').replace(' ', 'T'));
  return Number.isNaN(at) ? '' : shown(at, zone);
}

const hour = 3_600_000;

/**
 * The first moment at which the clocks of a zone show a time, as the API writes it; null when they leave it out, where summer
 * time begins, or it is none. @param {string} time @param {string} zone
 */
export function moment(time, zone) {
  const wall = Date.parse(`${time}Z`);
  if (Number.isNaN(wall)) return null;
  // a moment is its wall time less the offset, and the offset is one of those in force around it
  const at = [wall - 36 * hour, wall + 36 * hour].map((near) => wall - (Date.parse(`${shown(near, zone)}Z`) - near)).filter((t) => shown(t, zone) === time);
  return at.length ? new Date(Math.min(...at)).toISOString() : null;
}
