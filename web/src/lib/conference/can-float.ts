/** Whether this browser can keep the call in a small window above others: with its controls, or as a bare picture. */

export const canFloatWhole = (): boolean => 'documentPictureInPicture' in window

export const canFloat = (): boolean =>
  canFloatWhole() ||
  (document.pictureInPictureEnabled && 'requestPictureInPicture' in HTMLVideoElement.prototype)

/** Not yet among the actions that TypeScript knows. */
const action = 'enterpictureinpicture' as MediaSessionAction

/**
 * What the browser is to do when the tab of a running call is left, where it tells a page that (Chromium); null: nothing.
 *
 * @returns whether it does
 */
export function onTabLeft(run: (() => void) | null): boolean {
  if (!canFloatWhole() || !('mediaSession' in navigator)) return false
  try {
    navigator.mediaSession.setActionHandler(action, run)
    return true
  } catch {
    // It knows no such action.
    return false
  }
}
