/**
 * Tells the node which pictures are seen, where and how large, so that nothing is sent for nobody. Tiles say what they
 * show; changes are gathered for a moment, since a window that is being resized changes every tile many times.
 */
import type { PeerView, PicturePlace, RequestBody } from '#contract/conference.ts'

type View = RequestBody<'view:set'>
type Ask = (name: 'view:set', view: View) => Promise<unknown>
type Shown = { width: number; place: PicturePlace }

/** All pictures, all but screens in their smallest layer, or none. */
export type PictureLimit = 'all' | 'low' | 'none'

/** A picture is known by whose it is and what it shows. */
export const pictureKey = (seatId: string, source: string): string => `${seatId}/${source}`

/** More pixels than this for each of CSS are not seen on a moving face. */
const sharpestRatio = 1.5
/** Wide enough for the smallest layer and for no other. */
const lowWidth = 160
/** What a view may hold. */
const mostPictures = 64
const widest = 8192

/**
 * What is new or grows does not wait, but for what is drawn with it; what goes on growing, as in a window that is being
 * resized, is told so often, and what goes may wait (ms).
 */
const waits = { new: 0, more: 60, less: 200 } as const

const ranks: Record<PicturePlace, number> = { screen: 0, stage: 1, tile: 2 }

export class PictureWishes {
  readonly #ask: Ask
  readonly #pixelRatio: () => number
  /** The tiles that are on the screen; a picture may be shown more than once. */
  readonly #tiles = new Map<string, Map<symbol, Shown>>()
  /** The producers of pictures, by what they show. */
  readonly #producers = new Map<string, string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #due = Infinity
  #asleep = false
  #limit: PictureLimit = 'all'
  /** Whether something was to be told while the node was still being told something else. */
  #missed = false
  /** Whether there is somebody to tell. */
  #open = false
  /** What the node was told last; null when we cannot be sure. */
  #said: string | null = null
  #toldAt = -Infinity
  #asking = false
  /** Since when each picture has been asked for without a break, by its producer. */
  #since = new Map<string, number>()

  /** @param pixelRatio of the screen, asked each time: a window may move to another screen */
  constructor(ask: Ask, pixelRatio: () => number) {
    this.#ask = ask
    this.#pixelRatio = pixelRatio
  }

  /** A tile shows a picture at a width in CSS pixels, or no longer (0). `tile` tells two tiles with one picture apart. */
  show(key: string, tile: symbol, width: number, place: PicturePlace = 'tile'): void {
    const tiles = this.#tiles.get(key) ?? new Map<symbol, Shown>()
    const grows = width > (tiles.get(tile)?.width ?? 0)
    const since = performance.now() - this.#toldAt
    const wait = tiles.size === 0 ? waits.new : grows ? Math.max(waits.new, waits.more - since) : waits.less
    if (width > 0) tiles.set(tile, { width, place })
    else tiles.delete(tile)
    if (tiles.size) this.#tiles.set(key, tiles)
    else this.#tiles.delete(key)
    this.#soon(width > 0 ? wait : waits.less)
  }

  /** What somebody sends; nothing once they have left. */
  know({ seatId, producers }: Pick<PeerView, 'seatId' | 'producers'>): void {
    for (const source of ['camera', 'screen'] as const) {
      const key = pictureKey(seatId, source)
      const producerId = producers.find((one) => one.source === source)?.producerId
      if (this.#producers.get(key) === producerId) continue
      if (producerId) this.#producers.set(key, producerId)
      else this.#producers.delete(key)
      this.#soon(this.#tiles.has(key) ? waits.new : waits.less)
    }
  }

  /** Who is in, and nobody else. */
  knowOnly(peers: readonly PeerView[]): void {
    const keys = new Set(
      peers.flatMap(({ seatId }) => [pictureKey(seatId, 'camera'), pictureKey(seatId, 'screen')]),
    )
    for (const key of this.#producers.keys()) if (!keys.has(key)) this.#producers.delete(key)
    for (const peer of peers) this.know(peer)
  }

  /** A page that nobody looks at needs no pictures; sound goes on. */
  set asleep(asleep: boolean) {
    this.#asleep = asleep
    this.#soon(asleep ? waits.less : waits.new)
  }

  set limit(limit: PictureLimit) {
    this.#limit = limit
    this.#soon(waits.less)
  }

  /** Says everything anew: there are new transports, or some of it may have been lost. */
  renew(): void {
    this.#open = true
    this.#said = null
    // On a page that is just being drawn the tiles come in a moment: until they do it must not say that it shows nothing.
    this.#soon(this.#tiles.size ? waits.new : waits.less)
  }

  /** Since when a picture has been asked for, on the clock of `performance`; since ever for what is no picture. */
  shownSince(producerId: string): number {
    return this.#since.get(producerId) ?? 0
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#open = false
    this.#tiles.clear()
    this.#producers.clear()
  }

  #soon(waitMs: number): void {
    if (!this.#open) return
    const due = performance.now() + waitMs
    if (this.#timer !== undefined && due >= this.#due) return
    clearTimeout(this.#timer)
    this.#due = due
    this.#timer = setTimeout(() => this.#tell(), waitMs)
  }

  #tell(): void {
    this.#timer = undefined
    if (!this.#open) return
    if (this.#asking) {
      this.#missed = true
      return
    }
    const view = this.#view()
    const words = JSON.stringify(view)
    if (words === this.#said) return
    this.#said = words
    const now = performance.now()
    this.#toldAt = now
    this.#since = new Map(
      view.pictures.map(({ producerId }) => [producerId, this.#since.get(producerId) ?? now]),
    )
    this.#asking = true
    this.#ask('view:set', view)
      // A refusal means that the line or the transports are gone; both end in `renew`.
      .catch(() => (this.#said = null))
      .then(() => {
        this.#asking = false
        const again = this.#missed || this.#said !== null
        this.#missed = false
        if (again) this.#tell()
      })
  }

  #view(): View {
    if (this.#asleep || this.#limit === 'none') return { pictures: [] }
    const ratio = Math.max(1, this.#pixelRatio())
    const pictures = [...this.#tiles].flatMap(([key, tiles]) => {
      const producerId = this.#producers.get(key)
      if (!producerId) return []
      const isScreen = key.endsWith('/screen')
      const width = Math.max(...tiles.values().map((tile) => tile.width))
      const [place = 'tile'] = [...tiles.values().map((tile) => tile.place)].sort(byRank)
      const pixels = Math.round(width * (isScreen ? ratio : Math.min(ratio, sharpestRatio)))
      const seen = this.#limit === 'low' && !isScreen ? Math.min(pixels, lowWidth) : pixels
      return [{ producerId, width: Math.min(seen, widest), place }]
    })
    return { pictures: pictures.sort((one, other) => byRank(one.place, other.place)).slice(0, mostPictures) }
  }
}

const byRank = (one: PicturePlace, other: PicturePlace): number => ranks[one] - ranks[other]
