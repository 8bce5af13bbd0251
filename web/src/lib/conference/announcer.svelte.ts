/** What is said to those who hear the page rather than see it, one sentence at a time, never interrupting. */

/** A screen reader that is given the next sentence sooner drops the one before. */
const betweenMs = 900
/** When more than this waits, comings and goings are no longer news. */
const crowd = 4

export class Announcer {
  /** Drawn in a polite live region. */
  text = $state('')
  #queue: { words: string; minor: boolean }[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param minor may be left out when much happens at once */
  say(words: string, minor = false): void {
    this.#queue.push({ words, minor })
    if (this.#queue.length > crowd) this.#queue = this.#queue.filter((one) => !one.minor)
    this.#next()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#queue = []
  }

  #next(): void {
    if (this.#timer) return
    const next = this.#queue.shift()
    if (!next) return
    // The same sentence twice is read twice only when the text differs.
    this.text = next.words === this.text ? `${next.words}\u00a0` : next.words
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#next()
    }, betweenMs)
  }
}
