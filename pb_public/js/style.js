// Style sheets that come with the first use of what needs them.

import { h } from './dom.js';

/** Where they are, as seen from this module, which may be packed into another one in a folder below /js/ or /js-LANGUAGE/. */
const folder = import.meta.url.replace(/\/js(-[\w-]+)?\/.*$/, '/css/');

/** @param {string} name of a bundle in css/ @returns {Promise<void>} when it is there, or can't be had */
export function style(name) {
  const href = `${folder}${name}.css`;
  if ([...document.styleSheets].some((sheet) => sheet.href?.startsWith(href))) return Promise.resolve();
  return new Promise((done) => { document.head.append(h('link', { rel: 'stylesheet', href, onload: () => done(), onerror: () => done() })); });
}
