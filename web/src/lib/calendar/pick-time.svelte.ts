/**
 * Choosing a stretch of time in a column, by pointer or by keyboard. Pure of drawing: the grid tells where the pointer
 * is in minutes, and reads `draft`.
 */
import { dayMinutes, type Stretch } from './place-entries.ts'

export type Draft = Stretch & { column: number }

export const snap = 15
const usual = 60
const clamp = (minute: number) => Math.max(0, Math.min(dayMinutes, minute))

export class TimePick {
  draft = $state.raw<Draft>()
  /** While the pointer is down. */
  dragging = $state(false)
  /** Chosen and not yet confirmed: the offer stands beside it. */
  settled = $state(false)
  #anchor = 0

  begin(column: number, minute: number): void {
    this.#anchor = Math.floor(minute / snap) * snap
    this.settled = false
    this.dragging = true
    this.draft = { column, start: this.#anchor, end: this.#anchor + snap }
  }

  /** The pointer moved; it stays in the column where it began, or takes the whole stretch to another. */
  drag(column: number, minute: number): void {
    if (!this.dragging) return
    const at = clamp(Math.round(minute / snap) * snap)
    const start = Math.min(this.#anchor, at)
    this.draft = { column, start, end: Math.max(this.#anchor + snap, at, start + snap) }
  }

  /** Released. A press without a drag means an hour. */
  end(): void {
    if (!this.dragging || !this.draft) return
    this.dragging = false
    const { column, start, end } = this.draft
    if (end - start <= snap) this.draft = { column, start, end: Math.min(dayMinutes, start + usual) }
    this.settled = true
  }

  clear(): void {
    this.draft = undefined
    this.dragging = false
    this.settled = false
  }

  /** Puts a stretch there at once, as a tap or an offer does. */
  settle(draft: Draft): void {
    this.draft = draft
    this.dragging = false
    this.settled = true
  }

  /** Moves by keyboard; the first press puts an hour at `first`. Returns false for keys that are not ours. */
  key(event: { key: string; shiftKey: boolean }, column: number, first: number): boolean {
    const by = event.key === 'ArrowDown' ? snap : event.key === 'ArrowUp' ? -snap : 0
    if (event.key === 'Escape' && this.draft) {
      this.clear()
      return true
    }
    if (event.key === 'Enter' && this.draft) {
      this.settled = true
      return true
    }
    if (!by) return false
    this.settled = false
    const now = this.draft?.column === column ? this.draft : undefined
    if (!now) this.draft = { column, start: first, end: Math.min(dayMinutes, first + usual) }
    else if (event.shiftKey) this.draft = { ...now, end: Math.max(now.start + snap, clamp(now.end + by)) }
    else if (now.start + by >= 0 && now.end + by <= dayMinutes) {
      this.draft = { column, start: now.start + by, end: now.end + by }
    }
    return true
  }
}
