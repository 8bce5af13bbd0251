/** How one person sees the call: their layout, what they pinned and hid, which pages they turned. Nobody else's concern. */
import { SvelteSet } from 'svelte/reactivity'
import * as m from '#lib/paraglide/messages.js'
import type { Peer } from './peer.svelte.ts'
import type { PictureLimit } from './picture-wishes.ts'
import { type Layout, layouts, type StageChoice } from './plan-stage.ts'
import { type RememberedView, rememberedView, rememberView } from './remember-choice.ts'

export type ViewPorts = {
  say: (words: string) => void
  /** Fewer or more pictures are wanted. */
  onPictures: (limit: PictureLimit) => void
  /** Shared screens of these seats are seen without their sound. */
  onSilenced: (seatIds: ReadonlySet<string>) => void
  onFloatAway: (wanted: boolean) => void
}

/** A tile or row whose menu is open, beside the button that opened it. */
export type Asked = {
  key: string
  /** Set where a row of the list asks, and not the tile itself. */
  row?: string
  peer: Peer
  anchor: HTMLElement
  /** Asks whether they shall be put out, where this person may. */
  onremove?: (() => void) | undefined
}

const layoutWords: Record<Layout, () => string> = {
  auto: m.view_said_auto,
  grid: m.view_said_grid,
  speaker: m.view_said_speaker,
}
const pictureWords: Record<PictureLimit, () => string> = {
  all: m.view_said_all,
  low: m.view_said_low,
  none: m.view_said_none,
}

export class StageView {
  #kept = $state.raw(rememberedView())
  pins = $state.raw<readonly string[]>([])
  /** Which of several shared screens; see `StageChoice`. */
  screen = $state<string | null>(null)
  page = $state(0)
  /** How many pages what is drawn has. */
  pages = $state(1)
  /** Whose menu is open. */
  asked = $state.raw<Asked | null>(null)
  /** Whose connection is being explained. */
  line = $state.raw<Peer | null>(null)
  /** The list of shortcuts is open. */
  help = $state(false)
  /** Seats whose shared sound I have turned off for myself. */
  readonly silenced = new SvelteSet<string>()
  /** The call floats above other windows. */
  floating = $state(false)
  /** It does, and this page is out of sight: it draws no pictures. */
  elsewhere = $state(false)
  readonly #ports: ViewPorts

  constructor(ports: ViewPorts) {
    this.#ports = ports
  }

  get layout(): Layout {
    return this.#kept.layout
  }
  get pictures(): PictureLimit {
    return this.#kept.pictures
  }
  get hideMe(): boolean {
    return this.#kept.hideMe
  }
  get hideFaceless(): boolean {
    return this.#kept.hideFaceless
  }
  get helpKey(): boolean {
    return this.#kept.helpKey
  }
  get floatAway(): boolean {
    return this.#kept.floatAway
  }
  /** Whether fewer pictures may still be offered: nobody is asked twice, nor after having chosen. */
  get mayOfferThrift(): boolean {
    return this.#kept.pictures === 'all' && !this.#kept.thriftAnswered
  }

  /** What the plan of the stage needs to know. Without pictures nobody has one, which hides nobody. */
  get choice(): StageChoice {
    const { layout, hideMe, hideFaceless, pictures } = this.#kept
    return {
      layout,
      pins: this.pins,
      hideMe,
      hideFaceless: hideFaceless && pictures !== 'none',
      screen: this.screen,
    }
  }

  setLayout(layout: Layout): void {
    this.#keep({ layout })
    this.page = 0
    this.#ports.say(layoutWords[layout]())
  }

  nextLayout(): void {
    this.setLayout(layouts[(layouts.indexOf(this.layout) + 1) % layouts.length] ?? 'auto')
  }

  setPictures(pictures: PictureLimit): void {
    this.#keep({ pictures, thriftAnswered: true })
    this.#ports.onPictures(pictures)
    this.#ports.say(pictureWords[pictures]())
  }

  setHideMe(hideMe: boolean): void {
    this.#keep({ hideMe })
    this.#ports.say(hideMe ? m.view_said_me_hidden() : m.view_said_me_shown())
  }

  setHideFaceless(hideFaceless: boolean): void {
    this.#keep({ hideFaceless })
    this.page = 0
    this.#ports.say(hideFaceless ? m.view_said_faceless_hidden() : m.view_said_faceless_shown())
  }

  setHelpKey(helpKey: boolean): void {
    this.#keep({ helpKey })
  }

  /** Small pictures are not wanted, although the device saves data. */
  refuseThrift(): void {
    this.#keep({ thriftAnswered: true })
  }

  setFloatAway(floatAway: boolean): void {
    this.#keep({ floatAway })
    this.#ports.onFloatAway(floatAway)
  }

  pinned(key: string): boolean {
    return this.pins.includes(key)
  }

  pin(key: string, name: string): void {
    const had = this.pinned(key)
    this.pins = had ? this.pins.filter((one) => one !== key) : [...this.pins, key]
    this.#ports.say(had ? m.view_said_unpinned({ name }) : m.view_said_pinned({ name }))
  }

  unpinAll(): void {
    this.pins = []
    this.#ports.say(m.view_said_no_pins())
  }

  /** Hears, or no longer hears, the sound of a shared screen; the voice of whoever shares it goes on. */
  hearScreen({ seatId, name }: Peer, heard: boolean): void {
    if (heard) this.silenced.delete(seatId)
    else this.silenced.add(seatId)
    this.#ports.onSilenced(this.silenced)
    this.#ports.say((heard ? m.share_said_heard : m.share_said_silent)({ name }))
  }

  /** Turns the pages of the grid or the strip. */
  turn(by: 1 | -1): void {
    const page = Math.min(Math.max(this.page + by, 0), this.pages - 1)
    if (page === this.page) return
    this.page = page
    this.#ports.say(m.view_said_page({ page: page + 1, pages: this.pages }))
  }

  #keep(change: Partial<RememberedView>): void {
    this.#kept = { ...this.#kept, ...change }
    rememberView(this.#kept)
  }
}
