/**
 * What a page receives and sends, read from the browser's own statistics. The script runs in the page before anything
 * else and keeps every peer connection and socket that the page makes; the page itself knows nothing of it.
 */
import { until } from '../support/until.ts'

/** To be run in every page of a context that is watched. */
export const watchScript = `(() => {
  const connections = []
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...args) { super(...args); connections.push(this) }
    async setRemoteDescription(...args) {
      await super.setRemoteDescription(...args)
      this.answers = (this.answers ?? 0) + 1
    }
  }
  const sockets = []
  window.WebSocket = class extends window.WebSocket {
    constructor(url, ...more) {
      const left = Number(sessionStorage.getItem('refused-sockets') ?? 0)
      if (left > 0) sessionStorage.setItem('refused-sockets', String(left - 1))
      super(left > 0 ? new URL('/no-such-door', url) : url, ...more)
      sockets.push(this)
    }
  }
  window.watched = {
    async media() {
      const sum = { frames: 0, energy: 0, framesSent: 0, captured: 0, pictures: {}, widths: {}, codecs: {}, layers: {}, sounds: {} }
      const sound = (sum.sound = { packets: 0, samples: 0, concealed: 0 })
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
          if (stats.type === 'inbound-rtp' && stats.kind === 'audio') {
            sum.energy += stats.totalAudioEnergy ?? 0
            sum.sounds[stats.trackIdentifier] = stats.totalAudioEnergy ?? 0
            sound.packets += stats.packetsReceived ?? 0
            sound.samples += stats.totalSamplesReceived ?? 0
            sound.concealed += (stats.concealedSamples ?? 0) - (stats.silentConcealedSamples ?? 0)
          }
          if (stats.type === 'media-source' && stats.kind === 'video') sum.captured += stats.frames ?? 0
          if (stats.type === 'outbound-rtp' && stats.kind === 'video') {
            sum.framesSent += stats.framesEncoded ?? 0
            sum.layers[stats.rid ?? 'r0'] = stats.framesEncoded ?? 0
          }
        }
      }
      return sum
    },
    /** The layers of which frames are encoded while the camera gives six; one that gives none is encoded in none. */
    async encoded() {
      const { layers: before, captured: from } = await this.media()
      let [now, movedAt] = [await this.media(), performance.now()]
      while (now.captured < from + 6 && performance.now() - movedAt < 800) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        const { captured } = now
        now = await this.media()
        if (now.captured > captured) movedAt = performance.now()
      }
      return Object.keys(now.layers).filter((rid) => now.layers[rid] > (before[rid] ?? 0)).sort()
    },
    /** How many answers the connection that sends has taken. */
    answers() {
      return connections
        .filter((connection) => connection.connectionState !== 'closed' && connection.getSenders().length)
        .reduce((sum, { answers = 0 }) => sum + answers, 0)
    },
    /** What the browser was asked to encode of each picture that I send. */
    asked() {
      return connections
        .filter(({ connectionState }) => connectionState !== 'closed')
        .flatMap((connection) => connection.getSenders())
        .filter(({ track }) => track?.kind === 'video')
        .map((sender) => sender.getParameters().encodings.filter(({ active }) => active).map(({ rid }) => rid ?? 'r0'))
    },
    /** When the next frame of a layer of mine is encoded: milliseconds since the epoch. */
    async nextFrame(rid) {
      const before = (await this.media()).layers[rid]
      while ((await this.media()).layers[rid] === before) await new Promise((resolve) => setTimeout(resolve, 5))
      return Date.now()
    },
    /** By which way each connection's packets go: what our end is, and over what. */
    async paths() {
      const paths = []
      for (const connection of connections) {
        if (connection.connectionState !== 'connected') continue
        const stats = await connection.getStats()
        for (const one of stats.values()) {
          if (one.type !== 'transport' || !one.selectedCandidatePairId) continue
          const pair = stats.get(one.selectedCandidatePairId)
          const [ours, theirs] = [stats.get(pair.localCandidateId), stats.get(pair.remoteCandidateId)]
          const relayed = ours.candidateType === 'relay'
          paths.push((relayed ? 'relay ' : 'host ') + (relayed ? ours.relayProtocol : theirs.protocol))
        }
      }
      return paths
    },
    /** Watches from now on: whether the call was left, what was said aloud, and when a new picture came. */
    mark() {
      const from = performance.now()
      const known = new Set(connections)
      const marks = { leftCall: false, said: [], nextPicture: null }
      this.marks = marks
      const spoken = () => document.querySelector('[role=status]')?.textContent?.trim()
      let last = spoken()
      new MutationObserver(() => {
        if (!document.querySelector('.call')) marks.leftCall = true
        const said = spoken()
        if (said && said !== last) marks.said.push(said)
        last = said
      }).observe(document.body, { childList: true, subtree: true, characterData: true })
      const look = setInterval(async () => {
        for (const connection of connections) {
          if (known.has(connection) || connection.connectionState === 'closed') continue
          for (const stats of (await connection.getStats()).values())
            if (stats.type === 'inbound-rtp' && stats.kind === 'video' && stats.framesDecoded > 0)
              marks.nextPicture ??= performance.now() - from
        }
        if (marks.nextPicture !== null) clearInterval(look)
      }, 50)
    },
    /** Watches from now on how long pictures stand still. */
    watchPause() {
      const pause = { from: performance.now(), last: performance.now(), longest: 0, longestAt: performance.now(), frames: 0 }
      clearInterval(this.looking)
      this.pause = pause
      let before = null
      this.looking = setInterval(async () => {
        const { frames } = await this.media()
        const at = performance.now()
        const more = before === null ? 0 : frames - before
        before = frames
        if (more <= 0) return
        if (at - pause.last > pause.longest) Object.assign(pause, { longest: at - pause.last, longestAt: at })
        pause.last = at
        pause.frames += more
      }, 20)
    },
    pauseNow() {
      const { longest, longestAt, last, frames } = this.pause
      const now = performance.now()
      return { longest: Math.max(longest, now - last), sinceLongest: now - longestAt, frames }
    },
    /** Watches from now on how one picture is decoded: when it has another width, and how long it stands still. */
    follow(track) {
      const followed = { pressedAt: null, widths: [], longest: 0 }
      clearInterval(this.following)
      this.followed = followed
      addEventListener('click', () => (followed.pressedAt = performance.now()), { capture: true, once: true })
      let last = null
      this.following = setInterval(async () => {
        const { pictures, widths } = await this.media()
        const [frames, width, at] = [pictures[track], widths[track], performance.now()]
        if (frames === undefined || frames === last?.frames) return
        if (last) followed.longest = Math.max(followed.longest, at - last.at)
        if (width !== followed.widths.at(-1)?.width) followed.widths.push({ width, at })
        last = { frames, at }
      }, 20)
    },
    /** As a sender does whose own line is short: a layer of my camera comes and goes by itself. */
    async setLayer(rid, active) {
      for (const connection of connections)
        for (const sender of connection.connectionState === 'closed' ? [] : connection.getSenders()) {
          const parameters = sender.getParameters()
          const encoding = parameters.encodings?.find((one) => one.rid === rid)
          if (!encoding) continue
          encoding.active = active
          await sender.setParameters(parameters)
        }
    },
    /** Lets it come for so long. Tells how many frames of it were encoded, and how long it was there in truth. */
    async flashLayer(rid, forMs) {
      const before = (await this.media()).layers[rid]
      const from = performance.now()
      await this.setLayer(rid, true)
      await new Promise((resolve) => setTimeout(resolve, forMs))
      await this.setLayer(rid, false)
      const lasted = performance.now() - from
      return { sent: (await this.media()).layers[rid] - before, lasted }
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

/** A page of whichever browser. */
export type Page = { evaluate(script: string): Promise<unknown> }
const ask = async <T>(page: Page, script: string): Promise<T> => (await page.evaluate(script)) as T

export type Media = {
  /** Decoded frames of all pictures that are received. */
  frames: number
  /** Sound received, as WebRTC statistics define `totalAudioEnergy`: it grows only while something is heard. */
  energy: number
  /** Packets of sound that came, samples played, and those of them that had to be made up for what did not come in time. */
  sound: { packets: number; samples: number; concealed: number }
  framesSent: number
  /** Frames that my camera and screen gave. */
  captured: number
  /** Decoded frames by track. */
  pictures: Record<string, number>
  /** How wide they are, in pixels, by track. */
  widths: Record<string, number>
  /** What they are encoded with, e.g. `video/VP8`, by track. */
  codecs: Record<string, string>
  /** The energy of each sound so far (WebRTC statistics, `totalAudioEnergy`), by track. */
  sounds: Record<string, number>
  /** Frames of each layer of my camera that were encoded, by the layer's name: `r0` is the smallest. */
  layers: Record<string, number>
}

export type Watched = {
  /** Whether the page ever left the call, and what it said to those who listen about people who come and go. */
  told(): Promise<{ leftCall: boolean; said: string[] }>
  /** Milliseconds until a picture was decoded over a connection that did not exist before. */
  nextPicture(): Promise<number>
}

/** Watches what becomes of a call from now on, until the page is loaded again. */
export async function watchCall(page: Page): Promise<Watched> {
  await ask(page, 'window.watched.mark()')
  const marks = () =>
    ask<{ leftCall: boolean; said: string[]; nextPicture: number | null }>(page, 'window.watched.marks')
  return {
    async told() {
      const { leftCall, said } = await marks()
      return { leftCall, said: said.filter((words) => /a intrat|a ieșit/.test(words)) }
    },
    nextPicture: () =>
      until('a picture over a new connection', async () => (await marks()).nextPicture, 90_000),
  }
}

export const mediaOf = (page: Page): Promise<Media> => ask(page, 'window.watched.media()')

/** By which way media goes: `host udp`, `host tcp`, or `relay` and how the relay is reached. */
export const pathsOf = (page: Page): Promise<string[]> => ask(page, 'window.watched.paths()')

export type Pause = {
  /** The longest time without a new frame since it was watched. */
  longest: number
  /** How long ago that ended. */
  sinceLongest: number
  frames: number
}
export const watchPause = (page: Page): Promise<void> => ask(page, 'window.watched.watchPause()')
export const pauseOf = (page: Page): Promise<Pause> => ask(page, 'window.watched.pauseNow()')

/** Resolves with the time at which the page encodes its next frame of a layer, in milliseconds since the epoch. */
export const nextFrame = (page: Page, rid: string): Promise<number> =>
  ask(page, `window.watched.nextFrame(${JSON.stringify(rid)})`)

export type Followed = {
  /** When something was pressed for the first time since, on the clock of the widths. */
  pressedAt: number | null
  /** Each width that it had, with when it was decoded first. */
  widths: { width: number; at: number }[]
  /** The longest time without a new frame, in milliseconds. */
  longest: number
}
/** Watches how a picture, known by its track, is decoded from now on. */
export const followPicture = (page: Page, track: string): Promise<void> =>
  ask(page, `window.watched.follow(${JSON.stringify(track)})`)
export const followedPicture = (page: Page): Promise<Followed> => ask(page, 'window.watched.followed')

/** Lets a layer of the page's camera come or go behind the page's back. */
export const setLayer = (page: Page, rid: string, active: boolean): Promise<void> =>
  ask(page, `window.watched.setLayer(${JSON.stringify(rid)}, ${active})`)

/** Lets it come for a moment. Answers with how many frames of it were encoded, and how long it was there in truth (ms). */
export const flashLayer = (
  page: Page,
  rid: string,
  forMs: number,
): Promise<{ sent: number; lasted: number }> =>
  ask(page, `window.watched.flashLayer(${JSON.stringify(rid)}, ${forMs})`)

/** The layers of the page's camera of which frames are being encoded, seen over a while. */
export const encodedLayers = (page: Page): Promise<string[]> => ask(page, 'window.watched.encoded()')

/** How many answers the page's connection that sends has taken: one more with each thing that is changed of it. */
export const answersTaken = (page: Page): Promise<number> => ask(page, 'window.watched.answers()')

/** What the browser was asked to encode of each picture that the page sends: the names of layers. */
export const askedLayers = (page: Page): Promise<string[][]> => ask(page, 'window.watched.asked()')

/** So many of the sockets that the page opens next come to nothing, also after it was loaded again. */
export const refuseSockets = (page: Page, count: number): Promise<void> =>
  ask(page, `sessionStorage.setItem('refused-sockets', '${count}')`)
/** How many of them it has not opened yet. */
export const socketsToRefuse = (page: Page): Promise<number> =>
  ask(page, `Number(sessionStorage.getItem('refused-sockets'))`)

/** Breaks the page's sockets, as a change of network does. */
export const cutLine = (page: Page): Promise<void> => ask(page, 'window.watched.cut()')

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
