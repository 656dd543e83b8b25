// Rich text and pieces of web pages as Markdown, for pasting. Only what has structure worth keeping is converted.

const structure = 'h1,h2,h3,h4,h5,h6,ul,ol,blockquote,pre,code,table,img[src],a[href],b,strong,i,em,del,s,hr';

/** @param {Element} e some editors wrap everything in bold that isn't */
const light = (e) => /font-weight:\s*(normal|[1-4]00)/i.test(e.getAttribute('style') ?? '');
/** @param {string} url */
const web = (url) => /^https?:\/\//i.test(url);
/** @param {string} text */
const escaped = (text) => text.replace(/[\\`*_[\]<>$]/g, '\\$&');
/** @param {string} url */
const address = (url) => url.replace(/[\s()<>\\]/g, (c) => (c === '(' ? '%28' : c === ')' ? '%29' : encodeURIComponent(c)));

/**
 * @param {string} html of the clipboard
 * @returns {string | null} null when the plain text says as much
 */
export function toMarkdown(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const e of page.querySelectorAll('script,style,template,noscript,head,iframe,object,svg,button,input,[hidden],[aria-hidden=true]')) e.remove();
  const worth = [...page.body.querySelectorAll(structure)].some((e) => !(/^(B|STRONG)$/.test(e.tagName) && light(e)) && (e.tagName === 'IMG' || e.textContent?.trim()));
  if (!worth) return null;
  return blocks(page.body).replace(/\n{3,}/g, '\n\n').trim() || null;
}

/** @param {Node} node the inline text of what is in it @param {boolean} [raw] without escapes @returns {string} */
function inline(node, raw) {
  let out = '';
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      const text = (child.nodeValue ?? '').replace(/[ \t\r\n\f]+/g, ' ').replace(/\u00a0/g, ' ');
      out += raw ? text : escaped(text);
    } else if (child instanceof Element) out += element(child);
  }
  return out;
}

/** Marks go around the words, not around the spaces beside them. @param {string} mark @param {string} text */
function marked(mark, text) {
  const [, before, words, after] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? ['', '', '', ''];
  return words ? before + mark + words + mark + after : text;
}

/** @param {Element} e @returns {string} */
function element(e) {
  switch (e.tagName) {
    case 'BR': return '\\\n';
    case 'B': case 'STRONG': return light(e) ? inline(e) : marked('**', inline(e));
    case 'I': case 'EM': return marked('*', inline(e));
    case 'DEL': case 'S': case 'STRIKE': return marked('~~', inline(e));
    case 'CODE': case 'KBD': case 'SAMP': case 'TT': return codeSpan(e.textContent ?? '');
    case 'IMG': {
      const src = e.getAttribute('src') ?? '';
      return web(src) ? `![${escaped(e.getAttribute('alt') ?? '')}](${address(src)})` : '';
    }
    case 'A': {
      const text = inline(e).trim();
      const href = e.getAttribute('href') ?? '';
      if (!text || !web(href) && !href.startsWith('mailto:')) return text;
      return text === escaped(href) ? `<${href}>` : `[${text}](${address(href)})`;
    }
    default: return inline(e);
  }
}

/** @param {string} code */
function codeSpan(code) {
  const text = code.replace(/\s+/g, ' ').trim();
  const ticks = '`'.repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return text && (ticks.length > 1 ? `${ticks} ${text} ${ticks}` : `\`${text}\``);
}

const isBlock = /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|CENTER|DD|DIV|DL|DT|FIGURE|FIGCAPTION|FOOTER|FORM|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|TABLE|UL|DETAILS|SUMMARY)$/;

/** @param {Element} parent @returns {string} */
function blocks(parent) {
  /** @type {string[]} */
  const out = [];
  let line = document.createElement('p');
  const flush = () => {
    const text = inline(line).replace(/^(?:\s|\\\n)+|(?:\s|\\\n)+$/g, '');
    if (text) out.push(safeStart(text));
    line = document.createElement('p');
  };
  for (const child of [...parent.childNodes]) {
    const holds = child instanceof Element && (isBlock.test(child.tagName) || [...child.querySelectorAll('*')].some((e) => isBlock.test(e.tagName)));
    if (holds) { flush(); out.push(block(child)); } else line.append(child.cloneNode(true));
  }
  flush();
  return out.filter((text) => text.trim()).join('\n\n');
}

/** A paragraph that begins like something else stays a paragraph. @param {string} text */
const safeStart = (text) => text.replace(/^(#{1,6}\s|[-+]\s|>)/, '\\$1').replace(/^(\d+)([.)]\s)/, '$1\\$2');

/** @param {string} text @param {string} first @param {string} rest */
const indented = (text, first, rest) => text.split('\n').map((l, i) => (i ? (l ? rest + l : '') : first + l)).join('\n');

/** @param {Element} e @returns {string} */
function block(e) {
  const tag = e.tagName;
  if (/^H[1-6]$/.test(tag)) return `${'#'.repeat(Number(tag[1]))} ${inline(e).replace(/\\?\n/g, ' ').trim()}`;
  if (tag === 'HR') return '---';
  if (tag === 'PRE') return fence(e);
  if (tag === 'BLOCKQUOTE') return blocks(e).split('\n').map((l) => (l ? `> ${l}` : '>')).join('\n');
  if (tag === 'TABLE') return table(/** @type {HTMLTableElement} */ (e));
  if (tag === 'UL' || tag === 'OL') {
    let n = Number(e.getAttribute('start')) || 1;
    return [...e.children].map((item) => {
      if (/^[UO]L$/.test(item.tagName)) return indented(block(item), '  ', '  '); // lists right in lists, as some editors write them
      const mark = tag === 'OL' ? `${n++}. ` : '- ';
      return indented(blocks(item).replace(/\n\n(?=\s*(?:[-*]|\d+\.)\s)/g, '\n'), mark, ' '.repeat(mark.length));
    }).join('\n');
  }
  return blocks(e);
}

/** @param {Element} e */
function fence(e) {
  for (const br of e.querySelectorAll('br')) br.replaceWith('\n');
  const code = (e.textContent ?? '').replace(/\n$/, '');
  const names = `${e.className} ${e.querySelector('code')?.className ?? ''} ${e.parentElement?.className ?? ''}`;
  const lang = /(?:language-|lang-|highlight-source-)([\w+#-]+)/.exec(names)?.[1] ?? '';
  const ticks = '`'.repeat(Math.max(2, ...(code.match(/`{3,}/g) ?? []).map((run) => run.length)) + 1);
  return `${ticks}${lang}\n${code}\n${ticks}`;
}

/** @param {HTMLTableElement} e */
function table(e) {
  const rows = [...e.rows].map((row) => [...row.cells].map((cell) => inline(cell).replace(/\\?\n/g, ' ').replace(/\|/g, '\\|').trim()));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width < 2) return rows.flat().join('\n\n'); // a frame, not a table
  const line = (/** @type {string[]} */ cells) => `| ${Array.from({ length: width }, (_, i) => cells[i] ?? '').join(' | ')} |`;
  return [line(rows[0]), `|${' --- |'.repeat(width)}`, ...rows.slice(1).map(line)].join('\n');
}
