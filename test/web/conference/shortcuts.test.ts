import { describe, expect, it } from 'vitest'
import { ariaShortcut, commandOf, commands, isTalkKey, shownShortcut } from '#lib/conference/shortcuts.ts'

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
})
