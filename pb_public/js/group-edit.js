// Where groups are founded, /groups/new, and kept by those who organise them, /groups/edit#ID: what it says of itself, its status,
// its members. Site editors find there what waits for them.

import { sends } from './ask/send.js';
import { bench, button, editsSite, field, isID, list, pager, person, rest, to } from './bench.js';
import { h } from './dom.js';
import { words } from './group-words.js';
import { Fields, facts } from './organise/fields.js';
import { own } from './organise/clock.js';
import { call } from './session.js';
import { lang } from './words.js';
import { Tagger } from './tagger.js';
import { clear, mark } from './write/marks.js';
import { equal } from './write/request.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {Record<string, any>} Group a record */

const perPage = 50;
const langs = ['zh', 'zh-Hant', 'en', 'ja', 'ko', 'fr', 'de', 'es', 'pt', 'ru'];
const names = new Intl.DisplayNames(document.documentElement.lang, { type: 'language' });

/** @type {import('./organise/fields.js').Spec[]} */
const specs = [
  { name: 'name', label: words.name, most: 80 },
  { name: 'kind', label: words.kind, kind: 'choice', options: Object.entries(words.kinds) },
  { name: 'city', label: words.city, most: 60, beside: true },
  { name: 'summary', label: words.summary, most: 300 },
  { name: 'body', label: words.body, kind: 'text', most: 20000, rows: 10, hint: words.bodyHint },
  { name: 'lang', label: words.lang, kind: 'choice', options: langs.map((l) => [l, names.of(l) ?? l]) },
  { name: 'country', label: words.country, most: 2, hint: words.countryHint },
  { name: 'zone', label: words.zone, most: 64, hint: words.zoneHint, beside: true },
  { name: 'website', label: words.website, kind: 'url' },
  { name: 'links', label: words.links, kind: 'lines', hint: words.linksHint },
];

/** Links as lines. @param {Group} group */
const shown = (group) => ({ ...group, links: (group.links ?? []).map((/** @type {{label: string, url: string}} */ l) => `${l.label} ${l.url}`) });

/** Lines as links, null where one is none. @param {string[]} lines */
function linksOf(lines) {
  const found = lines.map((line) => /^(.*\S)\s+(https?:\/\/\S+)$/.exec(line));
  return found.every(Boolean) ? found.map((m) => ({ label: m?.[1], url: m?.[2] })) : null;
}

/**
 * The form of a group, which is new where it has no id.
 * @param {Session} who @param {Group} group @param {string} label of its button @param {(saved: Group) => void} done
 */
function form(who, group, label, done) {
  const fields = new Fields(specs, shown(group), own);
  const chosen = h('ul', { class: 'tags' });
  const tag = h('input', { id: 'g-tag', autocomplete: 'off', maxlength: 40 });
  const find = h('div', { class: 'find tagger' }, chosen, tag);
  const tagger = new Tagger(who, chosen, tag, words.tags, () => {}, 10);
  const tags = group.tags ?? [];
  tagger.tags = tags;
  const pictures = ['logo', 'cover'].map((name) => {
    const is = name === 'logo';
    const pick = h('input', { type: 'file', accept: 'image/png,image/jpeg,image/gif,image/webp,image/avif,image/svg+xml', name });
    const drop = h('input', { type: 'checkbox' });
    const now = group[name] ? [h('img', { class: `now ${name}`, alt: '', src: `/api/files/groups/${group.id}/${group[name]}?thumb=${is ? '96x96' : '640x0'}` }), h('label', { class: 'check' }, drop, h('span', {}, words.drop))] : [];
    const whole = field(is ? words.logo : words.cover, pick, is ? words.logoHint : words.coverHint);
    whole.append(...now);
    return { name, pick, drop, whole };
  });
  const go = h('button', { class: 'btn' }, label);
  const failed = h('p', { class: 'say bad', role: 'alert' });
  const whole = h('form', { class: 'form', novalidate: true }, ...fields.elements,
    h('div', { class: 'field' }, h('label', { for: 'g-tag' }, words.tags), find),
    ...pictures.map((p) => p.whole), failed, h('div', { class: 'acts' }, go));
  sends(whole, go, failed, async () => {
    clear(whole);
    const said = fields.said(!group.id);
    if (said.links) {
      said.links = linksOf(said.links);
      if (!said.links) { mark(fields.control('links'), words.linksWrong); fields.control('links').focus(); return; }
    }
    if (!equal(tagger.tags, tags)) said.tags = tagger.tags;
    let saved = group.id ? await call(who, 'PATCH', rest('groups', group.id), said) : await call(who, 'POST', rest('groups'), { ...said, owner: who.id });
    const files = new FormData();
    for (const { name, pick, drop } of pictures) {
      const file = pick.files?.[0];
      if (file) files.set(name, file);
      else if (drop.checked) files.set(name, '');
    }
    if ([...files.keys()].length) saved = await call(who, 'PATCH', rest('groups', saved.id), files);
    done(saved);
  });
  return whole;
}

bench('new', async (place, who) => {
  const start = { kind: 'city', lang, zone: own, country: '' };
  place.replaceChildren(h('section', { class: 'panel' }, form(who, start, editsSite(who) ? words.save : words.send, (saved) => location.assign(`${to('/groups/edit')}#${saved.id}`))));
});

bench('edit', async (place, who) => {
  addEventListener('hashchange', () => location.reload());
  const site = editsSite(who);
  const id = location.hash.slice(1);
  if (!isID(id)) { await choose(place, who, site); return; }
  /** @type {Group | null} */
  const found = await call(who, 'GET', rest('groups', id)).catch(() => null);
  if (!found || !site && !found.organisers.includes(who.id)) {
    place.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, words.missing));
    return;
  }
  let group = found;
  const [status, about, members] = [1, 2, 3].map(() => h('section', { class: 'panel' }));
  place.replaceChildren(status, about, members);

  /** @param {string} [say] */
  function showAbout(say) {
    about.replaceChildren(h('h2', {}, words.about), form(who, group, words.save, (saved) => { group = saved; showAbout(words.saved); showStatus(); }), say ? h('p', { class: 'say ok', role: 'status' }, say) : '');
  }

  function showStatus() {
    const owns = site || group.owner === who.id;
    const move = async (/** @type {Record<string, any>} */ said) => { group = await call(who, 'PATCH', rest('groups', id), said); showStatus(); };
    const reason = h('textarea', { name: 'reason', maxlength: 500, rows: 3 });
    reason.value = group.reason;
    const waits = group.status === 'proposed' || group.status === 'declined';
    const acts = [];
    if (site && waits) acts.push(button(words.approve, '', () => move({ status: 'active' })));
    if (site && group.status === 'proposed') acts.push(button(words.decline, 'quiet', () => move({ status: 'declined', reason: reason.value.trim() })));
    if (owns && group.status === 'declined') acts.push(button(words.again, site ? 'quiet' : '', () => move({ status: 'proposed' })));
    if (owns && group.status === 'active') acts.push(button(words.archive, 'quiet', async () => { if (confirm(words.archiveSure)) await move({ status: 'archived' }); }));
    if (owns && group.status === 'archived') acts.push(button(words.bring, 'quiet', () => move({ status: 'active' })));
    if (owns && waits) acts.push(button(words.remove, 'quiet', async () => {
      if (!confirm(words.removeSure)) return;
      await call(who, 'DELETE', rest('groups', id));
      location.assign(to('/groups'));
    }));
    const tone = { active: 'ok', declined: 'bad', proposed: 'warn' }[/** @type {string} */ (group.status)] ?? '';
    status.replaceChildren(h('h2', {}, group.name),
      h('p', {}, h('span', { class: `badge ${tone}`, 'data-status': group.status }, words.states[group.status]), ' ', waits || group.hidden ? '' : h('a', { href: to(`/groups/${group.slug}`) }, words.view)),
      group.hidden ? h('p', { class: 'say warn' }, words.hidden) : '',
      group.status === 'proposed' && !site ? h('p', { class: 'hint' }, words.sent) : '',
      group.status === 'declined' ? h('p', { class: 'word' }, group.reason) : '',
      site && group.status === 'proposed' ? h('div', { class: 'form' }, field(words.reason, reason, words.reasonHint)) : '', h('div', { class: 'acts' }, ...acts));
  }

  async function showMembers(page = 1) {
    const found = await list(who, 'group_members', { filter: `group='${id}'`, sort: '-role,created', perPage, page, expand: 'user', fields: 'id,user,role,quiet,expand.user.name,expand.user.handle' });
    const owns = site || group.owner === who.id;
    const rows = found.items.map((m) => {
      const name = m.expand?.user?.name || m.expand?.user?.handle || '';
      const acts = [];
      if (owns && m.role === 'member') acts.push(button(words.makeOrganiser, 'quiet small', () => call(who, 'PATCH', rest('group_members', m.id), { role: 'organiser' }).then(() => showMembers(page))));
      if (owns && m.role === 'organiser') acts.push(button(words.makeMember, 'quiet small', () => call(who, 'PATCH', rest('group_members', m.id), { role: 'member' }).then(() => showMembers(page))));
      if (owns && m.role === 'organiser') acts.push(button(words.hand, 'quiet small', async () => {
        if (!confirm(words.handSure.replace('NAME', name))) return;
        group = await call(who, 'PATCH', rest('groups', id), { owner: m.user });
        showStatus();
        await showMembers();
      }));
      if (m.role === 'member' || owns && m.role === 'organiser') acts.push(button(words.out, 'quiet small', async () => {
        if (!confirm(words.outSure.replace('NAME', name))) return;
        await call(who, 'DELETE', rest('group_members', m.id));
        await showMembers(page);
      }));
      const role = { owner: words.owner, organiser: words.organiser, member: words.member }[/** @type {'owner' | 'organiser' | 'member'} */ (m.role)];
      return h('li', { class: 'item', 'data-role': m.role }, h('div', { class: 'body' }, h('h3', {}, person(m.expand?.user)), facts(role, m.quiet ? words.quiet : null)), h('div', { class: 'acts' }, ...acts));
    });
    members.replaceChildren(h('h2', {}, `${words.members} (${found.totalItems})`), h('ul', { class: 'items' }, ...rows),
      pager(page, found.totalPages, showMembers) ?? '');
  }

  showStatus();
  showAbout();
  await showMembers();
});

/** Which group: one's own, and for site editors those that wait. @param {HTMLElement} place @param {Session} who @param {boolean} site */
async function choose(place, who, site) {
  const of = (/** @type {string} */ filter) => list(who, 'groups', { filter, sort: '-updated', perPage: 100, skipTotal: 1, fields: 'id,name,status' });
  const [mine, waiting] = await Promise.all([of(`organisers.id?='${who.id}'`), site ? of("status='proposed'") : { items: [] }]);
  const box = (/** @type {string} */ title, /** @type {Group[]} */ groups) => (groups.length ? h('section', { class: 'panel' }, h('h2', {}, title), h('ul', { class: 'items' },
    ...groups.map((g) => h('li', { class: 'item' }, h('div', { class: 'body' }, h('h3', {}, h('a', { href: `#${g.id}` }, g.name))), h('span', { class: 'badge' }, words.states[g.status]))))) : '');
  place.replaceChildren(box(words.waiting, waiting.items), box(words.mine, mine.items),
    mine.items.length ? '' : h('p', { class: 'none' }, words.none), h('p', {}, h('a', { class: 'btn quiet', href: to('/groups/new') }, words.found)));
}
