// The few words that scripts show; everything else comes with the page.

const zh = {
  copied: '已复制',
  copyFailed: '请手动复制',
  follow: '关注',
  following: '已关注',
  failed: '没有成功，请再试一次',
  signIn: '登录后关注',
  /** @param {number} n */
  found: (n) => (n ? `${n} 条建议，用上下键选择` : '没有建议'),
  /** @type {Record<string, string>} */
  kinds: { article: '文章', tutorial: '教程', doc: '文档', case: '案例', book: '书', news: '资讯', column: '专栏', tag: '标签', person: '人', user: '人', series: '连载' },
};

/** @type {typeof zh} */
const en = {
  copied: 'Copied',
  copyFailed: 'Please copy by hand',
  follow: 'Follow',
  following: 'Following',
  failed: 'That did not work, please try again',
  signIn: 'Sign in to follow',
  found: (n) => (n ? `${n} suggestion${n === 1 ? '' : 's'}, use the arrow keys` : 'No suggestions'),
  kinds: { article: 'Article', tutorial: 'Tutorial', doc: 'Doc', case: 'Case', book: 'Book', news: 'News', column: 'Column', tag: 'Tag', person: 'Person', user: 'Person', series: 'Series' },
};

/** The page's language, "zh" or "en", and its words. */
export const lang = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
/** What the paths of pages in this language begin with. */
export const prefix = lang === 'en' ? '/en' : '';
export const words = lang === 'en' ? en : zh;
