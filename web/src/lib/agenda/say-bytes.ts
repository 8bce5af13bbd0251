import type { Locale } from '#contract/values.ts'

/** "340 KB", "2,4 MB": how large a file is, in the reader's own way of writing numbers. */
export function sayBytes(bytes: number, locale: Locale): string {
  const kilo = bytes / 1024
  const [size, unit] = kilo < 1000 ? [Math.max(1, Math.round(kilo)), 'KB'] : [kilo / 1024, 'MB']
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(size)} ${unit}`
}
