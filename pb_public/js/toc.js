// Marks the section that is being read in the table of contents, and keeps the contents open where they
// stand beside the text.
// <details class="toc" data-toc> … <a href="#section">

const wide = matchMedia('(min-width: 75rem)');

/** @param {HTMLElement[]} lists */
export default function toc(lists) {
  for (const list of lists) {
    const links = /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll('a[href^="#"]')]);
    /** @type {Map<Element, HTMLAnchorElement>} */
    const bySection = new Map();
    for (const link of links) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) bySection.set(heading, link);
    }
    const headings = [...bySection.keys()];
    const mark = () => {
      // the last heading above the upper third of the window is the one being read
      let current = headings[0];
      for (const heading of headings) {
        if (heading.getBoundingClientRect().top > innerHeight / 3) break;
        current = heading;
      }
      for (const [heading, link] of bySection) {
        if (heading === current) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    };
    let waiting = false;
    const later = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    };
    if (headings.length) {
      addEventListener('scroll', later, { passive: true });
      addEventListener('resize', later, { passive: true });
      mark();
    }

    const open = () => { if (list instanceof HTMLDetailsElement && wide.matches) list.open = true; };
    open();
    wide.addEventListener('change', open);
    list.addEventListener('click', (event) => {
      const link = event.target instanceof Element && event.target.closest('a');
      if (link && list instanceof HTMLDetailsElement && !wide.matches) list.open = false;
    });
  }
}
