/** A QR code as one path to draw; the library comes with the first one. */
export type Drawing = { size: number; path: string }

/** `text` as a QR code with its quiet zone, in units of one module. */
export async function drawCode(text: string): Promise<Drawing> {
  const { encode } = await import('uqr')
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join('')
  return { size, path }
}
