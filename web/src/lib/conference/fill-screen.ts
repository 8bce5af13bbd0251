/** The whole page without the browser around it (Fullscreen API). Phones of some makers have none. */

export const canFillScreen = (): boolean => document.fullscreenEnabled

/** A refusal leaves things as they are: the browser has said why, if it wanted to. */
export async function toggleFullscreen(): Promise<void> {
  if (!canFillScreen()) return
  const done = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen({ navigationUI: 'hide' })
  await done.catch(() => undefined)
}
