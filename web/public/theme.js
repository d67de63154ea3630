// Before the first paint, so that a chosen theme never flashes: the content policy allows no script inside the page.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('dunlin.theme');
    const language = localStorage.getItem('dunlin.language');
    document.documentElement.lang = language ?? (navigator.language.startsWith('de') ? 'de' : 'en');
  } catch {
    // Storage may be closed to us: the system's theme counts then.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
