// Forms that scripts send: their fields wake up, what is wrong is said at the fields and above them, and a form is
// sent once at a time.

import { h } from '../dom.js';
import { Refusal } from '../session.js';
import { lang } from '../words.js';

const words = {
  zh: {
    look: '请检查下面标出的内容。', required: '这一项必填。', email: '邮箱地址不完整，应像 name@example.org。', short: (/** @type {number} */ n) => `至少 ${n} 个字符。`,
    pattern: '格式不对，请看看下面的说明。', failed: '没有成功，请再试一次。', offline: '连不上网，请检查网络后再试。', often: '操作太频繁了，请过一会儿再试。', show: '显示', hide: '隐藏',
  },
  en: {
    look: 'Please look at what is marked below.', required: 'This is required.', email: 'This address is incomplete; it should look like name@example.org.', short: (/** @type {number} */ n) => `At least ${n} characters.`,
    pattern: 'The format is not right; see the note below the field.', failed: 'That did not work, please try again.', offline: 'There is no connection. Check the network and try again.', often: 'That was too often. Please wait a little.', show: 'Show', hide: 'Hide',
  },
}[lang];

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/**
 * Wakes a form up. Its fieldset comes disabled from the server, so that nothing is ever sent without the script.
 * @param {HTMLFormElement} form
 * @param {(values: FormData) => Promise<void>} send rejects with a Refusal to show it
 * @param {(refusal: Refusal) => string | undefined} [say] words for an answer that PocketBase puts too technically
 */
export function wake(form, send, say) {
  const fields = /** @type {HTMLFieldSetElement} */ (form.querySelector('fieldset'));
  fields.disabled = false;
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll('[data-show]'))) {
    const input = /** @type {HTMLInputElement} */ (form.querySelector(`#${button.dataset.show}`));
    button.setAttribute('aria-controls', input.id);
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => {
      const shown = input.type === 'password';
      input.type = shown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(shown));
      button.textContent = shown ? words.hide : words.show;
    });
  }
  let busy = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    const wrong = check(form);
    if (wrong.length) { complain(form, words.look, wrong); return; }
    complain(form, '', []);
    busy = true;
    form.setAttribute('aria-busy', 'true');
    try {
      await send(new FormData(form));
    } catch (error) {
      refused(form, error, say);
    }
    busy = false;
    form.removeAttribute('aria-busy');
  });
}

/**
 * Shows what a request was refused with.
 * @param {HTMLFormElement} form
 * @param {unknown} error
 * @param {(refusal: Refusal) => string | undefined} [say]
 */
export function refused(form, error, say) {
  if (!(error instanceof Refusal)) { complain(form, error instanceof TypeError ? words.offline : words.failed, []); return; }
  /** @type {[Control, string][]} */
  const wrong = [];
  const rest = [];
  for (const [name, { message }] of Object.entries(error.fields)) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLElement && !control.hidden) wrong.push([/** @type {Control} */ (control), message]);
    else if (message) rest.push(message);
  }
  const message = error.status === 429 ? words.often : say?.(error) ?? (wrong.length ? words.look : rest.join(' ') || error.message || words.failed);
  complain(form, message, wrong);
}

/** @param {HTMLFormElement} form @returns {[Control, string][]} */
function check(form) {
  const controls = /** @type {Control[]} */ ([...form.elements].filter((e) => 'validity' in e && !(e instanceof HTMLFieldSetElement) && !(e instanceof HTMLButtonElement)));
  return controls.filter((c) => !c.hidden && !c.validity.valid).map((c) => {
    const { validity: v } = c;
    const text = v.valueMissing ? words.required : v.typeMismatch ? words.email : v.tooShort && 'minLength' in c ? words.short(c.minLength) : words.pattern;
    return [c, text];
  });
}

/** @param {HTMLFormElement} form @param {string} message @param {[Control, string][]} wrong */
export function complain(form, message, wrong) {
  for (const old of form.querySelectorAll('.wrong')) old.remove();
  for (const control of form.querySelectorAll('[aria-invalid]')) {
    control.removeAttribute('aria-invalid');
    describe(control, (ids) => ids.filter((id) => id !== `${control.id}-wrong`));
  }
  for (const [control, text] of wrong) {
    control.setAttribute('aria-invalid', 'true');
    const note = h('p', { class: 'wrong', id: `${control.id}-wrong` }, text);
    (control.closest('.field') ?? control).append(note);
    describe(control, (ids) => [note.id, ...ids]);
  }
  const box = /** @type {HTMLElement | null} */ (form.querySelector('.trouble'));
  if (!box) return;
  box.hidden = !message;
  box.replaceChildren();
  if (!message) return;
  box.append(h('p', {}, message));
  if (wrong.length > 1) {
    box.append(h('ul', {}, ...wrong.map(([control, text]) => {
      const label = control.labels?.[0]?.firstChild?.textContent?.trim() ?? control.name;
      return h('li', {}, h('a', { href: `#${control.id}`, onclick: (/** @type {Event} */ event) => { event.preventDefault(); control.focus(); } }, `${label}: ${text}`));
    })));
  }
  if (wrong.length === 1) wrong[0][0].focus();
  else box.focus();
}

/** @param {Element} control @param {(ids: string[]) => string[]} change */
function describe(control, change) {
  const ids = change((control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean));
  if (ids.length) control.setAttribute('aria-describedby', ids.join(' '));
  else control.removeAttribute('aria-describedby');
}

/**
 * Says that something worked, in the form's place or above what stays.
 * @param {HTMLElement} place
 * @param {string} message
 */
export function done(place, message) {
  const said = h('p', { class: 'said', role: 'status', tabindex: -1 }, message);
  place.replaceWith(said);
  said.focus();
}
