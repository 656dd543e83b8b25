// What the page to write articles says; it brings the words of its language, "writing.say…" of the catalogues.

/** @type {Record<string, string>} */
export const says = JSON.parse(document.querySelector('[data-w=words]')?.textContent || '{}');
