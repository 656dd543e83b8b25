// A survey as a form: ratings, choices, texts. What was written stays in the form until it is sent.

import { sends } from '../ask/send.js';
import { h } from '../dom.js';
import { Refusal } from '../session.js';
import { lang } from '../words.js';

const words = {
  zh: { survey: '问卷', anonymous: '回答是匿名的：主办方只看到汇总和文字，看不到是谁写的。每人一次。', until: (/** @type {string} */ when) => `截止时间：${when}`, send: '提交', thanks: '已提交，谢谢你。', done: '你已经填过这份问卷，谢谢。', needed: '（必填）', worst: '很差', best: '很好', choose: '请选择' },
  en: { survey: 'Survey', anonymous: 'Answers are anonymous: the organisers see sums and texts, not who wrote them. Once for each.', until: (/** @type {string} */ when) => `Open until ${when}`, send: 'Send', thanks: 'Sent. Thank you.', done: 'You have answered this survey. Thank you.', needed: ' (required)', worst: 'bad', best: 'good', choose: 'Choose' },
}[lang];

/** @typedef {{id: string, label: string, help: string, kind: string, options: string[], required: boolean}} Question */

/** @param {{answered: boolean, until: string, about: string, questions: Question[]}} v @param {(answers: Record<string, unknown>) => Promise<unknown>} send */
export function survey(v, send) {
  const box = h('section', { class: 'panel', 'data-survey': true }, h('h2', {}, words.survey));
  if (v.answered) {
    box.append(h('p', { class: 'say ok' }, words.done));
    return box;
  }
  const asked = v.questions.map(control);
  const [go, failed] = [h('button', { class: 'btn' }, words.send), h('p', { class: 'say bad', role: 'alert' })];
  const when = new Date(v.until.replace(' ', 'T')).toLocaleString(lang === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'medium', timeStyle: 'short' });
  const form = h('form', { class: 'form' }, v.about ? h('p', { class: 'lines' }, v.about) : null, h('p', { class: 'hint' }, `${words.anonymous} ${words.until(`${when} (${Intl.DateTimeFormat().resolvedOptions().timeZone})`)}`),
    ...asked.map((a) => a.place), failed, h('div', { class: 'acts' }, go));
  sends(form, go, failed, async () => {
    const answers = Object.fromEntries(asked.map((a) => [a.id, a.value()]).filter(([, value]) => value !== null));
    try {
      await send(answers);
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 409)) throw error;
    }
    box.replaceChildren(h('h2', {}, words.survey), h('p', { class: 'say ok', role: 'status' }, words.thanks));
  });
  box.append(form);
  return box;
}

/** @param {Question} q @returns {{id: string, place: HTMLElement, value: () => unknown}} null for no answer */
function control(q) {
  const legend = q.label + (q.required ? words.needed : '');
  const hint = q.help ? h('p', { class: 'hint', id: `h-${q.id}` }, q.help) : null;
  const described = hint ? hint.id : null;
  if (q.kind === 'text') {
    const text = h('textarea', { id: `q-${q.id}`, name: q.id, rows: 4, maxlength: 2000, required: q.required, 'aria-describedby': described });
    return { id: q.id, place: h('div', { class: 'field' }, h('label', { for: text.id }, legend), hint, text), value: () => text.value.trim() || null };
  }
  const type = q.kind === 'choices' ? 'checkbox' : 'radio';
  const boxes = (q.kind === 'rating' ? ['1', '2', '3', '4', '5'] : q.options).map((value) => h('input', { type, name: q.id, value, required: q.required && type === 'radio' }));
  const label = (/** @type {HTMLInputElement} */ b) => h('label', { class: 'check' }, b, h('span', {}, b.value));
  const chosen = () => boxes.filter((b) => b.checked).map((b) => b.value);
  const place = h('fieldset', { class: `field${q.kind === 'rating' ? ' rating' : ''}`, 'aria-describedby': described }, h('legend', {}, legend), hint,
    ...(q.kind === 'rating' ? [h('div', {}, h('small', { 'aria-hidden': 'true' }, words.worst), ...boxes.map(label), h('small', { 'aria-hidden': 'true' }, words.best))] : boxes.map(label)));
  return { id: q.id, place, value: () => {
    const all = chosen();
    if (!all.length) return null;
    return q.kind === 'choices' ? all : q.kind === 'rating' ? Number(all[0]) : all[0];
  } };
}
