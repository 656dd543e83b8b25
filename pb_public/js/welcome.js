// The first settings of a site, by its first editor.
// <qiao-welcome home="/" settings="/settings"></qiao-welcome>

import { h } from './dom.js';
import { Refusal, call, session, signInLink } from './session.js';
import { lang } from './words.js';

const zh = {
  signIn: '登录', signInSay: '请用刚才建立超级用户的邮箱和密码登录：那个账号已经是站点编辑。',
  notEditor: '只有站点编辑可以填写这一页。', names: '名字', name: '站点名称', nameEn: '英文名称', tagline: '一句话介绍', taglineEn: '英文介绍',
  logo: '标志', logoSay: 'SVG 或 PNG，最好是方形。', public: '公示', contact: '联系方式', contactSay: '邮箱或网址，显示在页脚。',
  icp: 'ICP 备案号', police: '公安备案号', rules: '社区的门槛', open: '宽松', openSay: '新社区从这里开始：谁都可以投票和评论。',
  standard: '标准', standardSay: '先得到别人的认可，再投票、编辑别人的内容。', strict: '严格', strictSay: '人多以后用：新成员的发言先经过审核。',
  save: '保存', done: '保存好了。', toHome: '看看首页', toProfile: '完善我的资料', toDashboard: '打开后台', failed: '没有成功，请再试一次',
};

/** @type {typeof zh} */
const en = {
  signIn: 'Sign in', signInSay: 'Please sign in with the e-mail address and password of the superuser you just made: that account is a site editor already.',
  notEditor: 'Only site editors can fill in this page.', names: 'Names', name: 'Name in Chinese', nameEn: 'Name in English', tagline: 'In a sentence', taglineEn: 'The same in English',
  logo: 'Logo', logoSay: 'SVG or PNG, preferably square.', public: 'For the footer', contact: 'Contact', contactSay: 'An e-mail address or a web address.',
  icp: 'ICP filing number', police: 'Public security filing number', rules: 'What members need', open: 'Open', openSay: 'Where a new community begins: everybody may vote and comment.',
  standard: 'Standard', standardSay: 'Members earn trust before they vote or edit the work of others.', strict: 'Strict', strictSay: 'For larger places: what new members write is reviewed first.',
  save: 'Save', done: 'Saved.', toHome: 'See the home page', toProfile: 'Complete my profile', toDashboard: 'Open the dashboard', failed: 'That did not work, please try again',
};

const words = lang === 'en' ? en : zh;

const site = '/api/collections/site/records/qiaosite0000000';
const policy = '/api/collections/policy/records/qiaopolicy00000';
/** The fields of the site's record that are asked for, with their longest texts. @type {[string, string, number][]} */
const names = [['name', words.name, 60], ['name_en', words.nameEn, 60], ['tagline', words.tagline, 160], ['tagline_en', words.taglineEn, 160]];
/** @type {[string, string, number][]} */
const notices = [['contact', words.contact, 200], ['icp', words.icp, 60], ['police', words.police, 60]];

class Welcome extends HTMLElement {
  async connectedCallback() {
    if (this.childElementCount) return;
    const who = session();
    if (!who) {
      this.replaceChildren(h('p', {}, words.signInSay),
        h('p', { class: 'acts' }, h('a', { class: 'btn', href: signInLink() }, words.signIn)));
      return;
    }
    try {
      const [me, now, rules] = await Promise.all([
        call(who, 'GET', `/api/collections/users/records/${who.id}`), call(who, 'GET', site), call(who, 'GET', policy)]);
      if (me.roles?.includes('editor')) this.replaceChildren(this.#form(who, now, rules));
      else this.replaceChildren(h('p', { class: 'say bad' }, words.notEditor));
    } catch (e) {
      this.replaceChildren(h('p', { class: 'say bad', role: 'alert' }, e instanceof Refusal ? e.message : words.failed));
    }
  }

  /** @param {import('./session.js').Session} who @param {any} now @param {any} rules */
  #form(who, now, rules) {
    /** @param {[string, string, number]} field @param {string} [hint] */
    const field = ([name, label, max], hint) => h('div', { class: 'field' }, h('label', { for: `w-${name}` }, label),
      h('input', { id: `w-${name}`, name, value: now[name], maxlength: max, required: name === 'name' }), hint ? h('p', { class: 'hint' }, hint) : null);
    /** @param {string} value @param {string} text @param {string} say */
    const choice = (value, text, say) => h('label', { class: 'check' },
      h('input', { type: 'radio', name: 'preset', value, checked: rules.preset === value }), h('span', {}, text, h('small', {}, say)));
    const said = h('p', { class: 'say bad', role: 'alert' });
    const form = h('form', { class: 'form', onsubmit: (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.#save(who, form, said);
    } },
    h('h2', {}, words.names), ...names.map((n) => field(n)),
    h('div', { class: 'field' }, h('label', { for: 'w-logo' }, words.logo), h('input', { id: 'w-logo', name: 'logo', type: 'file', accept: 'image/svg+xml,image/png' }), h('p', { class: 'hint' }, words.logoSay)),
    h('h2', {}, words.public), ...notices.map((n) => field(n, n[0] === 'contact' ? words.contactSay : undefined)),
    h('fieldset', { class: 'field' }, h('legend', {}, words.rules), choice('open', words.open, words.openSay), choice('standard', words.standard, words.standardSay), choice('strict', words.strict, words.strictSay)),
    said, h('div', { class: 'acts' }, h('button', { class: 'btn', type: 'submit' }, words.save)));
    return form;
  }

  /** @param {import('./session.js').Session} who @param {HTMLFormElement} form @param {HTMLElement} said */
  async #save(who, form, said) {
    said.textContent = '';
    const data = new FormData(form);
    const preset = data.get('preset');
    data.delete('preset');
    const logo = data.get('logo');
    if (logo instanceof File && !logo.size) data.delete('logo');
    try {
      await call(who, 'PATCH', site, data);
      if (preset) await call(who, 'PATCH', policy, { preset });
      this.replaceChildren(h('p', { class: 'say ok', role: 'status' }, words.done), h('p', { class: 'acts' },
        h('a', { class: 'btn', href: this.getAttribute('home') }, words.toHome),
        h('a', { class: 'btn quiet', href: this.getAttribute('settings') }, words.toProfile),
        h('a', { class: 'btn quiet', href: '/_/' }, words.toDashboard)));
    } catch (e) {
      said.textContent = e instanceof Refusal ? Object.values(e.fields)[0]?.message ?? e.message : words.failed;
    }
  }
}

customElements.define('qiao-welcome', Welcome);
