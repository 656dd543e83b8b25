// A link to a column's management, for those who may: its editors, its owner and site editors.
// <qiao-column-tools column="RECORD_ID"></qiao-column-tools>

import { h, icon } from './dom.js';
import { call, session } from './session.js';
import { lang, prefix } from './words.js';

class ColumnTools extends HTMLElement {
  async connectedCallback() {
    const who = session();
    const column = this.getAttribute('column') ?? '';
    if (!who || this.childElementCount || !/^[a-z0-9]{15}$/.test(column)) return;
    let may = who.record.roles?.includes('editor');
    if (!may) {
      const filter = encodeURIComponent(`column='${column}' && user='${who.id}' && role!='author'`);
      may = await call(who, 'GET', `/api/collections/column_members/records?perPage=1&skipTotal=1&fields=id&filter=${filter}`).then((found) => found.items.length > 0).catch(() => false);
    }
    if (may) this.append(h('a', { class: 'btn quiet', href: `${prefix}/columns/manage#${column}` }, icon('pen'), lang === 'en' ? 'Manage' : '管理'));
  }
}

/** Defines the element; what is on the page wakes up by itself. */
export default function columnTools() {
  if (!customElements.get('qiao-column-tools')) customElements.define('qiao-column-tools', ColumnTools);
}
