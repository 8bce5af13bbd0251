import type { Locale } from '#contract/values.ts'

/** A count as people of that language write it, "12.345" or "12,345", as `number` does in messages. */
export const sayCount = (count: number, locale: Locale): string => new Intl.NumberFormat(locale).format(count)
