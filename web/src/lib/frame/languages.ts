import type { Locale } from '#lib/preferences/preferences.svelte.ts'

/** Each language by its own name: a reader who got the wrong one must find theirs. */
export const languages: Record<Locale, string> = { ro: 'Română', en: 'English' }
