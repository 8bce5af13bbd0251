/**
 * Keeps the call in a small window above all others: with its controls where the browser has Document Picture-in-Picture,
 * as a bare picture where it only floats videos.
 */
import { mount, unmount } from 'svelte'
import { canFloatWhole } from './can-float.ts'
import type { Conference } from './conference.svelte.ts'
import FloatingCall from './stage/FloatingCall.svelte'
import FloatingPicture from './stage/FloatingPicture.svelte'

export type Floating = { close(): void }

type PictureWindows = { requestWindow(size: { width: number; height: number }): Promise<Window> }

/**
 * To be called from a press.
 *
 * @param onClosed once it is gone, however it went
 * @throws what the browser says when it will not
 */
export async function floatCall(conference: Conference, onClosed: () => void): Promise<Floating> {
  const { view } = conference
  const follow = () => (view.elsewhere = document.hidden)
  let over = false
  let letGo: () => void = () => undefined
  const close = () => {
    if (over) return
    over = true
    document.removeEventListener('visibilitychange', follow)
    view.elsewhere = false
    letGo()
    onClosed()
  }
  letGo = canFloatWhole() ? await openWindow(conference, close) : await floatPicture(conference, close)
  document.addEventListener('visibilitychange', follow)
  follow()
  return { close }
}

async function openWindow(conference: Conference, close: () => void): Promise<() => void> {
  const { documentPictureInPicture } = window as unknown as { documentPictureInPicture: PictureWindows }
  const small = await documentPictureInPicture.requestWindow({ width: 400, height: 300 })
  const { document: page } = small
  for (const { name, value } of document.documentElement.attributes)
    page.documentElement.setAttribute(name, value)
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')) {
    const copy = page.createElement('link')
    copy.rel = 'stylesheet'
    copy.href = link.href
    page.head.append(copy)
  }
  page.title = document.title
  const drawn = mount(FloatingCall, { target: page.body, props: { conference, onclose: close } })
  small.addEventListener('pagehide', close)
  return () => {
    small.removeEventListener('pagehide', close)
    void unmount(drawn)
    small.close()
  }
}

async function floatPicture(conference: Conference, close: () => void): Promise<() => void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const props = { conference, onopen: resolve, onfail: reject, onclose: close }
  const drawn = mount(FloatingPicture, { target: document.body, props })
  const letGo = () => void unmount(drawn)
  await promise.catch((error: unknown) => {
    letGo()
    throw error
  })
  return letGo
}
