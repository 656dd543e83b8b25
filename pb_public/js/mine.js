// My articles: where each one stands and what can be done with it; invitations, columns and applications.

import { any, ask, badge, bench, button, common, field, list, pager, person, rest, soon, to, when } from './bench.js';
import { h } from './dom.js';
import { listening, subscribe } from './realtime.js';
import { call } from './session.js';
import { lang } from './words.js';

const zh = {
  write: '写新文章', all: '全部', noArticles: '这里还没有文章。', noColumn: '未选专栏', coauthor: '合著',
  edit: '编辑', submit: '提交审稿', withdraw: '撤回', archive: '归档', view: '查看', notes: '看意见',
  message: '给编辑的话（可不填）', messageHint: '比如哪里拿不准、希望何时发布。', archiveSay: '归档后公开页面会消失，旧链接会显示“已移除”。确定归档吗？',
  waiting: '等待审稿，始于', reviews: '正在审稿', unclaimed: '还没有人领取', reason: '退回原因：', hiddenReason: '隐藏原因：', goesLive: '定时发布：',
  locked: '排期中的文章不能直接改；撤回后即可修改，改好再投。',
  /** @param {number} n */
  open: (n) => `${n} 条意见待处理`,
  invitations: '合著邀请', accept: '接受', decline: '谢绝', invitedBy: '邀请你合著，来自',
  columns: '我的专栏', manage: '管理', review: '审稿', apply: '申请专栏',
  /** @type {Record<string, string>} */
  role: { owner: '主理人', editor: '编辑', author: '作者' },
  applications: '专栏申请', cancel: '撤回申请',
  /** @type {Record<string, string>} */
  state: { pending: '等待答复', approved: '已批准', rejected: '未批准' }, edited: '上次修改',
};
/** @type {typeof zh} */
const en = {
  write: 'Write an article', all: 'All', noArticles: 'No articles here yet.', noColumn: 'No column', coauthor: 'Co-author',
  edit: 'Edit', submit: 'Submit for review', withdraw: 'Withdraw', archive: 'Archive', view: 'View', notes: 'Read the notes',
  message: 'A word to the editors (optional)', messageHint: 'What you are unsure about, or when it should appear.', archiveSay: 'The public page goes away and its address answers “removed”. Archive it?',
  waiting: 'Waits for review since', reviews: 'reviews it', unclaimed: 'nobody has claimed it yet', reason: 'Sent back because: ', hiddenReason: 'Hidden because: ', goesLive: 'Goes live: ',
  locked: 'A scheduled article stays as it was reviewed. Withdraw it to change it, then submit it again.',
  open: (n) => `${n} open note${n === 1 ? '' : 's'}`,
  invitations: 'Invitations', accept: 'Accept', decline: 'Decline', invitedBy: 'You are invited to co-write this, by',
  columns: 'My columns', manage: 'Manage', review: 'Review', apply: 'Apply for a column',
  role: { owner: 'Owner', editor: 'Editor', author: 'Author' },
  applications: 'Column applications', cancel: 'Withdraw the application',
  state: { pending: 'Waits for an answer', approved: 'Approved', rejected: 'Not approved' }, edited: 'Last changed',
};
const words = lang === 'en' ? en : zh;

const fields = 'id,title,slug,status,reason,author,coauthors,publish_at,updated,expand.column.name,expand.column.slug';

bench('mine', async (place, who) => {
  const me = `(author='${who.id}' || coauthors.id?='${who.id}')`;
  let status = '', page = 1;
  const [invited, articles, columns, applied] = ['invitations', 'articles', 'columns', 'applications'].map((name) => h('section', { class: 'panel', 'data-part': name }));
  place.replaceChildren(invited, articles, columns, applied);

  /** @param {any} article @param {object} change */
  const save = (article, change) => call(who, 'PATCH', rest('articles', article.id), change).then(showArticles);

  /** @param {any} a */
  const submit = (a) => {
    const message = h('textarea', { maxlength: 1000 });
    ask(words.submit, words.submit, [h('p', {}, a.title), field(words.message, message, words.messageHint)], async () => {
      await call(who, 'PATCH', rest('articles', a.id), { status: 'pending' });
      if (message.value.trim()) {
        const [open] = (await list(who, 'submissions', { filter: `article='${a.id}' && state='open'`, perPage: 1, fields: 'id' })).items;
        if (open) await call(who, 'PATCH', rest('submissions', open.id), { message: message.value });
      }
      await showArticles();
    });
  };

  /** @param {any} a @param {any} submission @param {number} notes */
  const item = (a, submission, notes) => {
    const column = a.expand?.column;
    const facts = h('p', { class: 'line' },
      badge(a.status), ' ', h('span', {}, column?.name ?? words.noColumn), a.author !== who.id ? ` · ${words.coauthor}` : '', ' · ', words.edited, ' ', when(a.updated));
    const stands = [];
    if (a.status === 'pending' && submission) {
      const reviewer = submission.expand?.reviewer;
      stands.push(h('p', {}, `${words.waiting} `, when(submission.created), ' · ', reviewer ? person(reviewer) : '', reviewer ? ` ${words.reviews}` : words.unclaimed));
    }
    if (a.status === 'scheduled') stands.push(h('p', {}, words.goesLive, when(a.publish_at)), h('p', { class: 'hint' }, words.locked));
    if (a.reason && a.status === 'rejected') stands.push(h('p', { class: 'say bad' }, words.reason, a.reason));
    if (a.reason && a.status === 'hidden') stands.push(h('p', { class: 'say bad' }, words.hiddenReason, a.reason));
    if (notes) stands.push(h('p', {}, h('a', { href: `${to('/review')}#${a.id}` }, words.open(notes))));
    const acts = [];
    if (!['scheduled', 'archived', 'hidden'].includes(a.status)) acts.push(h('a', { class: 'btn quiet small', href: `${to('/write')}#${a.id}` }, words.edit));
    if (['draft', 'rejected'].includes(a.status)) acts.push(h('button', { type: 'button', class: 'btn small', onclick: () => submit(a) }, words.submit));
    if (['pending', 'scheduled'].includes(a.status)) acts.push(button(words.withdraw, 'quiet small', () => save(a, { status: 'draft' })));
    if (['pending', 'scheduled', 'rejected'].includes(a.status)) acts.push(h('a', { class: 'btn quiet small', href: `${to('/review')}#${a.id}` }, words.notes));
    if (a.status === 'published') {
      acts.push(h('a', { class: 'btn quiet small', href: to(`/articles/${a.slug}`) }, words.view));
      acts.push(h('button', { type: 'button', class: 'btn quiet small', onclick: () => ask(words.archive, words.archive, [h('p', {}, a.title), h('p', {}, words.archiveSay)], () => save(a, { status: 'archived' })) }, words.archive));
    }
    return h('li', { class: 'item' }, h('div', { class: 'body' }, h('h2', {}, a.title), facts, ...stands), h('div', { class: 'acts' }, ...acts));
  };

  async function showArticles() {
    const found = await list(who, 'articles', { filter: status ? `${me} && status='${status}'` : me, sort: '-updated', perPage: 20, page, expand: 'column', fields });
    const ids = found.items.map((a) => a.id);
    const [waiting, notes] = await Promise.all([
      list(who, 'submissions', { filter: `state='open' && ${any('article', ids)}`, perPage: 20, expand: 'reviewer', skipTotal: 1 }),
      list(who, 'review_notes', { filter: `state='open' && parent='' && ${any('article', ids)}`, perPage: 500, fields: 'article', skipTotal: 1 }),
    ]);
    const tabs = h('div', { class: 'tabs', role: 'group' }, ...['', ...Object.keys(common.status)].map((s) =>
      h('button', { type: 'button', class: 'btn quiet small', 'aria-pressed': String(s === status), onclick: () => { status = s; page = 1; showArticles(); } }, s ? common.status[s] : words.all)));
    articles.replaceChildren(
      h('div', { class: 'acts' }, h('a', { class: 'btn', href: to('/write') }, words.write)), tabs,
      found.items.length ? h('ul', { class: 'items' }, ...found.items.map((a) =>
        item(a, waiting.items.find((s) => s.article === a.id), notes.items.filter((n) => n.article === a.id).length))) : h('p', { class: 'none' }, words.noArticles),
      pager(found.page, found.totalPages, (n) => { page = n; showArticles(); }) ?? '');
  }

  async function showInvitations() {
    const found = await list(who, 'coauthors', { filter: `user='${who.id}' && state='invited'`, sort: '-created', perPage: 50, skipTotal: 1, expand: 'article.author',
      fields: 'id,created,expand.article.title,expand.article.expand.author.name,expand.article.expand.author.handle' });
    invited.hidden = !found.items.length;
    /** @param {any} i @param {string} state */
    const answer = (i, state) => call(who, 'PATCH', rest('coauthors', i.id), { state }).then(() => Promise.all([showInvitations(), showArticles()]));
    invited.replaceChildren(h('h2', {}, words.invitations), h('ul', { class: 'items' }, ...found.items.map((i) => h('li', { class: 'item' },
      h('div', { class: 'body' }, h('h3', {}, i.expand?.article?.title ?? ''), h('p', { class: 'line' }, `${words.invitedBy} `, person(i.expand?.article?.expand?.author), ' · ', when(i.created))),
      h('div', { class: 'acts' }, button(words.accept, 'small', () => answer(i, 'accepted')), button(words.decline, 'quiet small', () => answer(i, 'declined')))))));
  }

  async function showColumns() {
    const found = await list(who, 'column_members', { filter: `user='${who.id}'`, perPage: 100, skipTotal: 1, expand: 'column', fields: 'role,expand.column.id,expand.column.name,expand.column.slug' });
    columns.replaceChildren(h('h2', {}, words.columns), h('ul', { class: 'items' }, ...found.items.filter((m) => m.expand?.column).map((m) => {
      const { id, name, slug } = m.expand.column;
      return h('li', { class: 'item' },
        h('div', { class: 'body' }, h('h3', {}, h('a', { href: to(`/columns/${slug}`) }, name)), h('p', { class: 'line' }, words.role[m.role] ?? m.role)),
        m.role === 'author' ? null : h('div', { class: 'acts' }, h('a', { class: 'btn quiet small', href: to('/review') }, words.review), h('a', { class: 'btn quiet small', href: `${to('/columns/manage')}#${id}` }, words.manage)));
    })), h('p', {}, h('a', { class: 'btn quiet', href: to('/columns/apply') }, words.apply)));
  }

  async function showApplications() {
    const found = await list(who, 'column_applications', { filter: `applicant='${who.id}'`, sort: '-created', perPage: 30, skipTotal: 1, expand: 'column' });
    applied.hidden = !found.items.length;
    applied.replaceChildren(h('h2', {}, words.applications), h('ul', { class: 'items' }, ...found.items.map((a) => h('li', { class: 'item' },
      h('div', { class: 'body' }, h('h3', {}, a.expand?.column ? h('a', { href: to(`/columns/${a.expand.column.slug}`) }, a.name) : a.name),
        h('p', { class: 'line' }, h('span', { class: `badge ${{ approved: 'ok', rejected: 'bad' }[/** @type {string} */ (a.state)] ?? ''}` }, words.state[a.state]), ' ', when(a.created)),
        a.answer ? h('p', {}, a.answer) : null),
      a.state === 'pending' ? h('div', { class: 'acts' }, button(words.cancel, 'quiet small', () => call(who, 'DELETE', rest('column_applications', a.id)).then(showApplications))) : null))));
  }

  const again = soon(() => { if (!document.querySelector('dialog[open]')) showArticles().catch(() => {}); });
  subscribe('submissions/*', again);
  subscribe('review_notes/*', again);
  subscribe('coauthors/*', soon(() => showInvitations().catch(() => {})));
  subscribe('column_applications/*', soon(() => Promise.all([showApplications(), showColumns()]).catch(() => {})));
  await listening();
  await Promise.all([showArticles(), showInvitations(), showColumns(), showApplications()]);
  document.addEventListener('qiao:reconnected', again);
});
