/** What is said to those who hear the page rather than see it, one sentence at a time, never interrupting. */
import { preferences } from '#lib/preferences/preferences.svelte.ts'
import { cameWords, leftWords } from './comings.ts'

/** A screen reader that is given the next sentence sooner drops the one before. */
const betweenMs = 900
/** Who comes or goes within this time of each other is named in one sentence. */
const gatherMs = 1500
/** While so much waits to be said, comings and goings are gathered on: whoever is in by then is told of in one sentence. */
const crowd = 4

export class Announcer {
  /** Drawn in a polite live region. */
  text = $state('')
  #queue: string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #came: string[] = []
  #left: string[] = []
  #gathering: ReturnType<typeof setTimeout> | undefined

  say(words: string): void {
    this.#queue.push(words)
    this.#next()
  }

  came(name: string): void {
    this.#came.push(name)
    this.#gather()
  }

  left(name: string): void {
    this.#left.push(name)
    this.#gather()
  }

  close(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#gathering)
    this.#queue = []
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined
      if (this.#queue.length >= crowd) return this.#gather()
      if (this.#came.length) this.say(cameWords(this.#came, preferences.locale))
      if (this.#left.length) this.say(leftWords(this.#left, preferences.locale))
      this.#came = []
      this.#left = []
    }, gatherMs)
  }

  #next(): void {
    if (this.#timer) return
    const next = this.#queue.shift()
    if (!next) return
    // The same sentence twice is read twice only when the text differs.
    this.text = next === this.text ? `${next}\u00a0` : next
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#next()
    }, betweenMs)
  }
}
