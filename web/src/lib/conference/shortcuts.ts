/**
 * The keyboard in a conference. Every shortcut has the Alt key, as WCAG 2.2 §2.1.4 asks (no shortcut on a bare letter,
 * which would fire while somebody dictates or uses a screen reader's own letters); only holding the space bar to talk
 * is bare, and only while nothing that takes keys has the focus.
 */

export const commands = [
  'microphone',
  'camera',
  'share',
  'hand',
  'people',
  'chat',
  'agenda',
  'minutes',
  'leave',
] as const
export type Command = (typeof commands)[number]

/** Places on the keyboard, not letters: Option+M types µ on a Mac. */
const keys: Record<Command, string> = {
  microphone: 'KeyM',
  camera: 'KeyV',
  share: 'KeyS',
  hand: 'KeyH',
  people: 'KeyP',
  chat: 'KeyC',
  agenda: 'KeyA',
  // N for notes: M is the microphone's.
  minutes: 'KeyN',
  leave: 'KeyL',
}

const byKey = new Map(commands.map((command) => [keys[command], command]))

/** How a shortcut is said to assistive technology (WAI-ARIA `aria-keyshortcuts`). */
export const ariaShortcut = (command: Command): string => `Alt+${keys[command].slice(3)}`

/** How it is written on the screen. */
export const shownShortcut = (command: Command, mac: boolean): string =>
  mac ? `⌥${keys[command].slice(3)}` : `Alt+${keys[command].slice(3)}`

export type KeyPress = {
  code: string
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  repeat: boolean
  getModifierState?: (key: 'AltGraph') => boolean
}

/** The command that a key press asks for, or null. AltGr writes ș and ț on many keyboards and is left alone. */
export function commandOf(press: KeyPress): Command | null {
  if (!press.altKey || press.ctrlKey || press.metaKey || press.shiftKey || press.repeat) return null
  if (press.getModifierState?.('AltGraph')) return null
  return byKey.get(press.code) ?? null
}

/** Whether a press of the space bar means "let me talk": nothing that would use the key itself has the focus. */
export function isTalkKey(
  press: KeyPress,
  focus: { tagName: string; isContentEditable?: boolean } | null,
): boolean {
  if (press.code !== 'Space' || press.altKey || press.ctrlKey || press.metaKey || press.shiftKey) return false
  return !focus || (!focus.isContentEditable && ['BODY', 'HTML', 'MAIN', 'VIDEO'].includes(focus.tagName))
}

/** Whether the focus is where somebody writes with keys of their own (the minutes): there the call has no shortcuts. */
export const hasOwnKeys = (focus: { closest(selector: string): unknown } | null): boolean =>
  Boolean(focus?.closest('[data-own-keys]'))
