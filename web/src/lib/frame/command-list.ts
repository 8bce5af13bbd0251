/** What can be searched and commanded from anywhere, and how it is matched. */
import type { IconComponent } from '#lib/ui/icon.ts'

export type Command = {
  id: string
  label: string
  /** What stands beside it in small: where, when, who. */
  detail?: string
  group: string
  icon: IconComponent
  href?: string
  run?: () => void
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Every word that is typed must begin a word of the label or the detail; without regard to case or diacritics. */
export function matches(command: Command, typed: string): boolean {
  const words = fold(`${command.label} ${command.detail ?? ''}`).split(/[^\p{L}\p{N}]+/u)
  return fold(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)))
}

/** The fitting commands, at most `most` of each group, groups in the order of their first command. */
export function find(
  commands: readonly Command[],
  typed: string,
  most: number,
): { group: string; commands: Command[] }[] {
  const groups = new Map<string, Command[]>()
  for (const command of commands) {
    if (!matches(command, typed)) continue
    const list = groups.get(command.group) ?? []
    if (list.length < most) list.push(command)
    groups.set(command.group, list)
  }
  return [...groups].map(([group, list]) => ({ group, commands: list }))
}
