// The event that a question is asked in: its title in the form, with the way to take it away. The form's field has its id.

import { call } from '../session.js';
import { prefix } from '../words.js';

/**
 * @param {HTMLElement} box [data-w=event]
 * @param {import('../session.js').Session | null} who
 * @param {() => void} left is called when whoever asks takes it away
 */
export function event(box, who, left) {
  const input = /** @type {HTMLInputElement} */ (box.querySelector('input'));
  const link = /** @type {HTMLAnchorElement} */ (box.querySelector('a'));

  let shown = '';
  /** Shows the event with an id or a slug, if there is one. @param {string} name */
  async function ask(name) {
    const which = name.replace(/[^\w-]/g, '');
    const filter = encodeURIComponent(`status!='draft' && (id='${which}' || slug='${which}')`);
    const { items: [found] } = which ? await call(who, 'GET', `/api/collections/events/records?perPage=1&skipTotal=1&fields=id,slug,title&filter=${filter}`) : { items: [] };
    set(found?.id ?? '');
    if (found) {
      shown = found.id;
      link.textContent = found.title;
      link.href = `${prefix}/events/${found.slug}`;
    }
  }

  /** @param {string} id */
  function set(id) {
    input.value = id;
    box.hidden = !id;
  }

  box.querySelector('button')?.addEventListener('click', () => { set(''); left(); });

  return {
    ask,
    /** Shows the one that the field has; its title comes when the server has said it. */
    show: () => { if (input.value && input.value !== shown) ask(input.value).catch(() => { box.hidden = true; }); },
  };
}
