/** Where a floating panel stands: at a side of its anchor, turned over where there is no room, always inside the window. */
export type Side = 'top' | 'bottom' | 'left' | 'right'
export type Align = 'start' | 'center' | 'end'
type Box = { left: number; top: number; width: number; height: number }
type Size = { width: number; height: number }

const opposite: Record<Side, Side> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' }

/**
 * All measures in CSS pixels of the window. `gap` is the distance to the anchor, `edge` the least distance to the
 * window's border. The wanted side is kept if the panel fits there or if the opposite side has even less room.
 */
export function placeBeside(
  anchor: Box,
  panel: Size,
  view: Size,
  wanted: { side: Side; align: Align; gap?: number; edge?: number },
): { left: number; top: number; side: Side } {
  const { gap = 6, edge = 8 } = wanted
  const room: Record<Side, number> = {
    top: anchor.top - gap - edge,
    bottom: view.height - anchor.top - anchor.height - gap - edge,
    left: anchor.left - gap - edge,
    right: view.width - anchor.left - anchor.width - gap - edge,
  }
  const upright = wanted.side === 'top' || wanted.side === 'bottom'
  const need = upright ? panel.height : panel.width
  const other = opposite[wanted.side]
  const side = room[wanted.side] >= need || room[wanted.side] >= room[other] ? wanted.side : other

  const along = (from: number, length: number, own: number) =>
    wanted.align === 'start' ? from : wanted.align === 'end' ? from + length - own : from + (length - own) / 2
  const inside = (at: number, own: number, whole: number) => Math.max(edge, Math.min(at, whole - own - edge))

  const left =
    side === 'left'
      ? anchor.left - gap - panel.width
      : side === 'right'
        ? anchor.left + anchor.width + gap
        : along(anchor.left, anchor.width, panel.width)
  const top =
    side === 'top'
      ? anchor.top - gap - panel.height
      : side === 'bottom'
        ? anchor.top + anchor.height + gap
        : along(anchor.top, anchor.height, panel.height)
  return { left: inside(left, panel.width, view.width), top: inside(top, panel.height, view.height), side }
}
