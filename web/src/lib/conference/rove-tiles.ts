/**
 * The keyboard among the tiles. For the Tab key they are one stop; the arrows go from tile to tile as they lie, Home and
 * End to the first and the last, PageUp and PageDown turn the pages. The focus stays with its tile wherever that goes, and
 * with its place when the tile is gone. After the toolbar of the ARIA Authoring Practices, in two dimensions.
 */
import type { Attachment } from 'svelte/attachments'
import { type Direction, tileTowards } from './tile-towards.ts'

const ways = new Map<string, Direction>([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
])

/** What the tile is known by, wherever it is drawn. */
const keyOf = (element: Element) => element.closest<HTMLElement>('[data-picture]')?.dataset['picture'] ?? null

/** @param turn turns the pages of what is drawn */
export const roveTiles =
  (turn: (by: 1 | -1) => void): Attachment<HTMLElement> =>
  (stage) => {
    /** The tile that the Tab key comes to: what it shows, and the how manieth it was. */
    let stop = { key: '', index: 0 }
    /** What has the focus in a tile; kept when the page takes it away, until the focus is elsewhere. */
    let held: HTMLElement | null = null

    /** In each tile one button stands for it: what the others do is in its menu. */
    const handles = () => [...stage.querySelectorAll<HTMLElement>('[data-picture] [data-handle]')]

    function settle() {
      const all = handles()
      const one =
        all.find((handle) => keyOf(handle) === stop.key) ?? all[Math.min(stop.index, all.length - 1)]
      for (const button of stage.querySelectorAll<HTMLElement>('[data-picture] button'))
        button.tabIndex = button === one ? 0 : -1
      // Drawn anew or moved, an element loses the focus to nobody.
      if (held && one && document.activeElement === document.body) one.focus({ preventScroll: true })
    }

    function follow({ target }: FocusEvent) {
      const key = target instanceof HTMLElement && stage.contains(target) ? keyOf(target) : null
      held = key === null ? null : (target as HTMLElement)
      if (key === null) return
      stop = { key, index: handles().findIndex((handle) => keyOf(handle) === key) }
      settle()
    }

    function press(event: KeyboardEvent) {
      const { key, target } = event
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
      const at = target instanceof Element ? keyOf(target) : null
      if (at === null) return
      const all = handles()
      const from = all.findIndex((handle) => keyOf(handle) === at)
      const way = ways.get(key)
      let to: number | null = null
      if (way) {
        const places = all.map((handle) =>
          (handle.closest('[data-picture]') ?? handle).getBoundingClientRect(),
        )
        to = tileTowards(places, from, way)
      } else if (key === 'Home') to = 0
      else if (key === 'End') to = all.length - 1
      else if (key === 'PageDown') turn(1)
      else if (key === 'PageUp') turn(-1)
      else return
      event.preventDefault()
      if (to !== null) all[to]?.focus({ preventScroll: true })
    }

    /** A press beside the tiles takes the focus away because somebody wanted it. */
    const leave = ({ target }: PointerEvent) => {
      if (!(target instanceof Node && held?.contains(target))) held = null
    }

    stage.addEventListener('keydown', press)
    document.addEventListener('focusin', follow)
    document.addEventListener('pointerdown', leave)
    const changes = new MutationObserver(settle)
    changes.observe(stage, { childList: true, subtree: true })
    settle()
    return () => {
      changes.disconnect()
      stage.removeEventListener('keydown', press)
      document.removeEventListener('focusin', follow)
      document.removeEventListener('pointerdown', leave)
    }
  }
