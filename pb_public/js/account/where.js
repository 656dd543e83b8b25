// Where to go after signing in: the page that somebody came from, if it is one of ours.

import { prefix } from '../words.js';

const doors = /^(\/en)?\/(join|sign-in|forgot|reset|verify|confirm-email|auth\/callback)$/;

/** @param {string | null} to @returns {string | null} a path of this site */
export function safe(to) {
  if (!to || to.length > 2000) return null;
  try {
    const url = new URL(to, location.origin);
    return url.origin === location.origin && /^\/(?![/\\])/.test(to) && !doors.test(url.pathname) ? url.pathname + url.search + url.hash : null;
  } catch {
    return null;
  }
}

/** What the address's hash says, "#to=%2Farticles" or "#mfa&to=…". */
export function hash() {
  return new URLSearchParams(location.hash.slice(1));
}

/** The page to go on to: the one the address names, the one before, or the home page. */
export function next() {
  let before = null;
  try {
    const from = new URL(document.referrer);
    if (from.origin === location.origin) before = safe(from.pathname + from.search);
  } catch { /* there is none */ }
  return safe(hash().get('to')) ?? before ?? (prefix || '/');
}

/** Lets links to the other doors keep where to go on to. */
export function keepTo() {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('[data-keep-to]'))) {
    link.hash = `to=${encodeURIComponent(next())}`;
  }
}
