// A link to the page on which site editors merge a tag into another, on the tag's pages, for them alone.
// <qiao-tag-tools tag="RECORD_ID"></qiao-tag-tools>

import { h } from './dom.js';
import { session } from './session.js';
import { lang, prefix } from './words.js';

/** @param {HTMLElement[]} found */
export default function tagTools(found) {
  if (!session()?.record.roles?.includes('editor')) return;
  for (const box of found) {
    const tag = box.getAttribute('tag') ?? '';
    if (!box.childElementCount && /^[a-z0-9]{15}$/.test(tag)) box.append(h('a', { class: 'btn quiet', href: `${prefix}/tag-merges#tag=${tag}` }, lang === 'en' ? 'Merge…' : '合并…'));
  }
}
