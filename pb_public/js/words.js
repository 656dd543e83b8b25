// The page's language. What a script says stands in the script, in both languages: `const words = { zh: {…}, en: {…} }[lang]`.
// Packed scripts have the words of one language alone; see hooks/site/scripts.go.

/** The page's language, "zh" or "en". */
export const lang = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
/** What the paths of pages in this language begin with. */
export const prefix = lang === 'en' ? '/en' : '';
