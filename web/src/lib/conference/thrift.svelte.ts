/** Watches whether this device had better receive little. What is done about it is offered, and never done unasked. */
import { type LineHints, thriftiness, type Thriftiness } from './thriftiness.ts'

const connection = (): (EventTarget & LineHints) | undefined =>
  (navigator as Navigator & { connection?: EventTarget & LineHints }).connection

export class Thrift {
  why = $state<Thriftiness | null>(null)
  readonly close: () => void

  /** @param told when that changes */
  constructor(told: (why: Thriftiness) => void) {
    const line = connection()
    const hints = (): LineHints => ({ saveData: line?.saveData, type: line?.type })
    const first = hints()
    const look = () => {
      const why = thriftiness(first, hints())
      if (why !== null && why !== this.why) told(why)
      this.why = why
    }
    this.why = thriftiness(first, first)
    line?.addEventListener('change', look)
    this.close = () => line?.removeEventListener('change', look)
  }
}
