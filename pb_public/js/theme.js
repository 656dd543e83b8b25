// Sets html[data-theme] before the first paint, so that a chosen theme never flashes; and html[data-member] for who is
// signed in, whose button then has its place in the header from the start.
// A classic script, loaded blocking in the head; js/theme-toggle.js changes the choice.
(function () {
  try {
    var theme = localStorage.getItem('qiao:theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    if (localStorage.getItem('pocketbase_auth')) document.documentElement.dataset.member = '';
  } catch { /* storage is not allowed here: the system's preference holds */ }
})();
