/** Opens the call in a small window above all others, and closes it; what draws it is loaded when it is first asked for. */
import * as m from '#lib/paraglide/messages.js'
import type { Conference } from './conference.svelte.ts'
import { onTabLeft } from './can-float.ts'
import type { Floating } from './float-call.ts'

export class Floater {
  /** Whether the browser tells when the tab is left. */
  readonly tellsLeaving = onTabLeft(null)
  readonly #conference: Conference
  #floating: Floating | undefined
  #opening = false

  constructor(conference: Conference) {
    this.#conference = conference
  }

  /** To be called from a press: only then does a browser open a window. */
  async toggle(): Promise<void> {
    if (this.#floating) return this.#floating.close()
    if (!this.#opening && !(await this.#open())) this.#conference.tell(m.view_float_failed(), 'care')
  }

  /** From now on the call floats by itself while its tab is left, or no longer does. */
  byItself(wanted: boolean): void {
    onTabLeft(wanted ? () => void this.#floatAway() : null)
  }

  close(): void {
    this.byItself(false)
    this.#floating?.close()
  }

  /** The browser asks for it, which counts as a press. What it then refuses is not worth a word to somebody elsewhere. */
  async #floatAway(): Promise<void> {
    if (this.#floating || this.#opening) return
    const floating = await this.#open()
    if (!floating) return
    const comeBack = () => {
      if (document.hidden) return
      document.removeEventListener('visibilitychange', comeBack)
      floating.close()
    }
    document.addEventListener('visibilitychange', comeBack)
  }

  /** @returns null when the browser will not */
  async #open(): Promise<Floating | null> {
    this.#opening = true
    const { view, media, announcer } = this.#conference
    try {
      const { floatCall } = await import('./float-call.ts')
      this.#floating = await floatCall(this.#conference, () => {
        this.#floating = undefined
        view.floating = media.floating = false
        announcer.say(m.view_said_float_end())
      })
      view.floating = media.floating = true
      announcer.say(m.view_said_float())
      return this.#floating
    } catch {
      return null
    } finally {
      this.#opening = false
    }
  }
}
