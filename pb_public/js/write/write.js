// The editor's page: opens the article named behind the # of the address, or begins a new one, and ties the parts together.
// <form data-write> with its parts marked data-w="…"; see hooks/writing/views/write.html.

import { h } from '../dom.js';
import { Refusal, session, signInLink } from '../session.js';
import { lang, prefix } from '../words.js';
import { count } from './count.js';
import { Details } from './details.js';
import { apply, composing, nextLine, tools, watchComposition } from './edit.js';
import { Others, forget, kept, tab } from './local.js';
import { preview } from './preview.js';
import { behind, dropDraft, empty, isLive, open, publish, sameText, textOf } from './remote.js';
import { Saver } from './saving.js';
import { steps } from './steps.js';
import { words } from './words.js';

/** @param {HTMLFormElement} form @param {import('../session.js').Session} who */
async function start(form, who) {
  const details = new Details(form, who, () => changed());
  const part = (/** @type {string} */ name) => details.part(name);
  /** @type {HTMLTextAreaElement} */
  const area = details.field('body');
  /** @type {Set<() => void>} */
  const waiting = new Set();
  const calm = () => (composing(area) ? new Promise((/** @type {(v?: void) => void} */ done) => { waiting.add(done); }) : Promise.resolve());
  watchComposition(area, () => { for (const done of waiting) done(); waiting.clear(); changed(); });

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
  });
  const others = new Others(({ kind }) => { if (kind === 'saved' && saver.id) saver.pull().then((ok) => ok && saver.changed()); });
  const seen = preview(/** @type {HTMLElement} */ (form.querySelector('#w-seen')), part('seen'), area, { who, id: () => saver.id, lang: () => details.field('lang').value });

  /** @param {string} text @param {...Node} acts */
  function notice(text, ...acts) {
    const box = part('notice');
    box.hidden = !text;
    box.className = 'say warn bar';
    box.replaceChildren(h('span', {}, text), ...acts, h('button', { type: 'button', class: 'link', onclick: () => { box.hidden = true; } }, words.close));
  }
  const act = (/** @type {string} */ label, /** @type {() => void} */ run) => h('button', { type: 'button', class: 'btn quiet small', onclick: run }, label);

  /** @param {import('./saving.js').State} state @param {Refusal} [error] */
  function tell(state, error) {
    const article = saver.doc.article;
    const where = article ? words[/** @type {'draft'} */ (article.status)] : words.draft;
    const now = { saved: article ? words.saved(new Date().toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' })) : '', saving: words.saving, dirty: words.dirty, offline: words.offline, refused: words.refused }[state];
    part('state').dataset.state = state;
    part('state').replaceChildren(h('span', { class: 'badge' }, where), ' ', now);
    if (state !== 'refused' || !error) return;
    const left = details.refuse(error.fields);
    if (left || !Object.keys(error.fields).length || error.status === 412) notice(error.status === 412 ? words.clash : left || error.message, act(words.again, () => { notice(''); saver.save(); }));
  }

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
    part('cover').textContent = doc.article?.cover ?? '';
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
          const { request } = await import('./remote.js');
          const article = await request(who, 'PATCH', `/api/collections/articles/records/${saver.id}`, { status: step.status }, { base: saver.doc.article?.updated });
          saver.start({ article, revision: null });
        } else if (!await saver.save({ status: step.status })) return;
        notice(words.done[/** @type {'draft'} */ (step.status)], ...link());
      } else if (step.act === 'drop') {
        await dropDraft(who, saver.doc);
        forget(who.id, saver.id);
        saver.start(await open(who, saver.id));
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
    const { began, now } = await behind(who, saver.doc);
    if (now.revision && now.revision.meta.base !== saver.doc.revision?.meta?.base) {
      saver.doc = now;
      if (!await saver.together({ article: now.article, revision: null }, began)) return;
      saver.doc = now;
      saver.base = { ...empty };
      await saver.save();
      notice(words.merged);
      return;
    }
    saver.start(await publish(who, saver.doc, details.read()));
    details.show(saver.base);
    notice(words.done.published, ...link());
  }

  function link() {
    const a = saver.doc.article;
    return a?.status === 'published' ? [h('a', { class: 'btn quiet small', href: `${prefix}/articles/${a.slug}` }, words.see)] : [];
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

  toolbar(area, part);
  tabs(form, () => seen.show());
  pasting(area, (files) => put(files));
  async function put(/** @type {File[]} */ files) {
    const { upload } = await import('./uploads.js');
    upload(files, { who, area, calm, list: part('uploads'), done: (article) => { saver.touched(article); seen.later(); }, article });
  }
  /** The id of the article, which files belong to: a new one is saved for it. */
  async function article() {
    if (!saver.id && !await saver.save({})) throw new Error(words.refused);
    return saver.id;
  }
  const pick = /** @type {HTMLInputElement} */ (part('pick'));
  pick.addEventListener('change', () => { put([...pick.files ?? []]); pick.value = ''; });
  details.field('cover').addEventListener('change', async (/** @type {Event} */ { target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    const file = input.files?.[0];
    if (!file) return;
    const { send } = await import('./uploads.js');
    try {
      saver.touched(await send(who, await article(), 'cover', file, () => { part('cover').textContent = words.uploading; }));
      details.clear();
    } catch (error) {
      details.refuse({ cover: { message: error instanceof Refusal ? error.fields.cover?.message ?? error.message : words.uploadFailed } });
    }
    input.value = '';
    status();
  });
  const check = part('check');
  check.addEventListener('click', async () => {
    const box = part('checks');
    box.hidden = !box.hidden;
    check.setAttribute('aria-expanded', String(!box.hidden));
    if (!box.hidden) (await import('./checks.js')).list(box, area);
  });
  part('import').addEventListener('click', async () => {
    if (area.value.trim() || saver.id) { notice(words.overwrite); return; }
    const text = await (await import('./import.js')).importArticle(who);
    if (!text) return;
    details.show(text);
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
  if (opened?.status === 'rejected' && opened.reason) notice(words.rejectedFor + opened.reason);
  if (isLive(saver.doc)) notice(words.live);

  others.id = id;
  const present = await others.present();
  if (id && present.size) notice(words.elsewhere);
  recover(present);

  /** Offers what a tab that is gone has kept and the server never got. @param {Set<string>} alive */
  function recover(alive) {
    const [found] = kept(who.id, id).filter((k) => (k.tab === tab || !alive.has(k.tab)) && !sameText({ ...empty, ...k.kept.text }, textOf(saver.doc)));
    if (!found || saver.dirty) return;
    const { text, base, at } = found.kept;
    const drop = () => { forget(who.id, id, found.tab); notice(''); };
    notice(`${words.newer} (${new Date(at).toLocaleString(lang)})`,
      act(words.look, async () => (await import('./conflict.js')).difference(area.value, text.body)),
      act(words.restore, async () => {
        const current = saver.doc;
        details.show({ ...empty, ...text });
        // on top of what it began with: what the server got since is merged, not overwritten
        if (base && !sameText(base, saver.base)) await saver.together(current, { ...empty, ...base });
        drop();
        changed();
      }),
      act(words.discard, drop));
  }
}

/** The tools: one stop for the tab key, arrows from one to the next (ARIA toolbar). @param {HTMLTextAreaElement} area @param {(name: string) => HTMLElement} part */
function toolbar(area, part) {
  const bar = part('toolbar');
  const buttons = /** @type {HTMLButtonElement[]} */ ([...bar.querySelectorAll('[data-do]')]);
  /** @type {Map<string, string>} */
  const keys = new Map(buttons.map((b) => [b.getAttribute('aria-keyshortcuts') ?? '', b.dataset.do ?? '']));
  const run = (/** @type {string} */ name) => {
    if (composing(area)) return;
    if (name === 'image') { part('pick').click(); return; }
    const { value, selectionStart: start, selectionEnd: end } = area;
    area.focus();
    apply(area, tools[name]({ value, start, end, hint: words.hint }));
  };
  const stop = (/** @type {number} */ n) => buttons.forEach((b, i) => { b.tabIndex = i === n ? 0 : -1; });
  stop(0);
  buttons.forEach((b, i) => {
    b.addEventListener('click', () => run(b.dataset.do ?? ''));
    b.addEventListener('focus', () => stop(i));
  });
  bar.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length)?.focus();
  });
  area.addEventListener('keydown', (event) => {
    if (event.isComposing || composing(area)) return; // the keys belong to the input method
    if (event.ctrlKey || event.metaKey) {
      const digit = /^Digit(\d)$/.exec(event.code)?.[1];
      const name = keys.get(`Control+${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${digit ?? event.key.toUpperCase()}`);
      if (name) { event.preventDefault(); run(name); }
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || area.selectionStart !== area.selectionEnd) return;
    const edit = nextLine(area.value, area.selectionStart);
    if (edit) { event.preventDefault(); apply(area, edit); }
  });
}

/** Text and preview, one at a time where there is no room for both (ARIA tabs). @param {HTMLElement} form @param {() => void} show */
function tabs(form, show) {
  const all = /** @type {HTMLButtonElement[]} */ ([...form.querySelectorAll('[role=tab]')]);
  const select = (/** @type {HTMLButtonElement} */ one) => {
    for (const t of all) {
      t.setAttribute('aria-selected', String(t === one));
      t.tabIndex = t === one ? 0 : -1;
    }
    form.dataset.view = one.id === 'w-tab-seen' ? 'seen' : 'text';
    show();
  };
  for (const t of all) {
    t.addEventListener('click', () => select(t));
    t.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const other = all[(all.indexOf(t) + 1) % all.length];
      other.focus();
      select(other);
    });
  }
  form.dataset.view = 'text';
}

/** Pictures and rich text, pasted or dropped. @param {HTMLTextAreaElement} area @param {(files: File[]) => void} put */
function pasting(area, put) {
  let plain = false;
  area.addEventListener('keydown', (event) => { plain = event.shiftKey && (event.ctrlKey || event.metaKey); });
  area.addEventListener('keyup', () => { plain = false; });
  area.addEventListener('paste', (event) => {
    const data = event.clipboardData;
    if (!data || composing(area)) return;
    const html = data.getData('text/html');
    if (data.files.length && (!html || /^\s*(<html>|<body>|<!--.*?-->|<meta[^>]*>|\s)*<img[^>]*>/i.test(html))) {
      event.preventDefault();
      put([...data.files]);
    } else if (html && !plain) {
      const text = data.getData('text/plain');
      const { selectionStart: from, selectionEnd: to } = area;
      event.preventDefault(); // what to insert is known a moment later
      import('./paste.js').then(({ toMarkdown }) => {
        const insert = toMarkdown(html) ?? text;
        apply(area, { from, to, text: insert, select: [insert.length, insert.length] });
      });
    }
  });
  area.addEventListener('dragover', (event) => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); });
  area.addEventListener('drop', (event) => {
    const files = [...event.dataTransfer?.files ?? []];
    if (!files.length) return;
    event.preventDefault();
    put(files);
  });
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-write]'));
const gate = /** @type {HTMLElement | null} */ (document.querySelector('[data-w=gate]'));
if (form && gate) {
  const who = session();
  const shut = (/** @type {string} */ text, /** @type {Node[]} */ ...more) => { gate.hidden = false; gate.replaceChildren(text, ' ', ...more); };
  if (!who) shut(words.signIn, h('a', { href: signInLink() }, words.goSignIn));
  else start(form, who).catch((error) => shut(error instanceof Refusal && error.status === 404 ? words.gone : words.failed));
}
