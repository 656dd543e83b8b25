// Sets html[data-theme] before the first paint, so that a chosen theme never flashes.
// A classic script, loaded blocking in the head; js/theme-toggle.js changes the choice.
(function () {
  try {
    var theme = localStorage.getItem('qiao:theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch { /* storage is not allowed here: the system's preference holds */ }
})();
