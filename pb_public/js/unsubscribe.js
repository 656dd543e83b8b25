// Ends mails of a kind, for whoever has the link of one, and takes it back. The token is in the address behind the #.

import { h } from './dom.js';
import { Refusal, call } from './session.js';
import { lang, prefix } from './words.js';

const words = {
  zh: {
    /** @param {string} what */
    ask: (what) => `不再用邮件接收“${what}”？站内仍然可以看到。`,
    /** @param {string} what */
    done: (what) => `已退订，不会再用邮件发送“${what}”。`,
    /** @param {string} what */
    back: (what) => `已恢复，会继续用邮件发送“${what}”。`,
    yes: '退订', undo: '点错了，恢复', again: '退订', settings: '全部通知设置', failed: '没有成功，请再试一次。',
  },
  en: {
    /** @param {string} what */
    ask: (what) => `No more mail about “${what}”? It still shows on the site.`,
    /** @param {string} what */
    done: (what) => `Done: there will be no more mail about “${what}”.`,
    /** @param {string} what */
    back: (what) => `Mail about “${what}” goes on.`,
    yes: 'Unsubscribe', undo: 'That was a mistake, undo', again: 'Unsubscribe', settings: 'All notification settings', failed: 'That did not work, please try again.',
  },
}[lang];

const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-unsubscribe]'));
if (place) start(place);

/** @param {HTMLElement} box */
function start(box) {
  const say = h('p', { class: 'say', role: 'status' });
  const button = h('button', { type: 'button', class: 'btn', hidden: true });
  box.append(say, h('p', { class: 'acts' }, button, h('a', { href: `${prefix}/settings/notifications` }, words.settings)));
  const path = () => `/api/qiao/unsubscribe?token=${encodeURIComponent(location.hash.slice(1))}`;

  /** @param {unknown} error */
  const failed = (error) => {
    say.className = 'say bad';
    say.textContent = error instanceof Refusal && error.status === 400 ? error.message : words.failed;
  };

  /** @param {{label: string, subscribed: boolean}} now @param {string} text */
  function show(now, text) {
    say.className = 'say';
    say.textContent = text;
    button.hidden = false;
    button.textContent = now.subscribed ? words.yes : words.undo;
    button.className = now.subscribed ? 'btn' : 'btn quiet';
    button.onclick = async () => {
      button.disabled = true;
      try {
        const after = await call(null, 'POST', now.subscribed ? path() : `${path()}&undo=1`);
        show(after, after.subscribed ? words.back(after.label) : words.done(after.label));
      } catch (error) { failed(error); }
      button.disabled = false;
    };
  }

  async function look() {
    try {
      const now = await call(null, 'GET', path());
      show(now, now.subscribed ? words.ask(now.label) : words.done(now.label));
    } catch (error) { failed(error); }
  }
  addEventListener('hashchange', look);
  look();
}
