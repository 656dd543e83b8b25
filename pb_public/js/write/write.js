// The editor's page: opens the article named behind the # of the address, or begins a new one, and ties the parts together.
// <form data-write> with its parts marked data-w="…"; see hooks/writing/views/write.html.

import { h } from '../dom.js';
import { Refusal, session, signInLink } from '../session.js';
import { lang, prefix } from '../words.js';
import { calmness, edit, pasting, tabs, toolbar } from './area.js';
import { count } from './count.js';
import { Details } from './details.js';
import { composing } from './edit.js';
import { Others, forget, kept, tab } from './local.js';
import { act, notice as tellIn } from './notice.js';
import { preview } from './preview.js';
import { empty, isLive, open, store, textOf } from './remote.js';
import { equal, request, same } from './request.js';
import { Saver } from './saving.js';
import { says } from './says.js';
import { steps } from './steps.js';
import { words } from './words.js';

/** What the parts that are loaded on use get, so that it isn't in a file of its own. */
const remote = { equal, open, request, textOf };

/** @param {HTMLFormElement} form @param {import('../session.js').Session} who */
async function start(form, who) {
  const details = new Details(form, who, () => changed());
  const part = (/** @type {string} */ name) => details.part(name);
  /** @type {HTMLTextAreaElement} */
  const area = details.field('body');
  const calm = calmness(area, () => changed());

  const saver = new Saver(who, {
    read: () => details.read(), show: (text) => details.show(text), calm, tell,
    saved: (doc, isNew) => {
      if (isNew) {
        history.replaceState(null, '', `#${doc.article?.id}`);
        others.id = doc.article?.id ?? '';
      }
      details.clear();
      others.tell('saved');
      status();
    },
    merged: () => { notice(words.merged); seen.later(); },
    resolve: async (found) => (await import('./conflict.js')).resolve(found),
  }, store);
  const others = new Others(({ kind }) => { if (kind === 'saved' && saver.id) saver.pull().then((ok) => ok && saver.changed()); });
  const seen = preview(/** @type {HTMLElement} */ (form.querySelector('#w-seen')), part('seen'), area, { who, of: () => ({ article: saver.id }), lang: () => details.field('lang').value });

  const notice = (/** @type {string} */ text, /** @type {Node[]} */ ...acts) => tellIn(part('notice'), text, ...acts);

  /** @param {import('./saving.js').State} state @param {Refusal} [error] */
  function tell(state, error) {
    const article = saver.doc.article;
    const where = article ? says[article.status] : says.draft;
    const now = { saved: article ? words.saved(new Date().toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' })) : '', saving: words.saving, dirty: words.dirty, offline: words.offline, refused: words.refused }[state];
    part('state').dataset.state = state;
    part('state').replaceChildren(h('span', { class: 'badge' }, where), ' ', now);
    if (state !== 'refused' || !error) return;
    const left = details.refuse(error.fields);
    if (left || !Object.keys(error.fields).length || error.status === 412) notice(error.status === 412 ? words.clash : left || error.message, act(words.again, () => { notice(''); saver.save(); }));
  }

  /** The cover that goes along when the changes of a live article are published. @type {import('./uploads.js').Cover | null} */
  let cover = null;

  /** Shows what can be done with the article now. */
  function status() {
    const { doc } = saver;
    const text = details.read();
    const role = details.roles.get(text.column) ?? '';
    const chief = who.record.roles?.includes('editor');
    const offered = steps(doc, role, chief, Boolean(text.publish_at));
    for (const [name, step] of [['go', offered[0]], ['later', offered[1]]]) {
      const b = /** @type {HTMLButtonElement} */ (part(/** @type {string} */ (name)));
      b.hidden = !step;
      b.textContent = step ? /** @type {any} */ (step).label : '';
      b.onclick = step ? () => take(/** @type {any} */ (step)) : null;
    }
    details.field('column').disabled = isLive(doc);
    details.field('publish_at').disabled = isLive(doc) || !(chief || role === 'owner' || role === 'editor');
    part('cover').textContent = cover?.name ?? doc.article?.cover ?? '';
  }

  /** @param {import('./steps.js').Step} step */
  async function take(step) {
    if (step.sure && !confirm(step.sure)) return;
    const acts = /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll('.top-line .btn'));
    for (const b of acts) b.disabled = true;
    try {
      if (step.act === 'move') {
        if (saver.dirty && isLive(saver.doc) && !await saver.save()) return;
        if (isLive(saver.doc)) {
          const article = await request(who, 'PATCH', `/api/collections/articles/records/${saver.id}`, { status: step.status }, { base: saver.doc.article?.updated });
          saver.start({ article, revision: null });
        } else if (!await saver.save({ status: step.status })) return;
        notice(says[`done_${step.status}`], ...link());
      } else if (step.act === 'drop') {
        const { dropDraft } = await import('./live.js');
        saver.start(await dropDraft(remote, who, saver.doc));
        cover = null;
        forget(who.id, saver.id);
        details.show(saver.base);
      } else await update();
      status();
      seen.later();
    } catch (error) {
      const refusal = error instanceof Refusal ? error : null;
      const left = refusal ? details.refuse(refusal.fields) : '';
      notice(left || refusal?.message || words.offline);
    } finally {
      for (const b of acts) b.disabled = false;
    }
  }

  /** Publishes the changes of a live article; what others published meanwhile is merged in first, for the author to see. */
  async function update() {
    if (!await saver.save()) return;
    const { behind, publish } = await import('./live.js');
    const { began, now } = await behind(remote, who, saver.doc);
    if (now.revision && now.revision.meta.base !== saver.doc.revision?.meta?.base) {
      saver.doc = now;
      if (!await saver.together({ article: now.article, revision: null }, began)) return;
      saver.doc = now;
      saver.base = { ...empty };
      await saver.save();
      notice(words.merged);
      return;
    }
    await cover?.put();
    cover = null;
    saver.start(await publish(remote, who, saver.doc, details.read()));
    details.show(saver.base);
    notice(says.done_published, ...link());
  }

  function link() {
    const a = saver.doc.article;
    return a?.status === 'published' ? [h('a', { class: 'btn quiet small', href: `${prefix}/articles/${a.slug}` }, says.see)] : [];
  }

  function counted() {
    const n = count(area.value);
    part('count').textContent = words.count(n.han, n.words, n.minutes);
  }
  let counting = 0;
  function changed() {
    clearTimeout(counting);
    counting = window.setTimeout(counted, 300);
    saver.changed();
    seen.later();
    if (!composing(area)) status();
  }

  toolbar(area, part('toolbar'), () => part('pick').click());
  tabs(form, () => seen.show());
  pasting(area, (files) => put(files));
  async function put(/** @type {File[]} */ files) {
    const { into, upload } = await import('./uploads.js');
    upload(files, { area, edit, calm, list: part('uploads'), put: into(who, async () => at(await article()), (record) => { saver.touched(record); seen.later(); }) });
  }
  const at = (/** @type {string} */ id) => `/api/collections/articles/records/${id}`;
  /** The id of the article, which files belong to: a new one is saved for it. */
  async function article() {
    if (!saver.id && !await saver.save({})) throw new Error(words.refused);
    return saver.id;
  }
  const pick = /** @type {HTMLInputElement} */ (part('pick'));
  pick.addEventListener('change', () => { put([...pick.files ?? []]); pick.value = ''; });
  details.field('cover').addEventListener('change', async (/** @type {Event} */ { target }) => {
    cover = await (await import('./uploads.js')).cover(/** @type {HTMLInputElement} */ (target), isLive(saver.doc), details, who, async () => at(await article()), (record) => saver.touched(record));
    status();
  });
  const check = part('check');
  check.addEventListener('click', async () => {
    const box = part('checks');
    box.hidden = !box.hidden;
    check.setAttribute('aria-expanded', String(!box.hidden));
    if (!box.hidden) (await import('./checks.js')).list(box, area, edit);
  });
  part('import').addEventListener('click', async () => {
    if (area.value.trim() || saver.id) { notice(says.overwrite); return; }
    const text = await (await import('./import.js')).importArticle(who);
    if (!text) return;
    details.show({ ...empty, ...text });
    /** @type {HTMLDetailsElement} */ (part('details')).open = true;
    changed();
  });
  form.addEventListener('submit', (event) => { event.preventDefault(); saver.save(); });
  form.addEventListener('keydown', (event) => {
    if (event.isComposing || event.key !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    saver.save();
  });
  addEventListener('hashchange', () => { if (location.hash.slice(1) !== saver.id) location.reload(); });

  const id = /^#\w{15}$/.test(location.hash) ? location.hash.slice(1) : '';
  if (id) saver.start(await open(who, id));
  else saver.start({ article: null, revision: null });
  details.show(saver.base);
  form.hidden = false;
  tell('saved');
  status();
  counted();
  seen.show();
  details.choices().then(status, () => { /* the fields keep what they have */ });
  const { article: opened } = saver.doc;
  if (opened?.status === 'rejected' && opened.reason) notice(says.rejected_for + opened.reason);
  if (isLive(saver.doc)) notice(says.live);

  others.id = id;
  const present = await others.present();
  if (id && present.size) notice(words.elsewhere);
  if (kept(who.id, store.key(saver.id)).length) (await import('./recover.js')).recover(saver, present, { forget, kept, tab, act, same }, { show: (text) => details.show(text), body: () => area.value, notice, changed });
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-write]'));
const gate = /** @type {HTMLElement | null} */ (document.querySelector('[data-w=gate]'));
if (form && gate) {
  const who = session();
  const shut = (/** @type {string} */ text, /** @type {Node[]} */ ...more) => { gate.hidden = false; gate.replaceChildren(text, ' ', ...more); };
  if (!who) shut(says.sign_in, h('a', { href: signInLink() }, says.go_sign_in));
  else start(form, who).catch((error) => shut(error instanceof Refusal && error.status === 404 ? says.gone : says.failed));
}
