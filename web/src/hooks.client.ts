/** Before the first page: brings `Temporal` where the browser has none yet (Safari); nobody else downloads it. */
export const init = async (): Promise<void> => {
  if (!('Temporal' in globalThis)) await import('temporal-polyfill/global')
}
