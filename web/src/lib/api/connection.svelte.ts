/** Whether the server can be reached, as far as we know: the browser's own word, and how the last request went. */
class Connection {
  #online = $state(typeof navigator === 'undefined' ? true : navigator.onLine)
  #answered = $state(true)

  constructor() {
    globalThis.addEventListener?.('online', () => {
      this.#online = true
      void this.probe()
    })
    globalThis.addEventListener?.('offline', () => (this.#online = false))
  }

  /** False while requests cannot reach the server. */
  get up(): boolean {
    return this.#online && this.#answered
  }

  reached(): void {
    this.#answered = true
    this.#online = true
  }

  /** Marks the server as gone and asks again, more and more slowly, until it answers. */
  lost(): void {
    if (!this.#answered) return
    this.#answered = false
    void this.#untilAnswered()
  }

  async probe(): Promise<boolean> {
    try {
      await fetch('/health/live', { cache: 'no-store' })
      this.reached()
    } catch {
      this.#answered = false
    }
    return this.#answered
  }

  async #untilAnswered(): Promise<void> {
    for (let wait = 2_000; !(await this.probe()); wait = Math.min(wait * 1.5, 30_000)) {
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

export const connection = new Connection()
