// The two lists of a profile that grow: links, and the tags of one's expertise.

import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';

const mostLinks = 10;
const mostTags = 20;

/**
 * @param {HTMLFormElement} form
 * @param {{label: string, url: string}[]} list
 * @returns {() => {label: string, url: string}[]} what is there when it is asked
 */
export function links(form, list) {
  const place = /** @type {HTMLElement} */ (form.querySelector('[data-links]'));
  const more = /** @type {HTMLButtonElement} */ (form.querySelector('[data-add-link]'));
  const { label = '', url = '', remove = '' } = place.dataset;
  const count = () => { more.hidden = place.childElementCount >= mostLinks; };
  /** @param {{label: string, url: string}} value */
  const add = (value) => {
    const row = h('div', { class: 'link-row' });
    const name = h('input', { maxlength: 40, 'aria-label': label, placeholder: label });
    const address = h('input', { type: 'url', maxlength: 500, 'aria-label': url, placeholder: 'https://' });
    name.value = value.label;
    address.value = value.url;
    row.append(name, address, h('button', { type: 'button', class: 'btn quiet small', onclick: () => { row.remove(); count(); more.focus(); } }, remove));
    place.append(row);
    count();
    return name;
  };
  for (const value of list) add(value);
  more.addEventListener('click', () => add({ label: '', url: '' }).focus());
  count();
  return () => [...place.children].map((row) => {
    const [name, address] = row.querySelectorAll('input');
    return { label: name.value.trim(), url: address.value.trim() };
  }).filter((l) => l.label || l.url).map((l) => ({ label: l.label || l.url.replace(/^https?:\/\//, '').slice(0, 40), url: l.url }));
}

/**
 * @param {HTMLFormElement} form
 * @param {string[]} ids of tags
 * @returns {Promise<() => string[]>} the ids when they are asked
 */
export async function expertise(form, ids) {
  const place = /** @type {HTMLElement} */ (form.querySelector('[data-expertise]'));
  const input = /** @type {HTMLInputElement} */ (form.querySelector('#expertise'));
  const options = /** @type {HTMLDataListElement} */ (form.querySelector('#expertise-tags'));
  const { items } = await call(null, 'GET', '/api/collections/tags/records?perPage=500&skipTotal=1&sort=name&fields=id,name,name_en');
  /** @type {Map<string, string>} */
  const names = new Map(items.map((/** @type {any} */ t) => [t.id, (lang === 'en' && t.name_en) || t.name]));
  options.append(...[...names.values()].map((name) => h('option', { value: name })));
  /** @type {Set<string>} */
  const chosen = new Set();
  /** @param {string} id */
  const add = (id) => {
    const name = names.get(id);
    if (!name || chosen.has(id) || chosen.size >= mostTags) return;
    chosen.add(id);
    const chip = h('li', { class: 'tag' }, name, h('button', { type: 'button', 'aria-label': `${place.dataset.remove}: ${name}`, onclick: () => { chosen.delete(id); chip.remove(); input.focus(); } }, '×'));
    place.append(chip);
  };
  for (const id of ids) add(id);
  const take = () => {
    const wanted = input.value.trim().toLowerCase();
    const found = [...names].find(([, name]) => name.toLowerCase() === wanted);
    if (!found) return false;
    add(found[0]);
    input.value = '';
    return true;
  };
  input.addEventListener('input', (event) => { if (!(/** @type {InputEvent} */ (event)).isComposing) take(); });
  input.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); take(); } });
  return () => [...chosen];
}
