// What can be done with an event as a whole: publish, cancel with a reason, archive, delete a draft.

import { h } from '../dom.js';
import { Refusal, call } from '../session.js';
import { prefix } from '../words.js';
import { path } from './event.js';
import { host } from './rights.js';
import { says } from './says.js';

/**
 * @param {HTMLElement} box @param {Record<string, any>} event @param {{site: boolean, hosts: {id: string, runs: boolean}[]}} may
 * @param {import('../session.js').Session} who @param {(also: Record<string, any>) => Promise<boolean>} save saves the form together with a change
 * @param {() => void} gone forgets what is kept of a draft that is deleted
 */
export function status(box, event, may, who, save, gone) {
  const place = /** @type {HTMLElement} */ (box.querySelector('div'));
  const failed = h('p', { class: 'say bad', role: 'alert' });
  const publisher = may.site || may.hosts.some((c) => c.runs && c.id === host(event));
  /** @param {string} label @param {string} kind @param {() => Promise<unknown> | void} work */
  const button = (label, kind, work) => {
    const b = h('button', { type: 'button', class: `btn ${kind}`, onclick: async () => {
      b.disabled = true;
      failed.textContent = '';
      try {
        await work();
      } catch (error) {
        failed.textContent = error instanceof Refusal ? error.message : says.failed;
      }
      b.disabled = false;
    } }, label);
    return b;
  };
  const move = (/** @type {string} */ to) => save({ status: to });
  const acts = [];
  if (publisher) {
    if (event.status === 'draft') acts.push(button(says.publish, '', () => move('published')));
    else if (event.status !== 'published') acts.push(button(says.again, 'quiet', () => move('published')));
    if (event.status === 'published') acts.push(button(says.cancel, 'quiet', async () => (await import('./cancel.js')).ask(room, event, says, save)));
    if (event.status !== 'draft' && event.status !== 'archived') acts.push(button(says.archive, 'quiet', async () => { if (confirm(says.archiveSure)) await move('archived'); }));
  }
  if (event.status === 'draft' && (event.author === who.id || may.site)) {
    acts.push(button(says.remove, 'quiet', async () => {
      if (!confirm(says.removeSure)) return;
      await call(who, 'DELETE', `${path}/${event.id}`);
      gone();
      location.assign(`${prefix}/events/new`);
    }));
  }
  const room = h('div', {});
  const tone = { published: 'ok', cancelled: 'bad' }[/** @type {string} */ (event.status)] ?? '';
  place.replaceChildren(
    h('p', {}, h('span', { class: `badge ${tone}`, 'data-status': event.status }, says.states[event.status]), ' ', event.status === 'draft' ? says.draftSay : h('a', { href: `${prefix}/events/${event.slug}` }, says.view)),
    publisher ? '' : h('p', { class: 'hint' }, says.only), h('div', { class: 'acts' }, ...acts), room, failed);
  box.hidden = false;
}
