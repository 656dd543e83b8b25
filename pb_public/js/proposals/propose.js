// The form to propose something for an event: <div data-bench="propose" data-event="ID" data-langs="zh=…|en=…">. The address's
// #ID is a proposal to edit. What isn't sent yet stays on the device.

import { bench, field, isID, rest, to } from '../bench.js';
import { h } from '../dom.js';
import { Refusal, call } from '../session.js';
import { lang } from '../words.js';
import { forget, keep, kept } from '../write/local.js';
import { clear, mark, refuse } from '../write/marks.js';
import { of, words as shared } from './parts.js';

const zh = {
  form: '你的议题', edit: '修改议题', title: '标题', kind: '类型', lang: '演讲语言', abstract: '摘要', abstractHint: '讲什么、给谁听、听完能带走什么。支持 Markdown，最多 5000 字，入选后会公开。',
  notes: '给组织者的话', notesHint: '只有组织者（和非匿名评审时的评审）看得到，例如时间要求、讲过没有。', speakers: '讲者', speaker: '讲者', add: '添加讲者', remove: '移除这位讲者',
  handle: '本站用户名', handleHint: '没有账号就留空，只填姓名。', name: '姓名', bio: '简介', bioHint: '入选后显示在讲者页面。', access: '口令', accessHint: '截止后提交才需要，由组织者发给你。',
  send: '提交议题', save: '保存修改', sent: '已提交。确认邮件正在路上，可以在“我的议题”里修改或撤回。', saved: '修改已保存。', mine: '我的议题', another: '再提一个',
  late: '（已截止）', kept: '草稿已存在这台设备上',
  /** @type {Record<string, string>} */
  why: { closed: '这个活动现在不征集议题。', soon: '征集还没有开始。', over: '征集已经截止。有组织者给的口令仍可提交。' },
  frozen: '修改的期限已过，请联系组织者。',
};
/** @type {typeof zh} */
const en = {
  form: 'Your proposal', edit: 'Edit the proposal', title: 'Title', kind: 'Kind', lang: 'Language of the talk', abstract: 'Abstract', abstractHint: 'What it is about, for whom, and what they take home. Markdown, up to 5,000 characters; public once it is accepted.',
  notes: 'Notes to the organisers', notesHint: 'Seen by the organisers only (and by reviewers where the review isn’t anonymous): when you can come, whether you gave it before.', speakers: 'Speakers', speaker: 'Speaker', add: 'Add a speaker', remove: 'Remove this speaker',
  handle: 'Handle here', handleHint: 'Leave it empty for somebody without an account.', name: 'Name', bio: 'Bio', bioHint: 'Shown on the speaker’s page once it is accepted.', access: 'Access code', accessHint: 'Needed after the deadline only; the organisers give it to you.',
  send: 'Propose', save: 'Save', sent: 'Sent. A mail confirms it; you can edit or withdraw it among your proposals.', saved: 'Saved.', mine: 'My proposals', another: 'Propose another',
  late: ' (closed)', kept: 'A draft is kept on this device',
  why: { closed: 'This event takes no proposals now.', soon: 'The call has not opened yet.', over: 'The deadline has passed. With an access code from the organisers you can still propose.' },
  frozen: 'The time for edits is over. Ask the organisers.',
};
const words = lang === 'en' ? en : zh;
const most = 6;

bench('propose', async (place, who) => {
  const event = place.dataset.event ?? '';
  const id = location.hash.slice(1);
  const edits = isID(id);
  // the editor is for members: guests read what is called for
  const [open, was, { editor }] = await Promise.all([call(who, 'GET', of(event, 'call')), edits ? call(who, 'GET', rest('proposals', id)) : null, import('../ask/editor.js')]);
  const stop = edits ? open.frozen && words.frozen : open.why && words.why[open.why];
  if (stop && (edits || open.why !== 'over')) {
    place.replaceChildren(h('p', { class: 'say warn' }, stop));
    return;
  }

  const title = h('input', { name: 'title', id: 'p-title', maxlength: 200, required: true, autocomplete: 'off' });
  const kind = h('select', { name: 'kind', required: true }, ...open.kinds.map((/** @type {any} */ k) => h('option', { value: k.id }, `${k.name} · ${k.minutes} ${shared.minutes}${k.open || edits ? '' : words.late}`)));
  const speech = h('select', { name: 'lang' }, ...(place.dataset.langs ?? '').split('|').map((pair) => { const [value, label] = pair.split('='); return h('option', { value, lang: value }, label); }));
  const area = h('textarea', { name: 'abstract', id: 'p-abstract', maxlength: 5000, 'aria-describedby': 'p-abstract-hint', spellcheck: 'true' });
  const notes = h('textarea', { name: 'notes', maxlength: 3000 });
  const access = h('input', { name: 'access', maxlength: 60, autocomplete: 'off', autocapitalize: 'none' });
  const people = h('div', { class: 'speakers' });
  const hidden = h('input', { type: 'hidden', name: 'speakers' });
  const go = h('button', { class: 'btn' }, edits ? words.save : words.send);
  const state = h('p', { class: 'state', role: 'status' });
  const failed = h('p', { class: 'say bad', role: 'alert' });

  /** @param {{user?: string, handle?: string, name?: string, bio?: string}} one */
  function person(one) {
    const handle = h('input', { maxlength: 40, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', 'data-handle': true, value: one.handle ?? '' });
    const box = h('fieldset', { class: 'field speaker', 'data-user': one.user ?? '' }, h('legend', {}, words.speaker),
      h('div', { class: 'field two' }, one.user ? null : field(words.handle, handle, words.handleHint), field(words.name, h('input', { maxlength: 80, autocomplete: 'off', 'data-name': true, value: one.name ?? '' }))),
      field(words.bio, h('textarea', { maxlength: 2000, 'data-bio': true, rows: 3 }, one.bio ?? ''), words.bioHint),
      h('div', { class: 'acts' }, h('button', { type: 'button', class: 'btn quiet small', onclick: () => { box.remove(); count(); changed(); people.querySelector('input')?.focus(); } }, words.remove)));
    people.append(box);
    count();
    return box;
  }
  const add = h('button', { type: 'button', class: 'btn quiet small', onclick: () => { person({}).querySelector('input')?.focus(); changed(); } }, words.add);
  function count() {
    const all = people.querySelectorAll('fieldset');
    all.forEach((box, i) => {
      const legend = box.querySelector('legend');
      if (legend) legend.textContent = `${words.speaker} ${i + 1}`;
      const remove = box.querySelector('button');
      if (remove) remove.hidden = all.length === 1;
    });
    add.hidden = all.length >= most;
  }

  const read = () => ({
    title: title.value.trim(), kind: kind.value, lang: speech.value, abstract: area.value, notes: notes.value,
    speakers: [...people.querySelectorAll('fieldset')].map((box) => {
      const value = (/** @type {string} */ what) => /** @type {HTMLInputElement | null} */ (box.querySelector(`[data-${what}]`))?.value.trim() ?? '';
      return { user: box.dataset.user ?? '', handle: value('handle'), name: value('name'), bio: value('bio') };
    }),
  });
  /** @param {any} text */
  function show(text) {
    title.value = text.title ?? '';
    kind.value = text.kind || kind.value;
    speech.value = text.lang || speech.value;
    area.value = text.abstract ?? '';
    notes.value = text.notes ?? '';
    people.replaceChildren();
    for (const one of text.speakers ?? []) person(one);
  }

  const key = `proposal:${event}`;
  let keeping = 0;
  function changed() {
    if (edits) return;
    clearTimeout(keeping);
    keeping = window.setTimeout(() => {
      // the device keeps texts by their body
      const text = /** @type {any} */ ({ body: JSON.stringify(read()) });
      if (keep(who.id, key, { text, base: null, updated: '', at: Date.now() })) state.textContent = words.kept;
    }, 400);
  }

  const form = h('form', { class: 'form pad propose-form', novalidate: true, oninput: (/** @type {Event} */ e) => { mark(/** @type {HTMLElement} */ (e.target), ''); changed(); }, onsubmit: async (/** @type {Event} */ e) => {
    e.preventDefault();
    go.disabled = true;
    failed.textContent = '';
    clear(form);
    mark(hidden, '');
    try {
      await ed.calm();
      const body = { ...read(), ...(access.value.trim() && { access: access.value.trim() }) };
      const made = edits ? await call(who, 'PATCH', rest('proposals', id), body) : await call(who, 'POST', rest('proposals'), { ...body, event, author: who.id });
      clearTimeout(keeping);
      if (!edits) for (const k of kept(who.id, key)) forget(who.id, key, k.tab);
      const done = h('p', { class: 'say ok', role: 'status', tabindex: -1, 'data-proposal': made.id }, edits ? words.saved : words.sent);
      place.replaceChildren(done, h('p', { class: 'acts' }, h('a', { class: 'btn', href: to('/proposals') }, words.mine), edits ? null : h('a', { class: 'btn quiet', href: location.pathname }, words.another)));
      done.focus();
    } catch (error) {
      if (error instanceof Refusal) {
        const left = refuse(form, error.fields);
        failed.textContent = left || (Object.keys(error.fields).length ? '' : error.message);
      } else failed.textContent = String(error);
    }
    go.disabled = false;
  } },
  h('h2', {}, edits ? words.edit : words.form), stop ? h('p', { class: 'say warn' }, stop) : null,
  field(words.title, title), h('div', { class: 'field two' }, field(words.kind, kind), field(words.lang, speech)),
  h('div', { class: 'field' }, h('label', { for: 'p-abstract' }, words.abstract), h('p', { class: 'hint', id: 'p-abstract-hint' }, words.abstractHint),
    h('div', { class: 'ed' }, h('div', { class: 'panes' }, h('section', { class: 'pane typed', 'aria-label': words.abstract }, area)))),
  h('div', { class: 'field' }, h('h3', {}, words.speakers), people, h('div', { class: 'acts' }, add), hidden),
  field(words.notes, notes, words.notesHint),
  open.kinds.some((/** @type {any} */ k) => !k.open) && !edits ? field(words.access, access, words.accessHint) : null,
  failed, h('div', { class: 'end-line acts' }, go, state));

  const first = { title: '', speakers: [{ handle: who.record.handle ?? '', name: who.record.name ?? '', bio: who.record.bio ?? '' }], lang, kind: open.kinds.find((/** @type {any} */ k) => k.open)?.id };
  const here = edits ? null : kept(who.id, key)[0];
  let text = was ?? first;
  if (here) {
    try { text = JSON.parse(here.kept.text.body); state.textContent = words.kept; } catch { /* what can't be read isn't offered */ }
  }
  show(text);
  place.replaceChildren(form);
  const ed = editor(area, { who, lang: () => speech.value, of: () => ({}), changed: () => { mark(area, ''); changed(); } });
});


