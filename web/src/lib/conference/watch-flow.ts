/** Looks now and then whether media still comes, and tells when what came steadily has stopped (`repair-media.ts`). */
import type { types } from 'mediasoup-client'
import { Stillness } from './repair-media.ts'

const everyMs = 250

/** What flows over one connection. */
export type Streams = () => Iterable<Pick<types.Consumer | types.Producer, 'kind' | 'getStats'>>

type Connection = { type: string; packetsReceived?: number; nominated?: boolean }

/** All packets that came over a connection, RTCP too; null where a browser does not count them. */
function packetsOf(report: RTCStatsReport): number | null {
  let packets: number | null = null
  report.forEach(({ type, nominated, packetsReceived }: Connection) => {
    if (packetsReceived === undefined) return
    if (type === 'transport') packets = packetsReceived
    else if (type === 'candidate-pair' && nominated) packets ??= packetsReceived
  })
  return packets
}

/** One stream names its connection: statistics of all of them would be read in vain. A muted voice may have none. */
async function reportOf(streams: Streams): Promise<RTCStatsReport | null> {
  const all = [...streams()]
  const one = all.find(({ kind }) => kind === 'video') ?? all[0]
  return one ? await one.getStats() : null
}

export class FlowWatch {
  readonly #stillnesses: readonly Stillness[]
  readonly #timer: ReturnType<typeof setInterval>

  /** @param tell something is amiss with one of them, and likely with all */
  constructor(directions: readonly Streams[], tell: () => void) {
    const watched = directions.map((streams) => ({ streams, stillness: new Stillness() }))
    this.#stillnesses = watched.map(({ stillness }) => stillness)
    this.#timer = setInterval(() => {
      for (const { streams, stillness } of watched)
        reportOf(streams).then(
          (report) => {
            const packets = report && packetsOf(report)
            if (packets === null) stillness.forget()
            else if (stillness.look(packets, performance.now())) tell()
          },
          () => undefined, // What was asked is closed by now.
        )
    }, everyMs)
  }

  /** Somebody turned something off, or nobody watches it any more: that it stops is no fault of the connection. */
  expectLess(): void {
    for (const stillness of this.#stillnesses) stillness.forget()
  }

  close(): void {
    clearInterval(this.#timer)
  }
}
