import { isIPv6 } from 'node:net'
import { AppError } from '../contract/errors.ts'
import { guessLimits } from '../contract/limits.ts'
import type { Counters } from './ports.ts'

type Guess = { account: string; address: string; device: string | null }
type Deps = { counters: Counters; pause: (ms: number) => Promise<void> }

export type SlowGuessing = {
  /** Counts an attempt before it is checked, so that many at once are not all checked. Throws `request.limited`. */
  before(guess: Guess): Promise<void>
  wrong(guess: Guess): Promise<void>
  right(guess: Guess): Promise<void>
}

/**
 * How guessing is slowed. A stranger's guesses are refused by account *and* network together, so that nobody can lock
 * somebody else out from afar; what one network, or the whole world at one account, guesses too often is only made to
 * wait. A browser that the account's owner has used (`device`) counts for itself alone.
 * `pause` waits the given milliseconds.
 */
export function createSlowGuessing({ counters, pause }: Deps): SlowGuessing {
  const { windowSeconds } = guessLimits
  let waiting = 0

  const pairKey = ({ account, address, device }: Guess) =>
    device === null ? `guess:pair:${account}:${networkOf(address)}` : `guess:device:${account}:${device}`
  const networkKey = ({ address }: Guess) => `guess:network:${networkOf(address)}`
  const accountKey = ({ account }: Guess) => `guess:account:${account}`

  return {
    async before(guess) {
      const { count, resetsInSeconds } = await counters.hit(pairKey(guess), windowSeconds)
      if (count > guessLimits.perPair)
        throw new AppError('request.limited', { retryAfterSeconds: resetsInSeconds })
      if (guess.device !== null) return
      const [network, account] = await Promise.all([
        counters.peek(networkKey(guess)),
        counters.peek(accountKey(guess)),
      ])
      if (network < guessLimits.perNetwork && account < guessLimits.perAccount) return
      if (waiting >= guessLimits.waiting) throw new AppError('request.limited', { retryAfterSeconds: 30 })
      waiting += 1
      try {
        await pause(guessLimits.pauseMs)
      } finally {
        waiting -= 1
      }
    },
    async wrong(guess) {
      if (guess.device !== null) return
      await Promise.all([
        counters.hit(networkKey(guess), windowSeconds),
        counters.hit(accountKey(guess), windowSeconds),
      ])
    },
    async right(guess) {
      await counters.forget(pairKey(guess))
    },
  }
}

/** An IPv6 customer has a whole /64 (RFC 6177 §2), so that is what is counted; of IPv4 the address. */
export function networkOf(address: string): string {
  // The common case first: this is asked at every request.
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const after = tail.split(':').filter((group) => group !== '')
  const zeros = address.includes('::') ? Math.max(0, 8 - groups.length - after.length) : 0
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${all
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
