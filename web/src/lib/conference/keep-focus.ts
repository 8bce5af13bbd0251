/** Where what has the focus goes away (a question that was answered, somebody who was let in), the focus stays in its part of the call. */
import type { Attachment } from 'svelte/attachments'

/** For a part that can take the focus itself. */
export const keepFocus: Attachment<HTMLElement> = (part) => {
  let held: Element | null = null
  const follow = ({ target }: FocusEvent) => {
    held = target instanceof Element && target !== part && part.contains(target) ? target : null
  }
  /** A press beside it takes the focus away because somebody wanted it. */
  const leave = ({ target }: PointerEvent) => {
    if (!(target instanceof Node && held?.contains(target))) held = null
  }
  const changes = new MutationObserver(() => {
    if (!held || held.isConnected || document.activeElement !== document.body) return
    held = null
    part.focus({ preventScroll: true })
  })
  document.addEventListener('focusin', follow)
  document.addEventListener('pointerdown', leave)
  changes.observe(part, { childList: true, subtree: true })
  return () => {
    changes.disconnect()
    document.removeEventListener('focusin', follow)
    document.removeEventListener('pointerdown', leave)
  }
}
