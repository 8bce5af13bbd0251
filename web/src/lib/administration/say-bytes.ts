import type { Locale } from '#contract/values.ts'

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** "1,2 GB": a number of bytes in the unit that people would use, to two figures. */
export function sayBytes(bytes: number, locale: Locale): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const value = bytes / 1000 ** power
  return `${new Intl.NumberFormat(locale === 'ro' ? 'ro-RO' : 'en-GB', {
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value)} ${units[power]}`
}
