/** Which layers a camera sends, and which one a tile needs: asking for more than is seen costs everybody. */

/** Widths of the layers, smallest first, in pixels (720p and its half and quarter). A small camera sends fewer. */
export const layerWidths = [320, 640, 1280] as const

/** What each of them takes at most, in bit/s. */
export const layerBitrates = [150_000, 500_000, 1_500_000] as const

/** How much a layer may be stretched before it looks soft. */
const stretch = 1.25

/** The smallest layer that looks sharp in a tile of that width, in pixels of the screen. */
export function layerFor(width: number): number {
  const layer = layerWidths.findIndex((layerWidth) => width <= layerWidth * stretch)
  return layer === -1 ? layerWidths.length - 1 : layer
}
