// The questions of a survey, as organisers set them.

import { button, list, rest } from '../bench.js';
import { h } from '../dom.js';
import { Fields, facts, sheet } from '../organise/fields.js';
import { call } from '../session.js';
import { lang } from '../words.js';

const words = {
  zh: {
    questions: '问卷的问题', add: '添加问题', edit: '修改', remove: '删除', sure: '删除这个问题？已有的回答不会再显示。', save: '保存', none: '还没有问题。', up: '上移', label: '问题', help: '说明', kind: '怎样回答', required: '必答', options: '选项', optionsHint: '每行一个',
    kinds: /** @type {Record<string, string>} */ ({ rating: '打 1 到 5 分', choice: '单选', choices: '多选', text: '文字' }), usual: '放几个常用的问题',
    starter: [{ label: '总的来说，你给这次活动打几分？', kind: 'rating', required: true }, { label: '内容对你有用吗？', kind: 'rating' }, { label: '你会向同事推荐下一次吗？', kind: 'choice', options: ['会', '不一定', '不会'] }, { label: '哪一点最值得改进？', kind: 'text' }],
  },
  en: {
    questions: 'Questions of the survey', add: 'Add a question', edit: 'Change', remove: 'Delete', sure: 'Delete this question? Answers to it are shown no more.', save: 'Save', none: 'No questions yet.', up: 'Move up', label: 'Question', help: 'What helps to answer', kind: 'How it is answered', required: 'Has to be answered', options: 'Choices', optionsHint: 'One to a line',
    kinds: /** @type {Record<string, string>} */ ({ rating: 'From 1 to 5', choice: 'One choice', choices: 'Several choices', text: 'A text' }), usual: 'Begin with the usual ones',
    starter: [{ label: 'How was the event, all in all?', kind: 'rating', required: true }, { label: 'Was what you heard useful to you?', kind: 'rating' }, { label: 'Would you tell a colleague to come to the next one?', kind: 'choice', options: ['Yes', 'Perhaps', 'No'] }, { label: 'What should we do better?', kind: 'text' }],
  },
}[lang];

/** @param {HTMLElement} box @param {import('../session.js').Session} who @param {Record<string, any>} event */
export async function questions(box, who, event) {
  const { items } = await list(who, 'survey_questions', { perPage: 100, skipTotal: 1, sort: 'position,created', filter: `event='${event.id}'` });
  const again = () => questions(box, who, event);
  const make = (/** @type {object} */ said, /** @type {number} */ position) => call(who, 'POST', rest('survey_questions'), { ...said, event: event.id, position });
  box.replaceChildren(h('h2', {}, words.questions),
    items.length ? h('ol', { class: 'items' }, ...items.map(row)) : h('p', { class: 'hint' }, words.none),
    h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet', onclick: () => open(null) }, words.add),
      items.length ? null : button(words.usual, 'quiet', async () => {
        for (const [i, q] of words.starter.entries()) await make(q, i + 1);
        await again();
      })));

  /** @param {Record<string, any>} q @param {number} i */
  function row(q, i) {
    return h('li', { class: 'item', 'data-survey-question': q.id }, h('div', { class: 'body' }, h('h3', {}, q.label), facts(words.kinds[q.kind] ?? q.kind, q.required ? words.required : '', (q.options ?? []).join(' / '), q.help)),
      h('div', { class: 'acts' },
        i > 0 ? button(words.up, 'quiet small', async () => {
          const order = [...items.slice(0, i - 1), q, items[i - 1], ...items.slice(i + 1)];
          for (const [n, o] of order.entries()) if (o.position !== n + 1) await call(who, 'PATCH', rest('survey_questions', o.id), { position: n + 1 });
          await again();
        }) : null,
        h('button', { type: 'button', class: 'btn quiet small', 'aria-label': `${words.edit} ${q.label}`, onclick: () => open(q) }, words.edit),
        button(words.remove, 'quiet small', async () => {
          if (!confirm(words.sure)) return;
          await call(who, 'DELETE', rest('survey_questions', q.id));
          await again();
        })));
  }

  /** @param {Record<string, any> | null} q null for a new one */
  function open(q) {
    const fields = new Fields([
      { name: 'label', label: words.label, most: 200 }, { name: 'help', label: words.help, most: 300 },
      { name: 'kind', label: words.kind, kind: 'choice', options: Object.entries(words.kinds) }, { name: 'options', label: words.options, kind: 'lines', most: 4000, rows: 5, hint: words.optionsHint },
      { name: 'required', label: words.required, kind: 'flag' },
    ], q ?? { kind: 'rating' }, event.zone);
    const kind = fields.control('kind');
    const settle = () => { fields.control('options').closest('.field').hidden = !kind.value.startsWith('choice'); };
    kind.addEventListener('input', settle);
    settle();
    sheet(q ? words.edit : words.add, words.save, fields.elements, async () => {
      const said = fields.said(!q);
      if (!q) await make(said, items.length + 1);
      else if (Object.keys(said).length) await call(who, 'PATCH', rest('survey_questions', q.id), said);
      await again();
    });
  }
}
