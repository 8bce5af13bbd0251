/**
 * The small values that every other shape is made of. Each is parsed once, at the edge.
 */
import { z } from 'zod'

/** A row's identity: a UUID (version 7 when we make it, so that ids sort by age). */
export const Id = z.uuid()
export type Id = z.infer<typeof Id>

/** A point in time as RFC 3339 in UTC with milliseconds, e.g. `2026-11-24T08:00:00.000Z`. Sorts as text. */
export const Instant = z.iso.datetime().overwrite(toMilliseconds)
export type Instant = z.infer<typeof Instant>

/** Brings any precision to three decimals, so that instants compare as text on every database. */
function toMilliseconds(text: string): string {
  const [seconds, fraction = ''] = text.slice(0, -1).split('.')
  return `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
}

/** A day on the wall calendar, `2026-11-24`. */
export const LocalDate = z.iso.date()
export type LocalDate = z.infer<typeof LocalDate>

/** Wall-clock time without a zone, to the minute: `2026-11-24T10:00`. It means something only beside a `Zone`. */
export const LocalDateTime = z.iso
  .datetime({ local: true, precision: -1 })
  .refine((text) => !text.endsWith('Z'))
export type LocalDateTime = z.infer<typeof LocalDateTime>

/** An IANA time zone that this runtime knows, e.g. `Europe/Bucharest`. */
export const Zone = z.string().max(64).refine(isZone, { error: 'zone' })
export type Zone = z.infer<typeof Zone>

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}

export const locales = ['ro', 'en'] as const
export const Locale = z.enum(locales)
export type Locale = z.infer<typeof Locale>

/** A mail address, trimmed and in lower case (mailboxes are compared without case throughout). */
export const EmailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email())
export type EmailAddress = z.infer<typeof EmailAddress>

/** One line that a person types: trimmed, not empty, without control characters. `max` counts UTF-16 units. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // eslint-disable-next-line no-control-regex
    .regex(/^[^\u0000-\u001f\u007f]*$/)

/** Text that may run over several lines and may be empty. */
export const prose = (max: number) =>
  z
    .string()
    .max(max)
    // eslint-disable-next-line no-control-regex
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/)

/** A secret as it stands in a link: 128 bits or more, base64url. */
export const LinkToken = z.string().regex(/^[A-Za-z0-9_.-]{20,200}$/)

/** Grows by one with each change of a row; a change names the version it was made on. */
export const Version = z.int().min(1)

/** A page of a list; `next` is the cursor of the page that follows, or null at the end. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() })
export type Page<T> = { items: T[]; next: string | null }
