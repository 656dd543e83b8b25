// The settings of a call for proposals, and who reviews: <div data-bench="call" data-event="ID">. Times are those of the
// event's zone, which is named.

import { attempt, bench, button, field, list, person, rest } from '../bench.js';
import { h } from '../dom.js';
import { ways } from '../organise/ways.js';
import { Refusal, call } from '../session.js';
import { lang } from '../words.js';
import { clear, refuse } from '../write/marks.js';
import { instant, local, words as shared } from './parts.js';

const zh = {
  none: '这个活动还没有征集议题。填好下面几项，保存后就开始。', zone: (/** @type {string} */ zone) => `时间按 ${zone} 填写。`,
  opens: '开始', opensHint: '空为立即。', closes: '截止', freeze: '可以修改到', freezeHint: '空为活动开始前。', about: '征集说明', aboutHint: '想听什么、给谁听、有什么支持。支持 Markdown，会公开显示。',
  kinds: '类型与时长', kind: '类型', name: '名称', session: '排进日程时是', own: '单独的截止', ownHint: '空为上面的截止。', add: '添加类型', remove: '移除',
  /** @type {Record<string, string>} */
  sessions: { talk: '演讲', keynote: '主题演讲', workshop: '动手实验', panel: '圆桌', other: '其他' },
  judging: '评审', anonymous: '匿名评审', anonymousHint: '评审看不到提议人、讲者和给组织者的话；组织者看得到。', criteria: '评分项', criteriaHint: '一行一项，如 内容、新意；空为只打一个总分。', min: '最低分', max: '最高分',
  codes: '截止后的口令', code: '口令', codeHint: '至少 6 个字符。', until: '有效到', note: '给谁的', addCode: '添加口令',
  mails: '写在结果邮件里的话', accept: '接受', waitlist: '候补', reject: '婉拒', save: '保存', saved: '已保存。',
  staff: '评审与组织者', handle: '用户名', handleHint: '对方主页地址 /people/ 后面的部分。', role: '角色', invite: '加入', nobody: '没有这个用户名。',
  /** @type {Record<string, string>} */
  roles: { reviewer: '评审', organiser: '组织者', gate: '签到员' }, staffSay: '评审只看议题、打分和写评语；组织者还能决定、通知和排日程。',
};
/** @type {typeof zh} */
const en = {
  none: 'This event has no call for proposals yet. Fill this in and save: then it begins.', zone: (zone) => `Times are those of ${zone}.`,
  opens: 'Opens', opensHint: 'Empty: at once.', closes: 'Deadline', freeze: 'Edits until', freezeHint: 'Empty: until the event begins.', about: 'What you look for', aboutHint: 'Subjects, audience, what you offer. Markdown, shown to everyone.',
  kinds: 'Kinds and lengths', kind: 'Kind', name: 'Name', session: 'On the agenda', own: 'A deadline of its own', ownHint: 'Empty: the one above.', add: 'Add a kind', remove: 'Remove',
  sessions: { talk: 'Talk', keynote: 'Keynote', workshop: 'Workshop', panel: 'Panel', other: 'Other' },
  judging: 'Review', anonymous: 'Anonymous review', anonymousHint: 'Reviewers don’t see who proposes, who speaks and the notes to organisers; organisers do.', criteria: 'Criteria', criteriaHint: 'One a line, such as content, novelty; empty: a single score.', min: 'Least score', max: 'Greatest score',
  codes: 'Access codes after the deadline', code: 'Code', codeHint: 'At least 6 characters.', until: 'Valid until', note: 'For whom', addCode: 'Add a code',
  mails: 'Words in the mails that tell of decisions', accept: 'Accepted', waitlist: 'In reserve', reject: 'Turned down', save: 'Save', saved: 'Saved.',
  staff: 'Reviewers and organisers', handle: 'Handle', handleHint: 'What follows /people/ in the address of their profile.', role: 'Role', invite: 'Add', nobody: 'There is no such handle.',
  roles: { reviewer: 'Reviewer', organiser: 'Organiser', gate: 'At the gate' }, staffSay: 'Reviewers read, score and remark; organisers also decide, send and schedule.',
};
const words = lang === 'en' ? en : zh;

bench('call', async (place, who) => {
  const id = place.dataset.event ?? '';
  const [event, calls] = await Promise.all([call(who, 'GET', rest('events', id)), list(who, 'event_calls', { filter: `event='${id}'`, perPage: 1, skipTotal: 1 })]);
  /** @type {any} */
  let was = calls.items[0] ?? null;
  if (!was) await call(who, 'GET', `/api/qiao/events/${id}/schedule`); // refuses who doesn't organise it, in words
  const zone = event.zone || 'UTC';
  const clock = (/** @type {string} */ name, /** @type {string} */ stamp) => h('input', { type: 'datetime-local', name, value: local(stamp, zone) });
  const box = (/** @type {string} */ name, /** @type {string} */ value, most = 2000, rows = 3) => h('textarea', { name, maxlength: most, rows }, value);
  const fields = {
    opens: clock('opens', was?.opens ?? ''), closes: clock('closes', was?.closes ?? ''), freeze: clock('freeze', was?.freeze ?? ''), about: box('about', was?.about ?? '', 5000, 6),
    anonymous: h('input', { type: 'checkbox', name: 'anonymous', checked: was?.anonymous }), criteria: box('criteria', (was?.criteria ?? []).join('\n'), 500),
    min: h('input', { type: 'number', name: 'score_min', min: 0, max: 99, value: was?.score_min ?? 1 }), max: h('input', { type: 'number', name: 'score_max', min: 1, max: 100, value: was?.score_max || 5 }),
    accept: box('accept_text', was?.accept_text ?? ''), waitlist: box('waitlist_text', was?.waitlist_text ?? ''), reject: box('reject_text', was?.reject_text ?? ''),
  };
  const [kinds, codes] = [h('div', { class: 'rows' }), h('div', { class: 'rows' })];
  const value = (/** @type {Element} */ row, /** @type {string} */ what) => /** @type {HTMLInputElement} */ (row.querySelector(`[data-${what}]`)).value.trim();

  /** @param {HTMLElement} rows @param {string} label @param {HTMLElement[]} parts @param {string} [id] */
  function row(rows, label, parts, id) {
    const one = h('fieldset', { class: 'row', 'data-id': id ?? '' }, h('legend', { class: 'vh' }, label), ...parts,
      h('button', { type: 'button', class: 'btn quiet small', onclick: () => one.remove() }, words.remove));
    rows.append(one);
  }
  /** @param {any} k */
  function kind(k) {
    const session = h('select', { 'data-session': true }, ...Object.entries(words.sessions).map(([v, label]) => h('option', { value: v }, label)));
    session.value = k.session || 'talk';
    row(kinds, words.kind, [field(words.name, h('input', { maxlength: 60, 'data-name': true, value: k.name ?? '' })), field(shared.minutes, h('input', { type: 'number', min: 1, max: 1440, 'data-minutes': true, value: k.minutes ?? 30 })),
      field(words.session, session), field(words.own, h('input', { type: 'datetime-local', 'data-closes': true, value: local(k.closes ?? '', zone) }), words.ownHint)], k.id || `k${crypto.randomUUID().slice(0, 6)}`);
  }
  /** @param {any} c */
  const code = (c) => row(codes, words.code, [field(words.code, h('input', { maxlength: 60, minlength: 6, autocomplete: 'off', autocapitalize: 'none', 'data-code': true, value: c.code ?? '' }), words.codeHint),
    field(words.until, h('input', { type: 'datetime-local', 'data-until': true, value: local(c.until ?? '', zone) })), field(words.note, h('input', { maxlength: 100, 'data-note': true, value: c.note ?? '' }))]);
  for (const k of was?.kinds ?? [{ id: 'talk', name: words.sessions.talk, minutes: 30 }]) kind(k);
  for (const c of was?.codes ?? []) code(c);

  const go = h('button', { class: 'btn' }, words.save);
  const said = h('p', { class: 'say ok', role: 'status' });
  const part = (/** @type {string} */ title, /** @type {(Node | null)[]} */ ...inner) => h('section', { class: 'panel' }, h('h2', {}, title), ...inner);
  const form = h('form', { class: 'form call-form', novalidate: true, onsubmit: (/** @type {Event} */ e) => {
    e.preventDefault();
    said.textContent = '';
    clear(form);
    attempt(go, async () => {
      const body = {
        event: id, opens: instant(fields.opens.value, zone), closes: instant(fields.closes.value, zone), freeze: instant(fields.freeze.value, zone), about: fields.about.value,
        kinds: [...kinds.children].map((r) => ({ id: /** @type {HTMLElement} */ (r).dataset.id, name: value(r, 'name'), minutes: Number(value(r, 'minutes')), session: value(r, 'session'), closes: instant(value(r, 'closes'), zone) })),
        anonymous: fields.anonymous.checked, criteria: fields.criteria.value.split('\n').map((s) => s.trim()).filter(Boolean), score_min: Number(fields.min.value), score_max: Number(fields.max.value),
        codes: [...codes.children].map((r) => ({ code: value(r, 'code'), until: instant(value(r, 'until'), zone), note: value(r, 'note') })),
        accept_text: fields.accept.value, waitlist_text: fields.waitlist.value, reject_text: fields.reject.value,
      };
      try {
        was = was ? await call(who, 'PATCH', rest('event_calls', was.id), body) : await call(who, 'POST', rest('event_calls'), body);
      } catch (error) {
        if (error instanceof Refusal) refuse(form, error.fields);
        throw error;
      }
      said.textContent = words.saved;
    });
  } }, was ? null : h('p', { class: 'say' }, words.none), h('p', { class: 'hint' }, words.zone(zone)),
  h('div', { class: 'field two' }, field(words.opens, fields.opens, words.opensHint), field(words.closes, fields.closes)), field(words.freeze, fields.freeze, words.freezeHint), field(words.about, fields.about, words.aboutHint),
  part(words.kinds, kinds, h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet small', onclick: () => kind({}) }, words.add))),
  part(words.judging, h('label', { class: 'check' }, fields.anonymous, h('span', {}, words.anonymous, h('small', {}, words.anonymousHint))), field(words.criteria, fields.criteria, words.criteriaHint), h('div', { class: 'field two' }, field(words.min, fields.min), field(words.max, fields.max))),
  part(words.codes, codes, h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet small', onclick: () => code({}) }, words.addCode))),
  part(words.mails, field(words.accept, fields.accept), field(words.waitlist, fields.waitlist), field(words.reject, fields.reject)),
  h('div', { class: 'acts' }, go), said);

  const people = h('ul', { class: 'items' });
  async function staff() {
    const found = (await list(who, 'event_staff', { filter: `event='${id}'`, expand: 'user', sort: 'created', perPage: 200, skipTotal: 1 })).items;
    people.replaceChildren(...found.map((s) => h('li', { class: 'item', 'data-staff': s.role }, h('div', { class: 'body' }, person(s.expand?.user)), h('span', { class: 'badge' }, words.roles[s.role] ?? s.role),
      h('div', { class: 'acts' }, button(words.remove, 'quiet small', async () => { await call(who, 'DELETE', rest('event_staff', s.id)); await staff(); })))));
  }
  const handle = h('input', { maxlength: 40, required: true, autocomplete: 'off', autocapitalize: 'none' });
  const role = h('select', {}, ...Object.entries(words.roles).map(([v, label]) => h('option', { value: v }, label)));
  const invite = h('button', { class: 'btn quiet' }, words.invite);
  ways(event);
  place.replaceChildren(h('p', {}, h('strong', {}, event.title)), form,
    h('section', { class: 'panel' }, h('h2', {}, words.staff), h('p', { class: 'hint' }, words.staffSay), people, h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => {
      e.preventDefault();
      attempt(invite, async () => {
        const name = handle.value.trim().replace(/^@/, '').toLowerCase();
        const user = /^[a-z0-9-]+$/.test(name) ? (await list(who, 'users', { filter: `handle='${name}'`, perPage: 1, skipTotal: 1, fields: 'id' })).items[0] : null;
        if (!user) throw new Refusal(404, { message: words.nobody });
        await call(who, 'POST', rest('event_staff'), { event: id, user: user.id, role: role.value });
        handle.value = '';
        await staff();
      });
    } }, h('div', { class: 'field two' }, field(words.handle, handle, words.handleHint), field(words.role, role)), h('div', { class: 'acts' }, invite))));
  await staff();
});
