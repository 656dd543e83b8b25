// Asks for a column.

import { attempt, bench, field, list, rest, to } from './bench.js';
import { h } from './dom.js';
import { Refusal, call } from './session.js';
import { lang } from './words.js';

const zh = {
  name: '专栏名称', slug: '地址', slugHint: '小写字母、数字和连字符，如 cloud-notes；留空就用名称的拼音。', kind: '类型', tagline: '一句话介绍', reason: '打算写什么',
  reasonHint: '写给谁、写哪些题目、多久一篇；有写过的文章可以附上链接。', send: '提交申请', sent: '申请已提交。编辑答复后，会显示在“我的文章”里。', mine: '看我的申请', unverified: '请先验证邮箱，再来申请专栏。', verify: '验证邮箱',
  /** @type {Record<string, string>} */
  kinds: { individual: '个人：以自己的名义写', enterprise: '企业：公司或团队的技术专栏', partner: '伙伴：基金会、开源社区、媒体等' },
  kindHint: '企业与伙伴的身份由编辑核对；认证标记由编辑添加。',
};
/** @type {typeof zh} */
const en = {
  name: 'Name of the column', slug: 'Address', slugHint: 'Lower-case letters, digits and hyphens, such as cloud-notes; left empty, it is made of the name.', kind: 'Kind', tagline: 'In one sentence', reason: 'What it will be about',
  reasonHint: 'For whom, on what, how often; links to what you have written help.', send: 'Send the application', sent: 'Sent. The answer will appear among your articles.', mine: 'See my applications', unverified: 'Verify your e-mail address first, then apply for a column.', verify: 'Verify the address',
  kinds: { individual: 'Individual: in your own name', enterprise: 'Enterprise: of a company or a team', partner: 'Partner: a foundation, an open-source community, a publication' },
  kindHint: 'Editors check who enterprises and partners are; the verified mark is theirs to give.',
};
const words = lang === 'en' ? en : zh;

bench('apply', async (place, who) => {
  const me = (await list(who, 'users', { filter: `id='${who.id}'`, perPage: 1, skipTotal: 1 })).items[0];
  if (me?.verified === false) {
    place.replaceChildren(h('p', { class: 'say warn' }, words.unverified), h('p', {}, h('a', { class: 'btn', href: to('/settings') }, words.verify)));
    return;
  }
  /** @type {Record<string, HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>} */
  const controls = {
    name: h('input', { maxlength: 80, required: true, autocomplete: 'off' }),
    slug: h('input', { maxlength: 120, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' }),
    kind: h('select', {}, ...Object.entries(words.kinds).map(([value, label]) => h('option', { value }, label))),
    tagline: h('input', { maxlength: 160, autocomplete: 'off' }),
    reason: h('textarea', { maxlength: 2000, required: true }),
  };
  const send = h('button', { class: 'btn' }, words.send);
  const form = h('form', { class: 'form', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    attempt(send, async () => {
      for (const wrong of form.querySelectorAll('.wrong')) wrong.remove();
      for (const control of Object.values(controls)) control.removeAttribute('aria-invalid');
      try {
        await call(who, 'POST', rest('column_applications'), Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()])));
      } catch (error) {
        if (error instanceof Refusal) {
          for (const [name, { message }] of Object.entries(error.fields)) {
            const control = controls[name];
            control?.setAttribute('aria-invalid', 'true');
            control?.after(h('p', { class: 'wrong' }, message));
          }
        }
        throw error;
      }
      place.replaceChildren(h('p', { class: 'say ok', role: 'status' }, words.sent), h('p', {}, h('a', { class: 'btn', href: to('/mine') }, words.mine)));
    });
  } }, field(words.name, controls.name), field(words.slug, controls.slug, words.slugHint), field(words.kind, controls.kind, words.kindHint), field(words.tagline, controls.tagline),
  field(words.reason, controls.reason, words.reasonHint), h('div', { class: 'acts' }, send));
  place.replaceChildren(form);
});
