/** Who has come and who has gone, in one sentence however many they are. Pure. */
import * as m from '#lib/paraglide/messages.js'

/** As many names as can be followed by ear. */
const named = 3

const list = (names: readonly string[], locale: string) =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)

/** "Ana a intrat", "Ana și Ion au intrat", "12 persoane au intrat". */
export function cameWords(names: readonly string[], locale: string): string {
  if (names.length === 1) return m.call_joined({ name: names[0] ?? '' })
  return names.length <= named
    ? m.call_joined_some({ names: list(names, locale) })
    : m.call_joined_many({ count: names.length })
}

export function leftWords(names: readonly string[], locale: string): string {
  if (names.length === 1) return m.call_left({ name: names[0] ?? '' })
  return names.length <= named
    ? m.call_left_some({ names: list(names, locale) })
    : m.call_left_many({ count: names.length })
}
