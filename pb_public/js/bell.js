// The bell in the page head: how many notifications are unread, in realtime, and the newest of them.
// Guests see nothing, and load nothing more than this.
// <qiao-bell hidden></qiao-bell>

import { session } from './session.js';

/** @param {HTMLElement[]} bells */
export default function bell(bells) {
  const wake = () => {
    if (!session()) {
      for (const b of bells) b.hidden = true;
      return;
    }
    import('./bell-box.js').then(({ define }) => { define(); for (const b of bells) b.hidden = false; });
  };
  document.addEventListener('qiao:session', wake);
  wake();
}
