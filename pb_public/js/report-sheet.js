// The sheet in which a member says what is wrong with something.

import { h } from './dom.js';
import { call } from './session.js';
import { style } from './style.js';
import { lang } from './words.js';

const words = {
  zh: {
    title: '举报', lead: '版主会看到你的举报，对方不会知道是谁举报的。', reason: '有什么问题？', text: '补充说明', optional: '可不填；选“其他”时请写明',
    send: '提交举报', cancel: '取消', sent: '已收到，谢谢。处理以后会告诉你结果。', close: '关闭', failed: '没有成功，请再试一次',
    reasons: {
      spam: ['广告或刷屏', '推销、引流、重复内容'], abuse: ['辱骂或骚扰', '人身攻击、歧视、威胁'], illegal: ['违法违规', '法律禁止的内容'],
      copyright: ['侵犯版权', '抄袭，或未经许可转载'], privacy: ['泄露隐私', '公开他人的个人信息'], off_topic: ['与主题无关', '放错了地方'], other: ['其他', ''],
    },
  },
  en: {
    title: 'Report', lead: 'The moderators read your report. Nobody else learns who sent it.', reason: 'What is wrong?', text: 'In your words',
    optional: 'Optional, but needed for “something else”', send: 'Send report', cancel: 'Cancel', sent: 'Thank you, we have it. You will hear what came of it.', close: 'Close',
    failed: 'That did not work, please try again',
    reasons: {
      spam: ['Spam', 'Advertising, flooding, the same thing again'], abuse: ['Abuse or harassment', 'Attacks, discrimination, threats'], illegal: ['Illegal', 'Content that the law forbids'],
      copyright: ['Copyright', 'Plagiarised, or published without permission'], privacy: ['Privacy', 'Personal information of somebody else'], off_topic: ['Off topic', 'In the wrong place'],
      other: ['Something else', ''],
    },
  },
}[lang];

/** @param {import('./session.js').Session} who @param {string} kind @param {string} target */
export default function ask(who, kind, target) {
  style('forms');
  const say = h('p', { class: 'say bad', role: 'alert' });
  const send = h('button', { class: 'btn', type: 'submit' }, words.send);
  const close = () => dialog.close();
  const form = h('form', { class: 'form', method: 'dialog', onsubmit: submit },
    h('div', {}, h('h2', { id: 'report-title' }, words.title), h('p', { class: 'hint' }, words.lead)),
    h('fieldset', { class: 'field' }, h('legend', {}, words.reason),
      h('div', {}, ...Object.entries(words.reasons).map(([value, [name, more]]) => h('label', { class: 'check' },
        h('input', { type: 'radio', name: 'reason', value, required: true }), h('span', {}, name, more && h('small', {}, more)))))),
    h('div', { class: 'field' }, h('label', { for: 'report-text' }, words.text),
      h('textarea', { id: 'report-text', name: 'text', maxlength: 2000, rows: 3, 'aria-describedby': 'report-hint' }), h('p', { class: 'hint', id: 'report-hint' }, words.optional)),
    say,
    h('div', { class: 'acts' }, send, h('button', { class: 'btn quiet', type: 'button', onclick: close }, words.cancel)));
  const dialog = h('dialog', { class: 'sheet', 'aria-labelledby': 'report-title', onclose: () => dialog.remove() }, form);

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    const data = new FormData(form);
    send.disabled = true;
    say.textContent = '';
    try {
      await call(who, 'POST', '/api/collections/reports/records', { reporter: who.id, kind, target, reason: data.get('reason'), text: data.get('text'), state: 'open' });
      const done = h('button', { class: 'btn', type: 'button', onclick: close }, words.close);
      form.replaceChildren(h('h2', { id: 'report-title' }, words.title), h('p', { class: 'say ok', role: 'status' }, words.sent), h('div', { class: 'acts' }, done));
      done.focus();
    } catch (error) {
      const refused = /** @type {Partial<import('./session.js').Refusal>} */ (error);
      say.textContent = Object.values(refused.fields ?? {})[0]?.message || refused.message || words.failed;
      send.disabled = false;
    }
  }
  document.body.append(dialog);
  dialog.showModal();
}
