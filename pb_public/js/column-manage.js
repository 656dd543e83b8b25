// A column's editors keep its face, its members and what stands at its top.

import { attempt, bench, button, editsSite, field, isID, list, person, rest, to } from './bench.js';
import { h } from './dom.js';
import { call } from './session.js';
import { lang } from './words.js';

const zh = {
  choose: '选择要管理的专栏', missing: '没有这个专栏，或者你不是它的编辑。', none: '你还没有可以管理的专栏。', apply: '申请专栏', view: '看专栏页', save: '保存', saved: '已保存。',
  about: '介绍', name: '名称', tagline: '一句话介绍', description: '详细介绍（Markdown）', website: '官网', logo: '标志', logoHint: '方形图片，不超过 5 MB。', cover: '封面', coverHint: '约 4:1 的横图，不超过 5 MB。', drop: '移除现有图片',
  members: '成员', handle: '用户名', handleHint: '对方主页地址 /people/ 后面的部分。', role: '角色', invite: '加入', remove: '移除', nobody: '没有这个用户名。', ownerOnly: '成员由主理人管理。',
  /** @type {Record<string, string>} */
  roles: { owner: '主理人', editor: '编辑：审稿并管理介绍', author: '作者：在这里写' },
  pinned: '置顶文章', pin: '置顶', unpin: '取消置顶', up: '上移', pinHint: '最近发布的文章', noPins: '还没有置顶文章。',
};
/** @type {typeof zh} */
const en = {
  choose: 'Choose a column', missing: 'There is no such column, or you are no editor of it.', none: 'You have no column to manage yet.', apply: 'Apply for a column', view: 'See its page', save: 'Save', saved: 'Saved.',
  about: 'About', name: 'Name', tagline: 'In one sentence', description: 'Description (Markdown)', website: 'Web site', logo: 'Logo', logoHint: 'A square picture of at most 5 MB.', cover: 'Cover', coverHint: 'A wide picture, about 4:1, of at most 5 MB.', drop: 'Remove the present picture',
  members: 'Members', handle: 'User name', handleHint: 'What follows /people/ in the address of their profile.', role: 'Role', invite: 'Add', remove: 'Remove', nobody: 'There is no such user name.', ownerOnly: 'The owner manages the members.',
  roles: { owner: 'Owner', editor: 'Editor: reviews and keeps this page', author: 'Author: writes here' },
  pinned: 'Pinned articles', pin: 'Pin', unpin: 'Unpin', up: 'Move up', pinHint: 'Published lately', noPins: 'Nothing is pinned yet.',
};
const words = lang === 'en' ? en : zh;

bench('manage', async (place, who) => {
  addEventListener('hashchange', () => location.reload());
  const site = editsSite(who);
  const id = location.hash.slice(1);
  if (!isID(id)) {
    const mine = (await list(who, 'column_members', { filter: `user='${who.id}' && role!='author'`, perPage: 100, skipTotal: 1, expand: 'column', fields: 'column,expand.column.name' })).items;
    place.replaceChildren(mine.length ? h('h2', {}, words.choose) : h('p', { class: 'none' }, words.none),
      mine.length ? h('ul', { class: 'items' }, ...mine.map((m) => h('li', { class: 'item' }, h('a', { href: `#${m.column}` }, m.expand?.column?.name ?? m.column)))) : h('p', {}, h('a', { class: 'btn', href: to('/columns/apply') }, words.apply)));
    return;
  }
  const [column, seats] = await Promise.all([
    call(who, 'GET', rest('columns', id)).catch(() => null),
    list(who, 'column_members', { filter: `column='${id}' && user='${who.id}' && role!='author'`, perPage: 1, skipTotal: 1 }),
  ]);
  if (!column || (!site && !seats.items.length)) {
    place.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, words.missing));
    return;
  }
  const manages = site || column.owner === who.id;
  const [about, members, pinned] = [1, 2, 3].map(() => h('section', { class: 'panel' }));
  place.replaceChildren(h('p', { class: 'acts' }, h('a', { class: 'more', href: to(`/columns/${column.slug}`) }, words.view)), about, members, pinned);

  function showAbout() {
    /** @type {Record<string, HTMLInputElement | HTMLTextAreaElement>} */
    const texts = {
      name: h('input', { maxlength: 80, required: true }), tagline: h('input', { maxlength: 160 }),
      description: h('textarea', { maxlength: 20000, rows: 10 }), website: h('input', { type: 'url', placeholder: 'https://' }),
    };
    for (const [name, control] of Object.entries(texts)) control.value = column[name];
    const files = ['logo', 'cover'].map((name) => {
      const pick = h('input', { type: 'file', accept: 'image/png,image/jpeg,image/gif,image/webp,image/avif,image/svg+xml', name });
      const drop = h('input', { type: 'checkbox' });
      const shown = column[name] ? [h('img', { class: `now ${name}`, alt: '', src: `/api/files/columns/${id}/${column[name]}?thumb=${name === 'logo' ? '96x96' : '640x0'}` }), h('label', { class: 'check' }, drop, h('span', {}, words.drop))] : [];
      return { name, pick, drop, whole: h('div', { class: 'field' }, field(name === 'logo' ? words.logo : words.cover, pick, name === 'logo' ? words.logoHint : words.coverHint), ...shown) };
    });
    const save = h('button', { class: 'btn' }, words.save);
    about.replaceChildren(h('h2', {}, words.about), h('form', { class: 'form', onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      attempt(save, async () => {
        const body = new FormData();
        for (const [name, control] of Object.entries(texts)) body.set(name, control.value.trim());
        for (const { name, pick, drop } of files) {
          const file = pick.files?.[0];
          if (file) body.set(name, file);
          else if (drop.checked) body.set(name, '');
        }
        Object.assign(column, await call(who, 'PATCH', rest('columns', id), body));
        showAbout();
        about.append(h('p', { class: 'say ok', role: 'status' }, words.saved));
      });
    } }, field(words.name, texts.name), field(words.tagline, texts.tagline), field(words.description, texts.description), field(words.website, texts.website), ...files.map((f) => f.whole), h('div', { class: 'acts' }, save)));
  }

  async function showMembers() {
    const found = (await list(who, 'column_members', { filter: `column='${id}'`, sort: 'created', perPage: 200, skipTotal: 1, expand: 'user', fields: 'id,user,role,expand.user.name,expand.user.handle' })).items;
    const rows = found.map((m) => {
      const role = h('select', { 'aria-label': words.role, onchange: () => attempt(go, () => call(who, 'PATCH', rest('column_members', m.id), { role: role.value }).finally(showMembers)) },
        ...['editor', 'author'].map((r) => h('option', { value: r, selected: r === m.role }, words.roles[r])));
      const go = button(words.remove, 'quiet small', () => call(who, 'DELETE', rest('column_members', m.id)).then(() => (m.user === who.id && !site ? location.assign(to('/mine')) : showMembers())));
      return h('li', { class: 'item' }, h('div', { class: 'body' }, h('h3', {}, person(m.expand?.user))),
        m.role === 'owner' || !manages ? h('span', { class: 'badge' }, words.roles[m.role].split(/[：:]/)[0]) : h('div', { class: 'acts form' }, role, go));
    });
    const handle = h('input', { maxlength: 40, required: true, autocomplete: 'off', autocapitalize: 'none' });
    const role = h('select', {}, ...['author', 'editor'].map((r) => h('option', { value: r }, words.roles[r])));
    const add = h('button', { class: 'btn' }, words.invite);
    members.replaceChildren(h('h2', {}, words.members), h('ul', { class: 'items' }, ...rows), manages ? h('form', { class: 'form', onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      attempt(add, async () => {
        const name = handle.value.trim().replace(/^@/, '').toLowerCase();
        const user = /^[a-z0-9-]+$/.test(name) ? (await list(who, 'users', { filter: `handle='${name}'`, perPage: 1, skipTotal: 1, fields: 'id' })).items[0] : null;
        if (!user) { handle.setAttribute('aria-invalid', 'true'); handle.after(h('p', { class: 'wrong', role: 'alert' }, words.nobody)); return; }
        await call(who, 'POST', rest('column_members'), { column: id, user: user.id, role: role.value });
        await showMembers();
      });
    }, oninput: () => { handle.removeAttribute('aria-invalid'); members.querySelector('.wrong')?.remove(); } },
    h('div', { class: 'field two' }, field(words.handle, handle, words.handleHint), field(words.role, role)), h('div', { class: 'acts' }, add)) : h('p', { class: 'hint' }, words.ownerOnly));
  }

  async function showPins() {
    const pins = /** @type {string[]} */ (column.pinned ?? []);
    const latest = (await list(who, 'articles', { filter: `column='${id}' && status='published'`, sort: '-published', perPage: 30, skipTotal: 1, fields: 'id,title' })).items;
    const rest1 = pins.filter((p) => !latest.some((a) => a.id === p));
    const older = rest1.length ? (await list(who, 'articles', { filter: rest1.map((p) => `id='${p}'`).join(' || '), perPage: 30, skipTotal: 1, fields: 'id,title' })).items : [];
    const titles = new Map([...latest, ...older].map((a) => [a.id, a.title]));
    /** @param {string[]} list */
    const set = async (list) => {
      Object.assign(column, await call(who, 'PATCH', rest('columns', id), { pinned: list }));
      await showPins();
    };
    pinned.replaceChildren(h('h2', {}, words.pinned),
      pins.length ? h('ol', { class: 'items' }, ...pins.map((p, i) => h('li', { class: 'item' }, h('div', { class: 'body' }, h('h3', {}, titles.get(p) ?? p)), h('div', { class: 'acts' },
        i ? button(words.up, 'quiet small', () => set([...pins.slice(0, i - 1), p, pins[i - 1], ...pins.slice(i + 1)])) : null, button(words.unpin, 'quiet small', () => set(pins.filter((x) => x !== p))))))) : h('p', { class: 'none' }, words.noPins),
      ...(latest.some((a) => !pins.includes(a.id)) ? [h('h3', {}, words.pinHint), h('ul', { class: 'items' }, ...latest.filter((a) => !pins.includes(a.id)).map((a) =>
        h('li', { class: 'item' }, h('div', { class: 'body' }, a.title), h('div', { class: 'acts' }, button(words.pin, 'quiet small', () => set([...pins, a.id]))))))] : []));
  }

  showAbout();
  await Promise.all([showMembers(), showPins()]);
});
