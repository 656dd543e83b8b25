// The page to hand an entry in: <div data-bench="contest-entry" data-event="EVENT">. Every time is a version that is kept; one
// that a teammate handed in meanwhile isn't written over.

import { editor } from '../ask/editor.js';
import { attempt, bench, field, rest, to } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang } from '../words.js';
import { moment, words } from './words.js';

/** @typedef {import('./words.js').Mine} Mine */

bench('contest-entry', async (place, who) => {
  const event = place.dataset.event ?? '';
  /** @type {Mine} */
  let v = await call(who, 'GET', `/api/qiao/contests/${event}`);
  const back = h('p', {}, h('a', { href: to(`/events/${v.slug}/contest`) }, words.back));
  if (!v.team || !['teams', 'entries'].includes(v.phase)) {
    place.replaceChildren(h('p', { class: 'none' }, v.team ? words.late : words.noTeam), back);
    return;
  }
  const title = h('input', { required: true, maxlength: 120, autocomplete: 'off', value: v.entry?.title });
  const repo = h('input', { type: 'url', maxlength: 2000, autocomplete: 'off', value: v.entry?.repoUrl, placeholder: 'https://' });
  const video = h('input', { type: 'url', maxlength: 2000, autocomplete: 'off', value: v.entry?.videoUrl, placeholder: 'https://' });
  const body = h('textarea', { id: 'entry-body', rows: 14, maxlength: 50000, 'aria-label': words.body, spellcheck: 'false' });
  body.value = v.entry?.body ?? '';
  const pick = h('input', { type: 'file', multiple: true });
  const kept = h('ul', { class: 'ct-files' });
  const said = h('p', { class: 'say ok', role: 'status' });
  /** @type {Set<string>} */
  let gone = new Set();
  const files = () => kept.replaceChildren(...(v.entry?.files ?? []).filter((name) => !gone.has(name)).map((name) => h('li', {}, `${name} `,
    h('button', { type: 'button', class: 'btn quiet small', onclick: () => { gone.add(name); files(); } }, words.drop))));
  files();
  const go = h('button', { class: 'btn' }, words.submit);
  place.replaceChildren(back, h('form', { class: 'form ct-entry', onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); attempt(go, send); } },
    h('p', { class: 'hint' }, `${v.team.name} · ${words.due} ${moment(v.entriesDue)}`), field(words.title, title),
    h('div', { class: 'field' }, h('label', { for: body.id }, words.body), h('div', { class: 'ed' }, h('div', { class: 'panes' }, h('section', { class: 'pane typed', 'aria-label': words.body }, body)))),
    field(words.repo, repo), field(words.video, video), field(words.files, pick, words.filesHint), kept, h('div', { class: 'acts' }, go), said));
  editor(body, { who, lang: () => lang, of: () => ({}), changed: () => { said.textContent = ''; } });

  async function send() {
    const form = new FormData();
    for (const [name, value] of Object.entries({ title: title.value, body: body.value, repo_url: repo.value, video_url: video.value })) form.append(name, value);
    for (const file of pick.files ?? []) form.append(v.entry ? 'files+' : 'files', file);
    if (v.entry) {
      form.append('base', String(v.entry.version));
      for (const name of gone) form.append('files-', name);
      await call(who, 'PATCH', rest('entries', v.entry.id), form);
    } else {
      form.append('team', v.team?.id ?? '');
      await call(who, 'POST', rest('entries'), form);
    }
    v = await call(who, 'GET', `/api/qiao/contests/${event}`);
    gone = new Set();
    pick.value = '';
    files();
    said.textContent = words.saved(v.entry?.version ?? 1);
  }
});
