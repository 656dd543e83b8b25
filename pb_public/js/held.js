// What waits for a moderator: the words that were found, where they stand, and the decision. [data-held]

import { abilities } from './abilities.js';
import { h } from './dom.js';
import { call, Refusal, session, signInLink } from './session.js';
import { lang, prefix } from './words.js';

const zh = {
  signIn: '登录后查看', notYours: '这一页给版主、站点编辑和声望足够的成员看。', none: '没有待审的内容。', failed: '没有成功，请再试一次',
  release: '放行', refuse: '不通过', more: '再看一些', own: '这是你写的，要由别人来处理。', gone: '已注销用户',
  note: '给作者的说明（不通过时显示）', released: '已放行。', refused: '已处理为不通过。',
  article: '文章', question: '问题', answer: '回答', comment: '评论',
  /** @type {Record<string, string>} */
  reasons: { word: '匹配词语规则', first: '新成员的前几条', flood: '链接很多', duplicate: '反复发送', fast: '写得太快', trust: '声望还不够免审' },
  /** @type {Record<string, string>} */
  fields: { title: '标题', excerpt: '摘要', body: '正文', slug: '地址' },
  /** @param {string} field @param {number} line @param {number} column */
  place: (field, line, column) => `${field}第 ${line} 行第 ${column} 个字`,
  /** @param {string} word @param {string} list */
  rule: (word, list) => `规则“${word}”${list ? `（${list}）` : ''}`,
};

/** @type {typeof zh} */
const en = {
  signIn: 'Sign in to see this', notYours: 'This page is for moderators, site editors and members with the reputation for it.', none: 'Nothing waits.', failed: 'That did not work, please try again',
  release: 'Release', refuse: 'Refuse', more: 'Show more', own: 'You wrote this; somebody else decides.', gone: 'Deleted account',
  note: 'Reason, for the author (shown when refused)', released: 'Released.', refused: 'Refused.',
  article: 'Article', question: 'Question', answer: 'Answer', comment: 'Comment',
  reasons: { word: 'Word rule', first: 'Among the first posts', flood: 'Many links', duplicate: 'Said before', fast: 'Written too fast', trust: 'Reputation too low to go unreviewed' },
  fields: { title: 'Title', excerpt: 'Excerpt', body: 'Text', slug: 'Address' },
  place: (field, line, column) => `${field}, line ${line}, character ${column}`,
  rule: (word, list) => `rule “${word}”${list ? ` (${list})` : ''}`,
};

const words = lang === 'en' ? en : zh;
const records = '/api/collections/holds/records';
const perPage = 20;

/** @param {string} time as PocketBase writes it */
const date = (time) => h('time', { datetime: time.replace(' ', 'T') },
  new Date(time.replace(' ', 'T')).toLocaleString(document.documentElement.lang, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }));

/** @param {any} account */
const author = (account) => (account?.handle
  ? h('a', { href: `${prefix}/people/${account.handle}` }, account.name || account.handle)
  : account?.name || words.gone);

/** @param {any} m a match */
const match = (m) => h('li', {},
  h('span', {}, '…', m.before, h('mark', {}, m.found), m.after, '…'),
  h('small', {}, `${words.place(words.fields[m.field] ?? m.field, m.line, m.column)} · ${words.rule(m.word, m.list ?? '')}`));

/**
 * @param {import('./session.js').Session} who
 * @param {any} hold
 * @param {(said: string) => void} done
 */
function item(who, hold, done) {
  const said = h('p', { class: 'say bad', role: 'alert' });
  const note = h('textarea', { id: `note-${hold.id}`, maxlength: 2000, rows: 2 });
  /** @param {'released' | 'refused'} state */
  const decide = (state) => async () => {
    said.textContent = '';
    for (const b of buttons) b.disabled = true;
    try {
      await call(who, 'PATCH', `${records}/${hold.id}`, { state, note: note.value.trim() });
      box.remove();
      done(state === 'released' ? words.released : words.refused);
    } catch (error) {
      said.textContent = error instanceof Refusal ? error.message : words.failed;
      for (const b of buttons) b.disabled = false;
    }
  };
  const buttons = [
    h('button', { class: 'btn', type: 'button', onclick: decide('released') }, words.release),
    h('button', { class: 'btn bad', type: 'button', onclick: decide('refused') }, words.refuse),
  ];
  const box = h('article', { class: 'held' },
    h('header', {}, h('span', { class: 'badge' }, hold.kind === 'article' ? words.article : words.comment),
      ...hold.reasons.map((/** @type {string} */ r) => h('span', { class: 'badge warn' }, words.reasons[r] ?? r)),
      h('span', {}, author(hold.expand?.author)), date(hold.created)),
    h('blockquote', {}, hold.excerpt),
    hold.matches?.length ? h('ol', {}, ...hold.matches.map(match)) : null,
    hold.author === who.id ? h('p', { class: 'say' }, words.own) : h('div', { class: 'form' },
      hold.kind === 'article' ? h('div', { class: 'field' }, h('label', { for: note.id }, words.note), note) : null,
      h('div', { class: 'acts' }, ...buttons)),
    said);
  return box;
}

/** @param {HTMLElement} root */
async function show(root) {
  const who = session();
  if (!who) {
    root.replaceChildren(h('p', {}, h('a', { class: 'btn', href: signInLink() }, words.signIn)));
    return;
  }
  if (!(await abilities(who)).review) {
    root.replaceChildren(h('p', { class: 'say' }, words.notYours));
    return;
  }
  const status = h('p', { class: 'say ok', role: 'status' });
  const list = h('div');
  const none = h('p', { class: 'none' }, words.none);
  const more = h('button', { class: 'btn', type: 'button', hidden: true, onclick: () => load() }, words.more);
  let after = '';
  const empty = () => { none.hidden = list.childElementCount > 0; };
  /** @param {string} said */
  const done = (said) => {
    status.textContent = said;
    if (!list.childElementCount && !more.hidden) load();
    else empty();
  };
  const load = async () => {
    try {
      const since = after ? ` && created > "${after}"` : '';
      const page = await call(who, 'GET', `${records}?sort=created&perPage=${perPage}&skipTotal=1&expand=author&filter=${encodeURIComponent(`state = "open"${since}`)}`);
      list.append(...page.items.map((/** @type {any} */ hold) => item(who, hold, done)));
      after = page.items.at(-1)?.created ?? after;
      more.hidden = page.items.length < perPage;
      empty();
    } catch {
      status.className = 'say bad';
      status.textContent = words.failed;
    }
  };
  none.hidden = true;
  root.replaceChildren(status, list, none, more);
  await load();
}

for (const root of document.querySelectorAll('[data-held]')) show(/** @type {HTMLElement} */ (root));
