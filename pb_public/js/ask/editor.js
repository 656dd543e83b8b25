// Puts an editor around a text area that is already there, which nobody who is typing in it notices: tools, a preview,
// pictures, the check of typography, the count of words.
// <div class="ed"> <div class="panes"> <section class="pane typed"> <textarea>

import { h, icon } from '../dom.js';
import { calmness, edit, pasting, tabs, toolbar } from '../write/area.js';
import { count } from '../write/count.js';
import { words } from '../write/words.js';
import { says } from './words.js';

/** The tools with what is on their button and their shortcut. @type {[name: keyof typeof says.tools, glyph: string, keys?: string][]} */
const glyphs = [
  ['bold', 'B', 'Control+B'], ['italic', 'I', 'Control+I'], ['heading', 'H', 'Control+Alt+2'], ['link', ':link', 'Control+K'], ['quote', '❝', 'Control+Shift+9'],
  ['code', '</>', 'Control+E'], ['list', ':list', 'Control+Shift+8'], ['numbers', '①', 'Control+Shift+7'], ['table', ':table'], ['image', ':image'], ['formula', '∑', 'Control+M'],
];
const pictures = 'image/png,image/jpeg,image/gif,image/webp,image/avif,image/svg+xml';

/**
 * @param {HTMLTextAreaElement} area
 * @param {{who: import('../session.js').Session | null, lang: () => string, of: () => Record<string, string>, changed: () => void,
 *   files?: {path: () => Promise<string>, done: (record: Record<string, any>) => void}, held?: import('./held.js').Held}} page
 *   of names the record whose files the preview shows; files is the record that takes pictures, held keeps them until there is
 *   one; without either, none can be added
 */
export function editor(area, page) {
  const pane = /** @type {HTMLElement} */ (area.closest('.pane'));
  const box = /** @type {HTMLElement} */ (area.closest('.ed'));
  const calm = calmness(area, () => changed());
  const takes = page.files || page.held;
  const pick = h('input', { type: 'file', accept: pictures, multiple: true, hidden: true, 'aria-label': says.pick });
  const bar = h('div', { class: 'toolbar', role: 'toolbar', 'aria-label': says.toolbar, 'aria-controls': area.id },
    ...glyphs.filter(([name]) => name !== 'image' || takes).map(([name, glyph, keys]) => h('button', {
      type: 'button', 'data-do': name, 'aria-keyshortcuts': keys, 'aria-label': says.tools[name], tabindex: -1,
      title: says.tools[name] + (keys ? ` (${keys.replace('Control', 'Ctrl')})` : ''),
    }, glyph[0] === ':' ? icon(glyph.slice(1)) : h('span', { 'aria-hidden': 'true' }, glyph))));
  const uploads = h('ul', { class: 'uploads', 'aria-live': 'polite' });
  area.before(bar);
  area.after(pick, uploads);

  const prose = h('div', { class: 'prose' });
  const seen = h('section', { class: 'pane seen', id: `${area.id}-seen`, 'aria-label': says.preview, tabindex: 0 }, prose);
  pane.id ||= `${area.id}-typed`;
  pane.after(seen);
  const tab = (/** @type {string} */ label, /** @type {string} */ of, /** @type {boolean} */ on) => h('button', {
    type: 'button', role: 'tab', id: `${of}-tab`, 'aria-controls': of, 'aria-selected': String(on), tabindex: on ? 0 : -1,
  }, label);
  const counted = h('p', { class: 'num' });
  const checks = h('section', { class: 'checks', id: `${area.id}-checks`, 'aria-label': says.check, hidden: true });
  const check = h('button', { type: 'button', class: 'link', 'aria-expanded': 'false', 'aria-controls': checks.id, onclick: async () => {
    checks.hidden = !checks.hidden;
    check.setAttribute('aria-expanded', String(!checks.hidden));
    if (!checks.hidden) (await import('../write/checks.js')).list(checks, area, edit);
  } }, says.check);
  box.querySelector('.panes')?.before(h('div', { class: 'tabs views', role: 'tablist', 'aria-label': says.views }, tab(says.text, pane.id, true), tab(says.preview, seen.id, false)));
  box.append(h('div', { class: 'foot-line' }, counted, check), checks);

  /** @type {Promise<ReturnType<typeof import('../write/preview.js').preview>> | null} what shows the preview, once somebody wants it */
  let shown = null;
  const { who } = page;
  if (!who) prose.textContent = says.signInToSee;
  const show = () => {
    if (!who) return;
    shown ??= import('../write/preview.js').then(({ preview }) => preview(seen, prose, area, { who, of: page.of, lang: page.lang, made: page.held?.show }));
    shown.then((one) => one.show(), () => { shown = null; prose.textContent = words.previewFailed; });
  };
  const later = () => { shown?.then((one) => one.later(), () => { /* told already */ }); };
  const put = async (/** @type {File[]} */ files) => {
    const { files: to, held } = page;
    if (!who || !takes) return;
    const { into, upload } = await import('../write/uploads.js');
    const put = to ? into(who, to.path, (record) => { to.done(record); later(); }) : /** @type {import('./held.js').Held} */ (held).put;
    upload(files, { area, edit, calm, list: uploads, put });
  };
  toolbar(area, bar, () => pick.click());
  tabs(box, show);
  pasting(area, put);
  pick.addEventListener('change', () => { put([...pick.files ?? []]); pick.value = ''; });

  let counting = 0;
  function tally() {
    const n = count(area.value);
    counted.textContent = words.count(n.han, n.words, n.minutes);
  }
  function changed() {
    clearTimeout(counting);
    counting = window.setTimeout(tally, 300);
    later();
    page.changed();
  }
  area.addEventListener('input', changed);
  tally();
  box.classList.add('ready');
  return { calm, later: () => { tally(); later(); } };
}
