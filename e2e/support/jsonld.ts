type Thing = Record<string, unknown>;

// What search engines ask of the types that the site uses.
const required: Record<string, string[]> = {
  Article: ['headline', 'datePublished', 'author', 'publisher', 'inLanguage', 'mainEntityOfPage'],
  BreadcrumbList: ['itemListElement'],
  ListItem: ['position', 'name'],
  Person: ['name'],
  Organization: ['name', 'url'],
  ProfilePage: ['mainEntity'],
  WebSite: ['name', 'url'],
  CollectionPage: ['name'],
};
const articles = new Set(['Article', 'TechArticle', 'NewsArticle', 'BlogPosting', 'Review']);

/** Says what is wrong with the structured data of a page: unknown context, missing properties, relative addresses, wrong dates or positions. */
export function problems(found: unknown[]): string[] {
  const list: string[] = [];
  for (const root of found) {
    if ((root as Thing)['@context'] !== 'https://schema.org') list.push('no @context of schema.org');
    walk(root, '', list);
  }
  return list;
}

function walk(value: unknown, path: string, list: string[]): void {
  if (Array.isArray(value)) { value.forEach((item, i) => walk(item, `${path}[${i}]`, list)); return; }
  if (typeof value !== 'object' || value === null) return;
  const thing = value as Thing;
  const type = String(thing['@type'] ?? '');
  if (!type && !('@id' in thing)) list.push(`${path}: neither a type nor an id`);
  for (const name of required[articles.has(type) ? 'Article' : type] ?? []) {
    if (thing[name] === undefined || thing[name] === '') list.push(`${path}: ${type} without ${name}`);
  }
  for (const name of ['url', 'item', 'logo', 'image', '@id']) {
    const url = thing[name];
    if (typeof url === 'string' && !/^https?:\/\//.test(url)) list.push(`${path}.${name}: "${url}" is not an absolute address`);
  }
  for (const name of ['datePublished', 'dateModified']) {
    const date = thing[name];
    if (date !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(String(date))) list.push(`${path}.${name}: ${String(date)}`);
  }
  if (type === 'BreadcrumbList' && Array.isArray(thing.itemListElement)) {
    thing.itemListElement.forEach((item: Thing, i) => { if (item.position !== i + 1) list.push(`${path}: position ${String(item.position)} in place ${i + 1}`); });
  }
  for (const [name, inner] of Object.entries(thing)) walk(inner, path ? `${path}.${name}` : name, list);
}
