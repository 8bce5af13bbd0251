import { describe, expect, it } from 'vitest'
import {
  ariaShortcut,
  commandOf,
  commands,
  isHelpKey,
  isTalkKey,
  nextPart,
  shownShortcut,
} from '#lib/conference/shortcuts.ts'

const press = (code: string, changes = {}) => ({
  code,
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  repeat: false,
  ...changes,
})

describe('shortcuts', () => {
  it('finds the command by the place on the keyboard', () => {
    expect(commandOf(press('KeyM'))).toBe('microphone')
    expect(commandOf(press('KeyV'))).toBe('camera')
    expect(commandOf(press('KeyQ'))).toBeNull()
  })

  it('gives every command its own key', () => {
    expect(new Set(commands.map(ariaShortcut)).size).toBe(commands.length)
  })

  it('ignores a bare letter, a held key, and other combinations', () => {
    expect(commandOf(press('KeyM', { altKey: false }))).toBeNull()
    expect(commandOf(press('KeyM', { repeat: true }))).toBeNull()
    expect(commandOf(press('KeyM', { ctrlKey: true }))).toBeNull()
  })

  it('leaves AltGr to those who write ș and ț with it', () => {
    expect(commandOf(press('KeyS', { getModifierState: () => true }))).toBeNull()
  })

  it('is written as the system writes it', () => {
    expect(shownShortcut('microphone', true)).toBe('⌥M')
    expect(shownShortcut('microphone', false)).toBe('Alt+M')
  })

  it('takes the space bar for talking only when nothing else wants it', () => {
    const space = press('Space', { altKey: false })
    expect(isTalkKey(space, { tagName: 'BODY' })).toBe(true)
    expect(isTalkKey(space, null)).toBe(true)
    expect(isTalkKey(space, { tagName: 'BUTTON' })).toBe(false)
    expect(isTalkKey(space, { tagName: 'TEXTAREA' })).toBe(false)
    expect(isTalkKey(space, { tagName: 'MAIN', isContentEditable: true })).toBe(false)
  })

  it('opens their list by a question mark, except where somebody writes', () => {
    const question = { key: '?', altKey: false, ctrlKey: false, metaKey: false, repeat: false }
    const inside = (selector: string) => ({ closest: (asked: string) => asked.includes(selector) })
    expect(isHelpKey(question, null)).toBe(true)
    expect(isHelpKey(question, inside('main'))).toBe(true)
    expect(isHelpKey(question, inside('textarea'))).toBe(false)
    expect(isHelpKey({ ...question, key: '/' }, null)).toBe(false)
    expect(isHelpKey({ ...question, altKey: true }, null)).toBe(false)
  })

  it('goes from part to part, and out of the last one into the browser', () => {
    expect(nextPart(4, -1, false)).toBe(0)
    expect(nextPart(4, -1, true)).toBe(3)
    expect(nextPart(4, 1, false)).toBe(2)
    expect(nextPart(4, 3, false)).toBeNull()
    expect(nextPart(4, 0, true)).toBeNull()
  })
})
