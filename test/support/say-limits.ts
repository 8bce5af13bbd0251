/** Limits as docs/operations.md says them: `bodies.jsonBytes` is `256 KB`. */
import { limits } from '../../contract/limits.ts'

const grouped = new Intl.NumberFormat('en')

/** The unit is the last word of the name. */
function say(name: string, value: number): string {
  if (name.endsWith('Bytes')) {
    const kb = value / 1024
    return kb % 1024 === 0 ? `${kb / 1024} MB` : `${kb} KB`
  }
  if (name.endsWith('Ms')) return value % 1_000 === 0 ? `${value / 1_000} s` : `${grouped.format(value)} ms`
  if (name.endsWith('BitsPerSecond')) return `${value / 1_000_000} Mbit/s`
  if (name.endsWith('Seconds')) return value % 60 === 0 ? `${value / 60} min` : `${value} s`
  if (name.endsWith('PerMinute')) return `${grouped.format(value)} a minute`
  if (name.endsWith('Percent')) return `${value} %`
  if (name.endsWith('Characters')) return `${grouped.format(value)} characters`
  return grouped.format(value)
}

/** Every limit by its name. */
export function sayLimits(): Record<string, string> {
  const said = Object.entries(limits).flatMap(([group, members]) =>
    Object.entries(members as Record<string, number | { perMinute: number; by: string }>).map(
      ([name, limit]) => {
        const value =
          typeof limit === 'number'
            ? say(name, limit)
            : `${say('PerMinute', limit.perMinute)}, by ${limit.by}`
        return [`${group}.${name}`, value] as const
      },
    ),
  )
  return Object.fromEntries(said)
}
