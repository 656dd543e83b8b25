// A video is fetched from its host only after a click.
// <div class="embed" data-embed-src="https://…"> <button type="button"> <a href="…"> </div>

/** @param {HTMLElement[]} embeds */
export default function embed(embeds) {
  for (const box of embeds) {
    const src = box.dataset.embedSrc ?? '';
    const button = box.querySelector('button');
    if (!button || !src.startsWith('https://')) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      const frame = document.createElement('iframe');
      frame.src = src;
      frame.title = box.dataset.embedTitle || box.querySelector('a')?.textContent || button.textContent || src;
      frame.allow = 'autoplay; encrypted-media; fullscreen; picture-in-picture';
      frame.allowFullscreen = true;
      frame.referrerPolicy = 'strict-origin-when-cross-origin';
      button.replaceWith(frame);
      frame.focus();
    });
  }
}
