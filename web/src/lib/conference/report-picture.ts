/** Tells the call's wishes that a picture is on the screen, and how wide, for as long as its element is. */
import type { Attachment } from 'svelte/attachments'
import type { PicturePlace } from '#contract/conference.ts'
import type { PictureWishes } from './picture-wishes.ts'

/** @param place what it is there for: a shared screen is read, the stage is looked at, tiles are glanced at */
export const reportPicture =
  (wishes: PictureWishes, key: string, place: PicturePlace): Attachment<HTMLElement> =>
  (element) => {
    const tile = Symbol(key)
    // Of its own window: one that floats is drawn while this one sleeps.
    const { ResizeObserver } = element.ownerDocument.defaultView ?? window
    const tell = () => wishes.show(key, tile, Math.max(1, element.clientWidth), place)
    // What has just been drawn is asked for at once, what is drawn anew when it has its size.
    tell()
    const sizes = new ResizeObserver(tell)
    sizes.observe(element)
    return () => {
      sizes.disconnect()
      wishes.show(key, tile, 0)
    }
  }
