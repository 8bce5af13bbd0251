/**
 * How this browser shows the pages: language, theme, text size, whether the rail is folded. Kept in local storage;
 * `static/first-paint.js` reads the same key before the first paint. Everything here is reactive: reading
 * `preferences.locale` in a component (or through any message) draws it again when the language changes.
 */
import { overwriteGetLocale, overwriteSetLocale } from '#lib/paraglide/runtime.js'
import type { Theme } from '#lib/theme/tokens.ts'
import { themes } from '#lib/theme/tokens.ts'

const key = 'sfat.preferences'
export const textSizes = [100, 112, 125, 150, 175, 200] as const
export type TextSize = (typeof textSizes)[number]
export const locales = ['ro', 'en'] as const
export type Locale = (typeof locales)[number]
export type ThemeChoice = Theme | 'auto'

type Kept = { locale?: Locale; theme: ThemeChoice; textSize: TextSize; railFolded: boolean }

const isOneOf = <T>(values: readonly T[], value: unknown): value is T => values.includes(value as T)

function read(): Kept {
  let raw: Partial<Record<keyof Kept, unknown>> = {}
  try {
    raw = (JSON.parse(localStorage.getItem(key) ?? '{}') ?? {}) as typeof raw
  } catch {
    // Storage is off or damaged: the defaults do.
  }
  return {
    ...(isOneOf(locales, raw.locale) && { locale: raw.locale }),
    theme: isOneOf(themes, raw.theme) ? raw.theme : 'auto',
    textSize: isOneOf(textSizes, raw.textSize) ? raw.textSize : 100,
    railFolded: raw.railFolded === true,
  }
}

const media = {
  dark: typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined,
  contrast: typeof matchMedia === 'function' ? matchMedia('(prefers-contrast: more)') : undefined,
}

class Preferences {
  #kept = $state<Kept>(read())
  /** The installation's language, until the reader has chosen one. */
  #defaultLocale = $state<Locale>('ro')
  #systemTheme = $state<Theme>('light')

  constructor() {
    const follow = () => {
      this.#systemTheme = media.contrast?.matches ? 'contrast' : media.dark?.matches ? 'dark' : 'light'
      this.#apply()
    }
    media.dark?.addEventListener('change', follow)
    media.contrast?.addEventListener('change', follow)
    // Another tab of the same reader.
    globalThis.addEventListener?.('storage', (event) => {
      if (event.key !== key) return
      this.#kept = read()
      this.#apply()
    })
    follow()
  }

  get locale(): Locale {
    return this.#kept.locale ?? this.#defaultLocale
  }
  set locale(locale: Locale) {
    this.#keep({ locale })
  }

  /** What the reader chose; `auto` follows the system. */
  get themeChoice(): ThemeChoice {
    return this.#kept.theme
  }
  set themeChoice(theme: ThemeChoice) {
    this.#keep({ theme })
  }

  /** The theme that is drawn now. */
  get theme(): Theme {
    return this.#kept.theme === 'auto' ? this.#systemTheme : this.#kept.theme
  }

  /** Per cent of the browser's own text size. */
  get textSize(): TextSize {
    return this.#kept.textSize
  }
  set textSize(textSize: TextSize) {
    this.#keep({ textSize })
  }

  get railFolded(): boolean {
    return this.#kept.railFolded
  }
  set railFolded(railFolded: boolean) {
    this.#keep({ railFolded })
  }

  /** The language to show while the reader has chosen none: the installation's, later the person's own. */
  defaultTo(locale: Locale): void {
    this.#defaultLocale = locale
    this.#apply()
  }

  #keep(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change }
    try {
      localStorage.setItem(key, JSON.stringify(this.#kept))
    } catch {
      // Storage is off: the choice holds for this page.
    }
    this.#apply()
  }

  #apply(): void {
    if (typeof document === 'undefined') return
    const root = document.documentElement
    root.lang = this.locale
    root.dataset['theme'] = this.theme
    root.style.fontSize = this.textSize === 100 ? '' : `${this.textSize}%`
    root.style.setProperty('--text-scale', String(this.textSize / 100))
  }
}

export const preferences = new Preferences()

// Messages read the locale from the reactive state above, so every sentence follows it without a reload.
overwriteGetLocale(() => preferences.locale)
overwriteSetLocale((locale) => {
  if (isOneOf(locales, locale)) preferences.locale = locale
})
