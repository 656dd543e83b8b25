// The page /settings: a member's own profile.

import { h } from '../dom.js';
import { call, keepSession, session } from '../session.js';
import { prefix } from '../words.js';
import { wake } from './forms.js';
import { signedIn } from './self.js';
import { expertise, links } from './lists.js';

const form = /** @type {HTMLFormElement} */ (document.querySelector('[data-profile]'));
const said = /** @type {HTMLElement} */ (form.querySelector('.said'));
const texts = ['name', 'handle', 'bio', 'persona', 'city', 'company', 'locale', 'zone'];

/** @param {string} name */
function control(name) { return /** @type {HTMLInputElement} */ (form.elements.namedItem(name)); }

/** @param {Record<string, any>} me */
function portrait(me) {
  const face = /** @type {HTMLElement} */ (form.querySelector('[data-face]'));
  const remove = /** @type {HTMLButtonElement} */ (form.querySelector('[data-no-avatar]'));
  face.replaceChildren(me.avatar
    ? h('img', { src: `/api/files/users/${me.id}/${encodeURIComponent(me.avatar)}?thumb=256x256`, alt: '', width: 88, height: 88 })
    : h('span', { 'aria-hidden': 'true' }, [...String(me.name || me.handle || '?')][0]?.toUpperCase()));
  remove.hidden = !me.avatar;
}

/** @param {string} zone */
function zones(zone) {
  const select = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (control('zone')));
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = new Set([zone || own, own, ...Intl.supportedValuesOf('timeZone')].filter(Boolean));
  select.replaceChildren(...[...all].sort().map((name) => h('option', { value: name }, name.replaceAll('_', ' '))));
  select.value = zone || own;
}

async function start() {
  const who = await signedIn();
  if (!who) return;
  let me = await call(who, 'GET', `/api/collections/users/records/${who.id}`);
  zones(me.zone);
  for (const name of texts) if (me[name]) control(name).value = me[name];
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('[name=private]'))) box.checked = (me.private ?? []).includes(box.value);
  const own = links(form, me.links ?? []);
  const known = await expertise(form, me.expertise ?? []);
  const see = /** @type {HTMLAnchorElement} */ (form.querySelector('[data-see]'));
  const show = () => {
    portrait(me);
    see.hidden = !me.handle;
    see.href = `${prefix}/people/${me.handle}`;
    /** @type {HTMLElement} */ (form.querySelector('[data-no-address]')).hidden = !!me.email;
  };
  show();
  let removeAvatar = false;
  const file = control('avatar');
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    removeAvatar = false;
    const img = h('img', { alt: '', width: 88, height: 88 });
    const reader = new FileReader();
    reader.addEventListener('load', () => { img.src = String(reader.result); });
    reader.readAsDataURL(chosen);
    form.querySelector('[data-face]')?.replaceChildren(img);
  });
  form.querySelector('[data-no-avatar]')?.addEventListener('click', () => {
    removeAvatar = true;
    file.value = '';
    portrait({ ...me, avatar: '' });
  });
  wake(form, async (values) => {
    said.hidden = true;
    /** @type {Record<string, unknown>} */
    const body = { private: values.getAll('private'), links: own(), expertise: known() };
    for (const name of texts) body[name] = String(values.get(name) ?? '').trim();
    if (removeAvatar) body.avatar = null;
    const chosen = file.files?.[0];
    const as = session() ?? who;
    let sent = /** @type {object} */ (body);
    if (chosen) {
      const parts = new FormData();
      parts.set('@jsonPayload', JSON.stringify(body));
      parts.set('avatar', chosen);
      sent = parts;
    }
    me = await call(as, 'PATCH', `/api/collections/users/records/${who.id}`, sent);
    keepSession({ token: as.token, record: me });
    file.value = '';
    removeAvatar = false;
    show();
    said.textContent = form.dataset.saved ?? '';
    said.hidden = false;
    said.scrollIntoView({ block: 'nearest' });
  });
}

start();
