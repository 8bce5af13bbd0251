/** Opens the call in a small window above all others, and closes it; what draws it is loaded when it is first asked for. */
import * as m from '#lib/paraglide/messages.js'
import type { Conference } from './conference.svelte.ts'
import type { Floating } from './float-call.ts'

export class Floater {
  readonly #conference: Conference
  #floating: Floating | undefined

  constructor(conference: Conference) {
    this.#conference = conference
  }

  /** To be called from a press: browsers open no window by themselves. */
  async toggle(): Promise<void> {
    if (this.#floating) return this.close()
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
    } catch {
      this.#conference.tell(m.view_float_failed(), 'care')
    }
  }

  close(): void {
    this.#floating?.close()
  }
}
