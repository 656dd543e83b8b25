// A video is fetched from its host only after a click; until then, and without scripts, it is a plain link.
// <div class="embed" data-embed-src="https://player…"><a href="https://page…">播放视频：…</a></div>

/** @param {HTMLElement[]} embeds */
export default function embed(embeds) {
  for (const box of embeds) {
    const src = box.dataset.embedSrc ?? '';
    const link = box.querySelector('a');
    if (!link || !src.startsWith('https://')) continue;
    link.addEventListener('click', (event) => {
      if (box.classList.contains('on') || event.ctrlKey || event.metaKey || event.shiftKey) return; // go there
      event.preventDefault();
      const frame = document.createElement('iframe');
      frame.src = src;
      frame.title = link.textContent ?? '';
      frame.allow = 'autoplay; encrypted-media; fullscreen; picture-in-picture';
      frame.allowFullscreen = true;
      frame.referrerPolicy = 'strict-origin-when-cross-origin';
      box.classList.add('on');
      link.before(frame);
      frame.focus();
    });
  }
}
