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
  'view',
  'layout',
  'sound-only',
  'fullscreen',
  'float',
  'next-page',
  'previous-page',
  'line',
  'keys',
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
  // G for grid; Y beside it goes through the layouts.
  view: 'KeyG',
  layout: 'KeyY',
  'sound-only': 'KeyO',
  fullscreen: 'KeyF',
  float: 'KeyI',
  'next-page': 'PageDown',
  'previous-page': 'PageUp',
  line: 'KeyW',
  keys: 'KeyK',
  leave: 'KeyL',
}

const byKey = new Map(commands.map((command) => [keys[command], command]))

const keyName = (command: Command) => keys[command].replace(/^Key/, '')

/** How a shortcut is said to assistive technology (WAI-ARIA `aria-keyshortcuts`). */
export const ariaShortcut = (command: Command): string => `Alt+${keyName(command)}`

/** How it is written on the screen. */
export const shownShortcut = (command: Command, mac: boolean): string =>
  mac ? `⌥${keyName(command)}` : `Alt+${keyName(command)}`

/** Whether this computer writes its keys as a Mac does. */
export const isMac = (): boolean => /Mac|iP(hone|ad)/.test(navigator.userAgent)

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

/** Where keys are letters and go nowhere else. */
const writing =
  'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [data-own-keys]'

/** Whether a press asks for the list of shortcuts: a question mark, and nobody is writing. */
export const isHelpKey = (
  press: { key: string; altKey: boolean; ctrlKey: boolean; metaKey: boolean; repeat: boolean },
  focus: { closest(selector: string): unknown } | null,
): boolean =>
  press.key === '?' &&
  !press.altKey &&
  !press.ctrlKey &&
  !press.metaKey &&
  !press.repeat &&
  !focus?.closest(writing)

/**
 * Which part of the call F6 goes to from the one that has the focus. Beyond the last one null: there the browser's own
 * parts are next, so that nobody is caught.
 *
 * @param parts in the order in which they stand
 * @param at the part that has the focus, -1 for none
 */
export function nextPart(parts: number, at: number, back: boolean): number | null {
  const next = at < 0 ? (back ? parts - 1 : 0) : at + (back ? -1 : 1)
  return next < 0 || next >= parts ? null : next
}

/** Whether the focus is where somebody writes with keys of their own (the minutes): there the call has no shortcuts. */
export const hasOwnKeys = (focus: { closest(selector: string): unknown } | null): boolean =>
  Boolean(focus?.closest('[data-own-keys]'))
