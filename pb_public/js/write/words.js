// What the editor's scripts say, in the page's language; the other one isn't loaded.

import { lang } from '../words.js';

export const { words } = lang === 'en' ? await import('./words-en.js') : await import('./words-zh.js');
