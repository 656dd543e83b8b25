// Light or dark, remembered on this device. Choosing what the system prefers anyway forgets the choice,
// so that the page follows the system again.
// <button type="button" data-theme-toggle aria-label="…" hidden>

const dark = matchMedia('(prefers-color-scheme: dark)');

/** @returns {'light' | 'dark'} what is shown now */
function shown() {
  const set = document.documentElement.dataset.theme;
  return set === 'light' || set === 'dark' ? set : dark.matches ? 'dark' : 'light';
}

/** @param {'light' | 'dark'} theme */
function choose(theme) {
  const system = dark.matches ? 'dark' : 'light';
  try {
    if (theme === system) localStorage.removeItem('qiao:theme');
    else localStorage.setItem('qiao:theme', theme);
  } catch { /* not remembered, but shown */ }
  document.documentElement.dataset.theme = theme;
}

/** @param {HTMLElement[]} buttons */
export default function themeToggle(buttons) {
  for (const button of buttons) {
    const tell = () => button.setAttribute('aria-pressed', String(shown() === 'dark'));
    button.hidden = false;
    tell();
    button.addEventListener('click', () => { choose(shown() === 'dark' ? 'light' : 'dark'); tell(); });
    dark.addEventListener('change', () => {
      try {
        if (!localStorage.getItem('qiao:theme')) delete document.documentElement.dataset.theme;
      } catch { delete document.documentElement.dataset.theme; }
      tell();
    });
  }
}
