// Signing in with other providers (OAuth2 with PKCE), on pages: no window opens, and nothing is asked for but what
// PocketBase offers at /api/collections/users/auth-methods.

import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';

/**
 * @typedef {{name: string, displayName: string, state: string, authURL: string, codeVerifier: string}} Provider
 * @typedef {{provider: string, label: string, state: string, codeVerifier: string, redirectURL: string, to: string, lang: string, agreed: string, link: boolean}} Journey
 */

const key = 'qiao:journey';

/** @returns {Promise<Provider[]>} */
export async function providers() {
  const { oauth2 } = await call(null, 'GET', '/api/collections/users/auth-methods');
  return oauth2.enabled ? oauth2.providers : [];
}

/**
 * Goes to a provider, which sends back to /auth/callback.
 * @param {string} name
 * @param {{to: string, agreed?: string, link?: boolean}} options link adds the provider to who is signed in
 */
export async function go(name, { to, agreed = '', link = false }) {
  const provider = (await providers()).find((p) => p.name === name);
  if (!provider) throw new TypeError(name);
  const redirectURL = `${location.origin}/auth/callback`;
  /** @type {Journey} */
  const journey = { provider: name, label: provider.displayName, state: provider.state, codeVerifier: provider.codeVerifier, redirectURL, to, lang, agreed, link };
  sessionStorage.setItem(key, JSON.stringify(journey));
  const url = new URL(provider.authURL + encodeURIComponent(redirectURL));
  if (url.protocol === 'https:' || url.protocol === 'http:') location.assign(url);
}

/** The journey that a provider sends back from; it is over when read. @returns {Journey | null} */
export function journey() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    sessionStorage.removeItem(key);
    return kept;
  } catch {
    return null;
  }
}

/** Keeps a journey that isn't over. @param {Journey} kept */
export function keep(kept) { sessionStorage.setItem(key, JSON.stringify(kept)); }

/**
 * Offers the providers that there are.
 * @param {() => {to: string, agreed?: string} | null} options asked on a click; null when it can't be yet
 */
export async function offer(options) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-providers]'));
  const list = place && await providers().catch(() => []);
  if (!place || !list?.length) return;
  place.querySelector('ul')?.append(...list.map((p) => h('li', {}, h('button', {
    type: 'button', class: 'btn quiet',
    onclick: async (/** @type {Event} */ event) => {
      const at = options();
      const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
      if (!at) return;
      button.disabled = true;
      await go(p.name, at).catch(() => { button.disabled = false; });
    },
  }, p.displayName))));
  place.hidden = false;
}
