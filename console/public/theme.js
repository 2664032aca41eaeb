// Sets light or dark before the first paint: the choice kept in this browser, else what the system says.
// Plain script without imports, because it blocks the page; app/theme.ts holds the same key.
;(function () {
  let kept = null
  try {
    kept = localStorage.getItem('countersign-appearance')
  } catch {
    // Storage is blocked: follow the system.
  }
  const isDark =
    kept === 'dark' || (kept !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
})()
