// The fields of a record as a form, told by a list of them; and sheets to change one in. What isn't touched isn't sent, so that
// two who change different fields both count.

import { sends } from '../ask/send.js';
import { common, field } from '../bench.js';
import { h } from '../dom.js';
import { Refusal } from '../session.js';
import { lang } from '../words.js';
import { clear, mark } from '../write/marks.js';
import { equal } from '../write/request.js';
import { local, moment } from './clock.js';

const words = {
  zh: { gap: '当地时钟会跳过这个时间（夏令时开始），请换一个。' },
  en: { gap: 'The clocks there leave this time out, as summer time begins. Choose another one.' },
}[lang];

/**
 * @typedef {{name: string, label: string, kind?: 'line' | 'text' | 'number' | 'flag' | 'choice' | 'time' | 'url' | 'lines', hint?: string, most?: number,
 *   options?: [value: string, label: string][], beside?: boolean, rows?: number}} Spec
 * of a field: lines is a list, one to a line; beside stands beside the one before
 * @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control
 */

/** What is said of something in a row, beside each other. @param {(string | null | undefined)[]} all */
export const facts = (...all) => h('p', { class: 'meta' }, ...all.filter(Boolean).map((one) => h('span', {}, one)));

export class Fields {
  /** @type {Map<string, {spec: Spec, control: Control, first: any}>} */ #all = new Map();
  /** @type {HTMLElement[]} what to put into a form */ elements = [];

  /** @param {Spec[]} specs @param {Record<string, any>} record what they say at first @param {string} zone on whose clocks times are */
  constructor(specs, record, zone) {
    this.zone = zone;
    for (const spec of specs) {
      const control = this.#control(spec);
      this.#all.set(spec.name, { spec, control, first: null });
      control.addEventListener('input', () => mark(control, ''));
      const row = spec.kind === 'flag'
        ? h('div', { class: 'field' }, h('label', { class: 'check' }, control, h('span', {}, spec.label, spec.hint ? h('small', {}, spec.hint) : null)))
        : field(spec.label, control, spec.hint);
      const last = this.elements[this.elements.length - 1];
      if (!spec.beside) this.elements.push(row);
      else if (last.classList.contains('two')) last.append(row);
      else this.elements[this.elements.length - 1] = h('div', { class: 'field two' }, last, row);
    }
    this.show(record);
  }

  /** @param {Spec} spec @returns {Control} */
  #control({ name, kind = 'line', most, options = [], rows = 3 }) {
    if (kind === 'choice') return h('select', { name }, ...options.map(([value, label]) => h('option', { value }, label)));
    if (kind === 'text' || kind === 'lines') return h('textarea', { name, maxlength: most, rows });
    if (kind === 'flag') return h('input', { name, type: 'checkbox' });
    if (kind === 'number') return h('input', { name, type: 'number', min: 0, max: most, step: 1, inputmode: 'numeric' });
    return h('input', { name, type: { time: 'datetime-local', url: 'url', line: 'text' }[kind], maxlength: kind === 'time' ? null : most ?? 2000, autocomplete: 'off' });
  }

  /** @param {string} name @returns {any} */
  control(name) { return this.#all.get(name)?.control; }

  /** Shows what a record says. @param {Record<string, any>} record */
  show(record) {
    for (const [name, one] of this.#all) {
      const { control, spec } = one;
      const value = record[name];
      if (spec.kind === 'flag') /** @type {HTMLInputElement} */ (control).checked = Boolean(value);
      else if (spec.kind === 'time') control.value = local(value, this.zone);
      else if (spec.kind === 'lines') control.value = (Array.isArray(value) ? value : []).join('\n');
      else if (spec.kind === 'number') control.value = String(value || 0);
      else if (spec.kind !== 'choice' || value) control.value = value ?? '';
      one.first = this.#read(one);
    }
  }

  /** @param {{spec: Spec, control: Control}} one */
  #read({ spec, control }) {
    if (spec.kind === 'flag') return /** @type {HTMLInputElement} */ (control).checked;
    if (spec.kind === 'number') return control.value.trim() === '' ? 0 : Number(control.value);
    if (spec.kind === 'lines') return control.value.split('\n').map((l) => l.trim()).filter(Boolean);
    return spec.kind === 'text' ? control.value : control.value.trim();
  }

  /** What a request says: everything, or what was changed. Rejects times that there aren't. @param {boolean} all */
  said(all) {
    /** @type {Record<string, any>} */
    const said = {};
    for (const [name, one] of this.#all) {
      const value = this.#read(one);
      if (!all && equal(value, one.first)) continue;
      said[name] = value;
      if (one.spec.kind !== 'time' || !value) continue;
      said[name] = moment(String(value), this.zone);
      if (!said[name]) throw new Refusal(400, { message: words.gap, data: { [name]: { message: words.gap } } });
    }
    return said;
  }
}

/**
 * A form over the page, which closes when what it does succeeds.
 * @param {string} title @param {string} label of its button @param {(Node | null)[]} content @param {() => Promise<unknown>} work
 */
export function sheet(title, label, content, work) {
  const go = h('button', { class: 'btn' }, label);
  const failed = h('p', { class: 'say bad', role: 'alert' });
  const form = h('form', { class: 'form', novalidate: true }, h('h2', {}, title), ...content, failed,
    h('div', { class: 'acts' }, go, h('button', { type: 'button', class: 'btn quiet', onclick: () => dialog.close() }, common.cancel)));
  const from = /** @type {HTMLElement | null} */ (document.activeElement);
  const dialog = h('dialog', { class: 'sheet', 'aria-label': title, onclose: () => { dialog.remove(); from?.focus(); } }, form);
  sends(form, go, failed, async () => {
    clear(form);
    await work();
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
