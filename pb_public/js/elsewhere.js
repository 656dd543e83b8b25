// The list of questions of other sites: members add one, site editors adopt or ignore what was found.
// <div data-elsewhere="add"></div> and <li data-entry="ID"> in the list; see hooks/adopt/views/adopt.html.

import { ask, attempt, button, editsSite, field, rest, to } from './bench.js';
import { h } from './dom.js';
import { Refusal, call, session, signInLink } from './session.js';
import { Tagger } from './tagger.js';
import { lang } from './words.js';

const words = {
  zh: {
    signIn: '登录后添加问题', add: '添加站外的问题', send: '添加', sent: '已添加，编辑核对后会收录。', another: '再添加一个',
    url: '问题的地址', title: '标题', author: '原提问者', licence: '许可', licenceHint: '如 CC BY-SA 4.0；不清楚就留空，只留链接。', asked: '提问日期', langOf: '语言',
    body: '正文（可选，Markdown）', bodyHint: '只有许可允许时才能放，如 CC BY、CC BY-SA、CC0、MIT。', tags: '标签', tagsHint: '1 到 5 个；输入同义词也能找到。',
    adopt: '收录', ignore: '不收录', adoptTitle: '收录这个问题', langs: { zh: '中文', 'zh-Hant': '繁体中文', en: '英文', ja: '日文', ko: '韩文', fr: '法文', de: '德文', es: '西班牙文', pt: '葡萄牙文', ru: '俄文' },
  },
  en: {
    signIn: 'Sign in to add a question', add: 'Add a question from elsewhere', send: 'Add', sent: 'Added. An editor will look at it and adopt it.', another: 'Add another one',
    url: 'Address of the question', title: 'Title', author: 'Who asked there', licence: 'Licence', licenceHint: 'Such as CC BY-SA 4.0; leave it empty if unknown and link only.', asked: 'Date', langOf: 'Language',
    body: 'Text (optional, Markdown)', bodyHint: 'Only where the licence permits, such as CC BY, CC BY-SA, CC0 or MIT.', tags: 'Tags', tagsHint: '1 to 5; synonyms find them too.',
    adopt: 'Adopt', ignore: 'Ignore', adoptTitle: 'Adopt this question', langs: { zh: 'Chinese', 'zh-Hant': 'Traditional Chinese', en: 'English', ja: 'Japanese', ko: 'Korean', fr: 'French', de: 'German', es: 'Spanish', pt: 'Portuguese', ru: 'Russian' },
  },
}[lang];

const who = session();
const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-elsewhere="add"]'));
if (place) place.append(who ? button(words.add, 'quiet', async () => form(place)) : h('a', { class: 'btn quiet', href: signInLink() }, words.signIn));
if (who && editsSite(who)) for (const entry of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-entry]:not([data-here])'))) decide(entry);

/** Marks what was refused where it stands. @param {unknown} error @param {Record<string, HTMLElement>} controls */
function mark(error, controls) {
  if (!(error instanceof Refusal)) return;
  for (const [name, { message }] of Object.entries(error.fields)) {
    controls[name]?.setAttribute('aria-invalid', 'true');
    controls[name]?.after(h('p', { class: 'wrong' }, message));
  }
}

/** @returns {{tagger: Tagger, part: HTMLElement, input: HTMLInputElement}} a field for tags */
function tagField() {
  const input = h('input', { autocomplete: 'off', autocapitalize: 'none' });
  const shown = h('ul', { class: 'tags' });
  const part = field(words.tags, input, words.tagsHint);
  part.insertBefore(shown, input);
  return { tagger: new Tagger(who, shown, input, words.tags, () => {}, 5), part, input };
}

/** @param {HTMLElement} box */
function form(box) {
  /** @type {Record<string, HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>} */
  const controls = {
    url: h('input', { type: 'url', required: true, maxlength: 2000, placeholder: 'https://' }), title: h('input', { required: true, maxlength: 200 }),
    author: h('input', { maxlength: 120 }), licence: h('input', { maxlength: 60 }), asked: h('input', { type: 'date' }),
    lang: h('select', {}, ...Object.entries(words.langs).map(([value, name]) => h('option', { value, selected: value === lang }, name))),
    body: h('textarea', { maxlength: 100000, rows: 5 }),
  };
  const { tagger, part, input } = tagField();
  const send = h('button', { class: 'btn' }, words.send);
  const made = h('form', { class: 'form', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    attempt(send, async () => {
      for (const wrong of made.querySelectorAll('.wrong')) wrong.remove();
      for (const control of Object.values(controls)) control.removeAttribute('aria-invalid');
      const body = { ...Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()])), tags: tagger.tags, added_by: who?.id };
      try {
        await call(who, 'POST', rest('external_questions'), body);
      } catch (error) {
        mark(error, { ...controls, tags: input });
        throw error;
      }
      box.replaceChildren(h('p', { class: 'say ok', role: 'status' }, words.sent), button(words.another, 'quiet', async () => form(box)));
    });
  } }, field(words.url, controls.url), field(words.title, controls.title), field(words.author, controls.author), field(words.licence, controls.licence, words.licenceHint),
  field(words.asked, controls.asked), field(words.langOf, controls.lang), part, field(words.body, controls.body, words.bodyHint), h('div', { class: 'acts' }, send));
  box.replaceChildren(made);
  controls.url.focus();
}

/** What an editor may do with an entry. @param {HTMLElement} entry */
function decide(entry) {
  const id = entry.dataset.entry ?? '';
  const change = (/** @type {object} */ body) => call(who, 'PATCH', rest('external_questions', id), body);
  const adopt = button(words.adopt, 'small', async () => {
    const now = await call(who, 'GET', rest('external_questions', id));
    const title = h('input', { required: true, maxlength: 200, value: now.title });
    const { tagger, part } = tagField();
    tagger.tags = now.tags;
    ask(words.adoptTitle, words.adopt, [field(words.title, title), part], async () => {
      const done = await change({ state: 'adopted', title: title.value.trim(), tags: tagger.tags });
      location.assign(to(`/questions/${done.question}`));
    });
  });
  const ignore = button(words.ignore, 'quiet small', async () => { await change({ state: 'ignored' }); entry.remove(); });
  (entry.querySelector('.body') ?? entry).append(h('div', { class: 'acts' }, adopt, ignore));
}
