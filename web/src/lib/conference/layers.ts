/** Which simulcast layer a tile needs: asking for more than is seen costs everybody. */

/** Widths of the three layers that a camera sends, smallest first, in pixels (720p and its half and quarter). */
export const layerWidths = [320, 640, 1280] as const

/** How much a layer may be stretched before it looks soft. */
const stretch = 1.25

/**
 * The smallest layer that looks sharp in a tile.
 *
 * @param tileWidth CSS pixels
 * @param pixelRatio the screen's `devicePixelRatio`; more than 1.5 is not seen on a moving face
 */
export function layerFor(tileWidth: number, pixelRatio = 1): number {
  const pixels = tileWidth * Math.min(Math.max(pixelRatio, 1), 1.5)
  const layer = layerWidths.findIndex((width) => pixels <= width * stretch)
  return layer === -1 ? layerWidths.length - 1 : layer
}
