/**
 * What a page receives and sends, read from the browser's own statistics. The script runs in the page before anything
 * else and keeps every peer connection and socket that the page makes; the page itself knows nothing of it.
 */
import type { Page } from 'playwright-core'
import { until } from '../support/until.ts'

/** To be run in every page of a context that is watched. */
export const watchScript = `(() => {
  const connections = []
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...args) { super(...args); connections.push(this) }
  }
  const sockets = []
  window.WebSocket = class extends window.WebSocket {
    constructor(...args) { super(...args); sockets.push(this) }
  }
  window.watched = {
    async media() {
      const sum = { frames: 0, energy: 0, framesSent: 0, pictures: {}, widths: {}, codecs: {}, layers: {} }
      for (const connection of connections) {
        if (connection.connectionState === 'closed') continue
        const report = await connection.getStats()
        for (const stats of report.values()) {
          if (stats.type === 'inbound-rtp' && stats.kind === 'video') {
            sum.frames += stats.framesDecoded ?? 0
            sum.pictures[stats.trackIdentifier] = stats.framesDecoded ?? 0
            sum.widths[stats.trackIdentifier] = stats.frameWidth ?? 0
            sum.codecs[stats.trackIdentifier] = report.get(stats.codecId)?.mimeType ?? ''
          }
          if (stats.type === 'inbound-rtp' && stats.kind === 'audio') sum.energy += stats.totalAudioEnergy ?? 0
          if (stats.type === 'outbound-rtp' && stats.kind === 'video') {
            sum.framesSent += stats.framesEncoded ?? 0
            sum.layers[stats.rid ?? 'r0'] = stats.framesEncoded ?? 0
          }
        }
      }
      return sum
    },
    /** When the next frame of a layer of mine is encoded: milliseconds since the epoch. */
    async nextFrame(rid) {
      const before = (await this.media()).layers[rid]
      while ((await this.media()).layers[rid] === before) await new Promise((resolve) => setTimeout(resolve, 5))
      return Date.now()
    },
    cut() { for (const socket of sockets) socket.close() },
  }
})()`

/**
 * Makes a page refuse to play sound until somebody presses something, as a browser does that nobody has touched yet: a
 * browser that is driven by a program takes itself for touched.
 */
export const holdSoundBack = `(() => {
  const play = HTMLMediaElement.prototype.play
  let touched = false
  addEventListener('pointerdown', () => (touched = true), { capture: true })
  HTMLMediaElement.prototype.play = function () {
    if (touched || this.muted) return play.call(this)
    this.autoplay = false
    return Promise.reject(new DOMException('', 'NotAllowedError'))
  }
})()`

export type Media = {
  /** Decoded frames of all pictures that are received. */
  frames: number
  /** Sound received, as WebRTC statistics define `totalAudioEnergy`: it grows only while something is heard. */
  energy: number
  framesSent: number
  /** Decoded frames by track. */
  pictures: Record<string, number>
  /** How wide they are, in pixels, by track. */
  widths: Record<string, number>
  /** What they are encoded with, e.g. `video/VP8`, by track. */
  codecs: Record<string, string>
  /** Frames of each layer of my camera that were encoded, by the layer's name: `r0` is the smallest. */
  layers: Record<string, number>
}

export const mediaOf = (page: Page): Promise<Media> => page.evaluate('window.watched.media()')

/** Resolves with the time at which the page encodes its next frame of a layer, in milliseconds since the epoch. */
export const nextFrame = (page: Page, rid: string): Promise<number> =>
  page.evaluate(`window.watched.nextFrame(${JSON.stringify(rid)})`)

/** Breaks the page's sockets, as a change of network does. */
export const cutLine = (page: Page): Promise<void> => page.evaluate('window.watched.cut()')

/** Resolves when more frames arrive than before. */
export async function pictureMoves(page: Page): Promise<void> {
  const before = await mediaOf(page)
  await until('frames arrive', async () => (await mediaOf(page)).frames > before.frames + 3, 60_000)
}

/** Resolves when sound arrives. */
export async function soundIsHeard(page: Page): Promise<void> {
  const before = await mediaOf(page)
  await until('sound arrives', async () => (await mediaOf(page)).energy > before.energy + 0.0001, 60_000)
}
