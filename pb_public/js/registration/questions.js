// What those are asked who register, as organisers set it: kinds, choices, and when a question is asked at all.

import { button, list, rest } from '../bench.js';
import { h } from '../dom.js';
import { Fields, facts, sheet } from '../organise/fields.js';
import { call } from '../session.js';
import { lang } from '../words.js';

const words = {
  zh: {
    questions: '报名时的问题', add: '添加问题', edit: '修改', remove: '删除', sure: '删除这个问题？已有的回答不会再显示。', save: '保存', none: '没有问题，只填姓名。', up: '上移', label: '问题', help: '说明', kind: '怎样回答', required: '必答', options: '选项', optionsHint: '每行一个',
    kinds: /** @type {Record<string, string>} */ ({ text: '一行文字', long: '多行文字', choice: '单选', choices: '多选', consent: '同意一项条款', file: '上传文件' }), on: '只在这样回答时才问', always: '总是问', value: '回答是', yes: '同意', points: '候补积分', pointsHint: '每行一个，如“学生 5”；候补按积分排时用，回答的人都看得到',
    when: (/** @type {string} */ q, /** @type {string} */ a) => `当“${q}”的回答是“${a}”`,
  },
  en: {
    questions: 'Questions', add: 'Add a question', edit: 'Change', remove: 'Delete', sure: 'Delete this question? Answers to it are shown no more.', save: 'Save', none: 'No questions: people say their name.', up: 'Move up', label: 'Question', help: 'What helps to answer', kind: 'How it is answered', required: 'Has to be answered', options: 'Choices', optionsHint: 'One to a line',
    kinds: /** @type {Record<string, string>} */ ({ text: 'A line', long: 'A text', choice: 'One choice', choices: 'Several choices', consent: 'Consent', file: 'A file' }), on: 'Ask only when', always: 'Always asked', value: 'is answered with', yes: 'yes', points: 'Points on the waiting list', pointsHint: 'One to a line, such as “Student 5”. They count where the list goes by points, and everybody sees them',
    when: (/** @type {string} */ q, /** @type {string} */ a) => `when “${q}” is “${a}”`,
  },
}[lang];

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {Record<string, any>} event */
export async function questions(box, who, event) {
  const { items } = await list(who, 'event_questions', { perPage: 100, skipTotal: 1, sort: 'position,created', filter: `event='${event.id}'` });
  const again = () => questions(box, who, event);
  box.replaceChildren(h('h2', {}, words.questions),
    items.length ? h('ol', { class: 'items' }, ...items.map(row)) : h('p', { class: 'hint' }, words.none),
    h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet', onclick: () => open(null) }, words.add)));

  /** @param {Record<string, any>} q @param {number} i */
  function row(q, i) {
    const on = items.find((o) => o.id === q.only_if);
    const all = [words.kinds[q.kind] ?? q.kind, q.required ? words.required : '', (q.options ?? []).map((/** @type {string} */ o) => (q.points?.[o] ? `${o} +${q.points[o]}` : o)).join(' / '), on ? words.when(on.label, on.kind === 'consent' ? words.yes : q.only_if_value) : '', q.help];
    return h('li', { class: 'item', 'data-question': q.id }, h('div', { class: 'body' }, h('h3', {}, q.label), facts(...all)),
      h('div', { class: 'acts' },
        i > 0 ? button(words.up, 'quiet small', async () => {
          const order = [...items.slice(0, i - 1), q, items[i - 1], ...items.slice(i + 1)];
          for (const [n, o] of order.entries()) if (o.position !== n + 1) await call(who, 'PATCH', rest('event_questions', o.id), { position: n + 1 });
          await again();
        }) : null,
        h('button', { type: 'button', class: 'btn quiet small', 'aria-label': `${words.edit} ${q.label}`, onclick: () => open(q) }, words.edit),
        button(words.remove, 'quiet small', async () => {
          if (!confirm(words.sure)) return;
          await call(who, 'DELETE', rest('event_questions', q.id));
          await again();
        })));
  }

  /** @param {Record<string, any> | null} q null for a new one */
  function open(q) {
    const others = items.filter((o) => o.id !== q?.id && !o.only_if && ['choice', 'choices', 'consent'].includes(o.kind));
    const free = items.every((o) => o.only_if !== q?.id); // what others depend on is always asked
    const values = (/** @type {string} */ id) => /** @type {[string, string][]} */ ((others.find((o) => o.id === id)?.options ?? []).map((/** @type {string} */ o) => [o, o]));
    const fields = new Fields([
      { name: 'label', label: words.label, most: 200 }, { name: 'help', label: words.help, most: 300 },
      { name: 'kind', label: words.kind, kind: 'choice', options: Object.entries(words.kinds) }, { name: 'options', label: words.options, kind: 'lines', most: 4000, rows: 5, hint: words.optionsHint },
      { name: 'points', label: words.points, kind: 'lines', most: 4000, rows: 3, hint: words.pointsHint },
      { name: 'required', label: words.required, kind: 'flag' },
      ...others.length && free ? /** @type {import('../organise/fields.js').Spec[]} */ ([
        { name: 'only_if', label: words.on, kind: 'choice', options: [['', words.always], ...others.map((o) => [o.id, o.label])] },
        { name: 'only_if_value', label: words.value, kind: 'choice', options: q?.only_if ? values(q.only_if) : [], beside: true },
      ]) : [],
    ], { kind: 'text', ...q, points: Object.entries(q?.points ?? {}).map(([o, n]) => `${o} ${n}`) }, event.zone);
    const [kind, on, value] = [fields.control('kind'), fields.control('only_if'), fields.control('only_if_value')];
    const settle = () => {
      for (const name of ['options', 'points']) fields.control(name).closest('.field').hidden = !['choice', 'choices'].includes(kind.value);
      if (!on) return;
      const offered = values(on.value);
      value.closest('.field').hidden = !offered.length;
      if (offered.some(([v]) => ![...value.options].some((/** @type {HTMLOptionElement} */ o) => o.value === v)) || value.options.length !== offered.length) value.replaceChildren(...offered.map(([v]) => new Option(v, v)));
    };
    kind.addEventListener('input', settle);
    on?.addEventListener('input', settle);
    settle();
    sheet(q ? words.edit : words.add, words.save, fields.elements, async () => {
      const said = fields.said(!q);
      if (said.points) said.points = Object.fromEntries(said.points.map((/** @type {string} */ l) => { const [, o, n] = /^(.*?)[\s+:：]*(\d+)$/.exec(l) ?? [l, l, 'x']; return [o, n === 'x' ? n : Number(n)]; }));
      if (!q) await call(who, 'POST', rest('event_questions'), { ...said, event: event.id, position: items.length + 1 });
      else if (Object.keys(said).length) await call(who, 'PATCH', rest('event_questions', q.id), said);
      await again();
    });
  }
}
