// One's data: download, agreements, leaving and coming back.
// <qiao-mydata terms="/terms" privacy="/privacy"></qiao-mydata>

import { h } from './dom.js';
import { Refusal, call, session, signInLink } from './session.js';
import { lang } from './words.js';

const zh = {
  signIn: '登录后查看', download: '下载我的数据',
  downloadSay: '一个 ZIP 文件：资料和各类记录是 JSON，文章是 Markdown，附件原样。文章多的话要等一会儿。',
  downloadButton: '下载 ZIP', agreements: '协议',
  /** @param {string} v @param {string} t */
  agreed: (v, t) => `你在 ${t} 接受了版本 ${v}。`,
  never: '你还没有接受过协议。', changed: '协议更新了，请阅读后接受：', terms: '用户协议', privacy: '隐私政策', accept: '我已阅读并接受',
  leave: '注销账号',
  /** @param {number} days */
  leaveSay: (days) => `提交后有 ${days} 天可以反悔，期间账号照常使用。到期后，资料、收藏、关注、投票、通知和登录方式会被删除，用户名不再分配给别人。`,
  keep: '保留我写的内容，署名改为“已注销用户”', remove: '连同我写的文章和评论一起删除',
  removeSay: '有合著者的文章会转给第一位合著者；别人回复过的评论会留下一个空位。',
  password: '用密码确认', leaveButton: '注销账号',
  /** @param {string} t */
  leaving: (t) => `账号将在 ${t} 注销。`, keeps: '你写的内容会以“已注销用户”的名义保留。', removes: '你写的内容会一起删除。',
  stay: '取消注销', failed: '没有成功，请再试一次',
};

/** @type {typeof zh} */
const en = {
  signIn: 'Sign in to see this', download: 'Download my data',
  downloadSay: 'One ZIP file: profile and records as JSON, articles as Markdown, attachments as they are. With many articles it takes a while.',
  downloadButton: 'Download ZIP', agreements: 'Agreements',
  agreed: (v, t) => `You accepted version ${v} on ${t}.`,
  never: 'You have not accepted any agreements yet.', changed: 'The agreements have changed. Please read and accept them:', terms: 'Terms of service', privacy: 'Privacy policy', accept: 'I have read and accept them',
  leave: 'Delete my account',
  leaveSay: (days) => `You have ${days} days to change your mind, in which the account works as before. Then profile, bookmarks, follows, votes, notifications and ways to sign in are deleted, and the user name is never given to anybody else.`,
  keep: 'Keep what I wrote, signed “Deleted account”', remove: 'Delete my articles and comments, too',
  removeSay: 'Articles with co-authors go to the first of them; comments that others answered leave an empty place.',
  password: 'Confirm with your password', leaveButton: 'Delete my account',
  leaving: (t) => `The account will be deleted on ${t}.`, keeps: 'What you wrote stays, signed “Deleted account”.', removes: 'What you wrote is deleted, too.',
  stay: 'Keep my account', failed: 'That did not work, please try again',
};

const words = lang === 'en' ? en : zh;

const rest = '/api/qiao/mydata';

/** @param {string} time as PocketBase writes it */
const date = (time) => new Date(time.replace(' ', 'T')).toLocaleString(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'short' });

class MyData extends HTMLElement {
  connectedCallback() {
    if (!this.childElementCount) this.#load();
  }

  async #load() {
    const who = session();
    if (!who) {
      this.replaceChildren(h('p', {}, h('a', { class: 'btn', href: signInLink() }, words.signIn)));
      return;
    }
    try {
      this.#show(who, await call(who, 'GET', rest));
    } catch {
      this.replaceChildren(h('p', { class: 'trouble', role: 'alert' }, words.failed));
    }
  }

  /** @param {import('./session.js').Session} who @param {any} state */
  #show(who, state) {
    const sections = [this.#download(who), this.#agreements(who, state), state.leaving_at ? this.#leaving(who, state) : this.#leave(who, state)];
    this.replaceChildren(...sections.filter((s) => s !== null));
  }

  /** @param {import('./session.js').Session} who */
  #download(who) {
    const said = h('p', { class: 'trouble', role: 'alert', hidden: true });
    const get = async () => {
      said.hidden = true;
      try {
        const { token } = await call(who, 'POST', '/api/files/token');
        location.href = `${rest}/export?token=${encodeURIComponent(token)}`;
      } catch (e) {
        said.hidden = false;
        said.textContent = e instanceof Refusal ? e.message : words.failed;
      }
    };
    return h('section', {}, h('h2', {}, words.download), h('p', {}, words.downloadSay),
      h('div', { class: 'acts' }, h('button', { class: 'btn', type: 'button', onclick: get }, words.downloadButton)), said);
  }

  /** @param {import('./session.js').Session} who @param {any} state */
  #agreements(who, state) {
    if (!state.agreement && !state.agreed) return null;
    const panel = h('section', {}, h('h2', {}, words.agreements),
      h('p', {}, state.agreed ? words.agreed(state.agreed, date(state.agreed_at)) : words.never));
    if (state.agreement && state.agreement !== state.agreed) {
      panel.append(
        h('p', {}, words.changed, ' ', h('a', { href: this.getAttribute('terms') }, words.terms), ' · ', h('a', { href: this.getAttribute('privacy') }, words.privacy)),
        h('div', { class: 'acts' }, h('button', { class: 'btn', type: 'button', onclick: () => this.#send(who, 'agree', { version: state.agreement }, panel) }, words.accept)));
    }
    return panel;
  }

  /** @param {import('./session.js').Session} who @param {any} state */
  #leave(who, state) {
    const panel = h('section', {}, h('h2', {}, words.leave), h('p', {}, words.leaveSay(state.grace_days)));
    /** @param {string} value @param {string} text @param {string | null} more @param {boolean} checked */
    const choice = (value, text, more, checked) => h('div', { class: 'check' },
      h('input', { type: 'radio', name: 'keep', value, checked, id: `leave-${value}` }),
      h('label', { for: `leave-${value}` }, text, more && h('small', { class: 'hint' }, h('br'), more)));
    const password = h('input', { type: 'password', id: 'leave-password', name: 'password', autocomplete: 'current-password', required: true });
    const form = h('form', { onsubmit: (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const data = new FormData(form);
      this.#send(who, 'leave', { password: data.get('password'), keep: data.get('keep') === 'yes' }, panel);
    } },
    h('fieldset', { class: 'field' }, h('legend', { class: 'vh' }, words.leave), choice('yes', words.keep, null, true), choice('no', words.remove, words.removeSay, false)),
    h('div', { class: 'field' }, h('label', { for: 'leave-password' }, words.password), password),
    h('div', { class: 'acts' }, h('button', { class: 'btn bad', type: 'submit' }, words.leaveButton)));
    panel.append(form);
    return panel;
  }

  /** @param {import('./session.js').Session} who @param {any} state */
  #leaving(who, state) {
    const panel = h('section', {}, h('h2', {}, words.leave),
      h('p', { class: 'said', role: 'status' }, words.leaving(date(state.leaving_at)), state.leaving_keep ? words.keeps : words.removes));
    panel.append(h('div', { class: 'acts' }, h('button', { class: 'btn', type: 'button', onclick: () => this.#send(who, 'stay', {}, panel) }, words.stay)));
    return panel;
  }

  /** @param {import('./session.js').Session} who @param {string} what @param {object} body @param {HTMLElement} panel */
  async #send(who, what, body, panel) {
    panel.querySelector('[role=alert]')?.remove();
    try {
      this.#show(who, await call(who, 'POST', `${rest}/${what}`, body));
    } catch (e) {
      const message = e instanceof Refusal ? Object.values(e.fields)[0]?.message ?? e.message : words.failed;
      panel.append(h('p', { class: 'trouble', role: 'alert' }, message));
    }
  }
}

customElements.define('qiao-mydata', MyData);
