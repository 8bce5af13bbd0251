/** The keyboard of who writes minutes. Every shortcut has a modifier, so that it never fires while words are typed. */

type Press = {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  repeat: boolean
  isComposing: boolean
}

/** Ctrl+Enter begins a decision, Ctrl+Shift+Enter an action (⌘ on a Mac). */
export function verbOf(press: Press): 'decision' | 'action' | null {
  if (press.key !== 'Enter' || press.repeat || press.isComposing || press.altKey) return null
  if (!press.ctrlKey && !press.metaKey) return null
  return press.shiftKey ? 'action' : 'decision'
}

/** Alt with an arrow goes to the text of the next item or the one before. */
export function stepOf(press: Press): 1 | -1 | 0 {
  if (!press.altKey || press.ctrlKey || press.metaKey || press.shiftKey) return 0
  return press.key === 'ArrowDown' ? 1 : press.key === 'ArrowUp' ? -1 : 0
}
