/** Work on one thing at a time, in the order asked: quick presses on a button never make a source twice. */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<unknown>>()

  /** Runs `work` when everything asked before it for the same key is done, however that ended. */
  take<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work)
    this.#last.set(
      key,
      turn.catch(() => undefined),
    )
    return turn
  }
}
