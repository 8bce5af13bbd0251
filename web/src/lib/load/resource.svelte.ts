/**
 * Something asked of the server and shown: its value, or why there is none. While it is asked again the old value
 * stays, so that nothing jumps; an answer that was overtaken by a later question is dropped.
 */
export class Resource<Value> {
  value = $state.raw<Value>()
  error = $state.raw<unknown>()
  /** True while the latest question is open. */
  asking = $state(false)
  #ask: ((signal: AbortSignal) => Promise<Value>) | undefined
  #abort: AbortController | undefined

  /** Asks, and remembers how, for `reload`. */
  async load(ask: (signal: AbortSignal) => Promise<Value>): Promise<void> {
    this.#ask = ask
    this.#abort?.abort()
    const abort = (this.#abort = new AbortController())
    this.asking = true
    try {
      const value = await ask(abort.signal)
      if (abort.signal.aborted) return
      this.value = value
      this.error = undefined
    } catch (error) {
      if (!abort.signal.aborted) this.error = error
    } finally {
      if (!abort.signal.aborted) this.asking = false
    }
  }

  readonly reload = (): void => {
    if (this.#ask) void this.load(this.#ask)
  }

  /** Forgets the value, for when another thing is shown in its place. */
  clear(): void {
    this.#abort?.abort()
    this.value = undefined
    this.error = undefined
    this.asking = false
  }
}
