// Runs before the first paint, from a file because the page's Content-Security-Policy allows no inline script:
// theme, text size and language stand before anything is drawn, so nothing flashes or jumps.

// Zod tries at load whether it may compile its checks with `new Function`; the policy forbids it and Firefox reports the try.
globalThis['__zod_globalConfig'] = { jitless: true }

;(() => {
  const root = document.documentElement
  /** @type {{ theme?: string, textSize?: number, locale?: string }} */
  let kept = {}
  try {
    kept = JSON.parse(localStorage.getItem('sfat.preferences') ?? '{}') ?? {}
  } catch {
    // Storage is off or damaged: the defaults do.
  }
  const prefers = (/** @type {string} */ query) => matchMedia(query).matches
  const auto = prefers('(prefers-contrast: more)')
    ? 'contrast'
    : prefers('(prefers-color-scheme: dark)')
      ? 'dark'
      : 'light'
  root.dataset.theme = ['light', 'dark', 'contrast'].includes(kept.theme ?? '') ? kept.theme : auto
  if (Number(kept.textSize) >= 100 && Number(kept.textSize) <= 200) {
    root.style.fontSize = `${kept.textSize}%`
    root.style.setProperty('--text-scale', String(Number(kept.textSize) / 100))
  }
  if (kept.locale === 'ro' || kept.locale === 'en') root.lang = kept.locale
})()
