/** Whether this browser can keep the call in a small window above others: with its controls, or as a bare picture. */

export const canFloatWhole = (): boolean => 'documentPictureInPicture' in window

export const canFloat = (): boolean =>
  canFloatWhole() ||
  (document.pictureInPictureEnabled && 'requestPictureInPicture' in HTMLVideoElement.prototype)
