// What there is after an event for whoever has the link of a registration, on /afterwards#KEY: certificate, survey,
// recordings. Guests and members come the same way.

import { ask, attempt, field, told } from '../bench.js';
import { h } from '../dom.js';
import { call } from '../session.js';
import { lang, prefix } from '../words.js';
import { survey } from './answer.js';

const words = {
  zh: {
    early: '活动还没有结束。结束以后，这里会有录像、问卷和参与证明。', certificate: '参与证明', certificateSay: '证明上会写你填的姓名、活动、日期和时长，任何人都能凭编号核验。姓名定下后不能修改，只能删除重开。',
    name: '证明上的姓名', make: '生成参与证明', see: '打开证明', number: '编号', erase: '删除证明', eraseSay: '删除后，原来的编号再也核验不到。之后可以用别的姓名重新生成。', eraseYes: '删除', revoked: '这份证明已被主办方撤销。',
    notCame: '没有你的签到记录，所以没有参与证明。如果你到了，请联系主办方补签。', links: '录像、讲义和回顾', recording: '录像', slides: '讲义', recap: '现场回顾', nothing: '这个活动没有留下录像、问卷或证明。', page: '活动页',
  },
  en: {
    early: 'The event isn’t over yet. Recordings, the survey and certificates are here then.', certificate: 'Certificate of attendance', certificateSay: 'It says the name you write, the event, the date and the duration, and anybody can verify it by its code. The name stays as you write it: to change it, delete the certificate and make another.',
    name: 'Name on the certificate', make: 'Make the certificate', see: 'Open the certificate', number: 'Code', erase: 'Delete it', eraseSay: 'Nobody can verify its code any more then. You can make another one with another name.', eraseYes: 'Delete', revoked: 'The organisers revoked this certificate.',
    notCame: 'Nobody noted that you came, so there is no certificate. If you were there, ask the organisers to note it.', links: 'Recordings, slides and the recap', recording: 'Recording', slides: 'Slides', recap: 'Recap', nothing: 'There are no recordings, no survey and no certificates of this event.', page: 'The event',
  },
}[lang];

const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-afterwards]'));
if (place) {
  addEventListener('hashchange', () => look(place));
  look(place);
}

/** @param {HTMLElement} box */
async function look(box) {
  const path = `/api/qiao/afterwards/${encodeURIComponent(location.hash.slice(1)) || '-'}`;
  try {
    show(box, path, await call(null, 'GET', path));
  } catch (error) {
    box.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, told(error)));
  }
}

/** @param {HTMLElement} box @param {string} path @param {any} v */
function show(box, path, v) {
  const at = v.event.starts && new Date(v.event.starts.replace(' ', 'T'));
  const when = at ? `${at.toLocaleString(lang === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'full', ...(!v.event.allDay && { timeStyle: 'short' }), timeZone: v.event.zone })} (${v.event.zone})` : '';
  const head = [h('h2', {}, h('a', { href: `${prefix}/events/${v.event.slug}` }, v.event.title)), h('p', { class: 'hint' }, when)];
  if (!v.over) {
    box.replaceChildren(...head, h('p', { class: 'say' }, words.early));
    return;
  }
  const parts = [certificate(box, path, v), v.survey ? survey(v.survey, (answers) => call(null, 'POST', `${path}/survey`, { answers })) : null, links(v)].filter((p) => p !== null);
  box.replaceChildren(...head, ...(parts.length ? parts : [h('p', { class: 'say' }, words.nothing)]));
}

/** @param {HTMLElement} box @param {string} path @param {any} v */
function certificate(box, path, v) {
  const c = v.certificate;
  if (c?.revoked) return panel(words.certificate, h('p', { class: 'say bad' }, words.revoked));
  if (c) {
    return panel(words.certificate,
      h('p', {}, h('strong', { 'data-certificate-name': true }, c.name), ` · ${words.number} `, h('code', {}, c.code.toUpperCase().replace(/.{4}(?=.)/g, '$&-'))),
      h('div', { class: 'acts' }, h('a', { class: 'btn', href: `${prefix}/certificates/${c.code}` }, words.see), h('button', { type: 'button', class: 'btn quiet', onclick: () =>
        ask(words.erase, words.eraseYes, [h('p', { class: 'hint' }, words.eraseSay)], async () => { await call(null, 'DELETE', `${path}/certificate`); await look(box); }) }, words.erase)));
  }
  if (!v.offered) return null;
  const name = h('input', { name: 'name', required: true, maxlength: 80, autocomplete: 'name', value: v.name });
  const go = h('button', { class: 'btn' }, words.make);
  return panel(words.certificate, h('form', { class: 'form', onsubmit: (/** @type {Event} */ e) => {
    e.preventDefault();
    attempt(go, async () => { await call(null, 'POST', `${path}/certificate`, { name: name.value }); await look(box); });
  } }, field(words.name, name, words.certificateSay), h('div', { class: 'acts' }, go)));
}

/** @param {any} v */
function links(v) {
  const web = (/** @type {string} */ url) => /^https?:/.test(url);
  const items = [];
  for (const m of v.materials) {
    for (const [label, url] of [[words.recording, m.recording], [words.slides, m.slides]]) if (web(url)) items.push(h('li', {}, h('a', { href: url, rel: 'external noopener' }, m.title ? `${label} · ${m.title}` : label)));
  }
  if (v.recap) items.push(h('li', {}, h('a', { href: `${prefix}/articles/${v.recap.slug}` }, `${words.recap} · ${v.recap.title}`)));
  return items.length ? panel(words.links, h('ul', { class: 'after-links' }, ...items)) : null;
}

/** @param {string} title @param {...Node} content */
const panel = (title, ...content) => h('section', { class: 'panel' }, h('h2', {}, title), ...content);
