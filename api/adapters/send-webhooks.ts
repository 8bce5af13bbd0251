/**
 * Sends what waits for webhooks: outside of every unit of work, and so many at once to each webhook that a slow one holds back
 * nobody but itself. A message is taken under a lease, sent, and what came of it written down. Between the last two a crash
 * leaves open whether it has arrived; it is then sent once more, under the same `webhook-id` and to the octet.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { webhookLimits } from '../../contract/limits.ts'
import type { Id } from '../../contract/values.ts'
import { settleDelivery } from '../../identity/settle-delivery.ts'
import type { TakenDelivery } from '../../identity/webhook-ports.ts'
import { signedHeaders } from '../../identity/webhook-signature.ts'
import { type Clock, toInstant } from '../db/clock.ts'
import type { Work } from '../db/work.ts'
import { pauseAfter, type Pauses } from './mail-failure.ts'
import type { Posted, PostWebhook } from './post-webhook.ts'

export type WebhookSender = {
  /** Starts sending; resolves once messages that a crash left half sent are free again. */
  start(): Promise<void>
  /** Takes no more, gives those that are under way a moment to end, and stops; safe to call twice. */
  stop(): Promise<void>
}

type Options = {
  work: Pick<Work, 'run' | 'read'>
  clock: Clock
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
  post: PostWebhook
  /** Key under which secrets are sealed. */
  deviceKey: string
  /** Whether this process is the only one at its database, as on SQLite: its own old leases are then void at start. */
  alone: boolean
  /** How often to look for messages and for retries, in milliseconds. Default 1 s. */
  pollMs?: number
  /** How long one request may take in all, in milliseconds. */
  sendMs?: number
  /** How long those that are under way may take to end when we stop, in milliseconds. Default 5 s. */
  graceMs?: number
  retries?: Pauses
}

const defaultRetries: Pauses = {
  firstMs: webhookLimits.firstPauseSeconds * 1_000,
  longestMs: webhookLimits.longestPauseSeconds * 1_000,
}

export function createWebhookSender(options: Options): WebhookSender {
  const { work, clock, logger, post, deviceKey, alone } = options
  const { pollMs = 1_000, sendMs = webhookLimits.answerMs, graceMs = 5_000 } = options
  const { retries = defaultRetries } = options

  /** Messages under way, by webhook and by delivery. */
  const underWay = new Map<Id, Map<Id, Promise<void>>>()
  const abort = new AbortController()
  let stopping = false
  let running: Promise<void> | null = null
  let risen = false
  let rise: () => void = () => undefined

  const now = () => toInstant(clock.now())

  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, risen ? 0 : milliseconds)
      risen = false
      rise = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  function begin(taken: TakenDelivery): void {
    const mine = underWay.getOrInsertComputed(taken.webhookId, () => new Map())
    const done = send(taken).finally(() => {
      mine.delete(taken.id)
      if (mine.size === 0) underWay.delete(taken.webhookId)
      risen = true
      rise()
    })
    mine.set(taken.id, done)
  }

  async function send(taken: TakenDelivery): Promise<void> {
    const begun = performance.now()
    const posted = await attempt(taken)
    const { id: deliveryId, webhookId, type, attempts, requestId } = taken
    // We are stopping, and it was cut off: nobody's failure.
    if (posted.answered === null && abort.signal.aborted)
      return writeDown(() => work.run(({ webhooks }) => webhooks.giveBack(taken, now())))
    const asked = Math.min((posted.retryAfterSeconds ?? 0) * 1_000, retries.longestMs)
    const pauseMs = Math.max(pauseAfter(attempts, retries), asked)
    let became: string | null = null
    await writeDown(async () => {
      became = await work.run((tx) => settleDelivery(tx, taken, posted, { now: clock.now(), pauseMs }))
    })
    const ms = Math.round(performance.now() - begun)
    const about = { deliveryId, webhookId, type, attempts, requestId, ms, answered: posted.answered }
    if (posted.error === null) logger.info(about, 'A message to a webhook has arrived')
    else logger.warn({ ...about, error: posted.error, became }, 'A message to a webhook did not arrive')
  }

  async function attempt(taken: TakenDelivery): Promise<Posted> {
    const { body, messageId: id, sealed, oldSealed, oldUntil, url } = taken
    const old = oldSealed !== null && oldUntil !== null && oldUntil > now() ? [oldSealed] : []
    let headers: Record<string, string>
    try {
      headers = signedHeaders(deviceKey, [sealed, ...old], { id, body }, clock.now())
    } catch {
      return { answered: null, error: 'secret', retryAfterSeconds: null }
    }
    return post(url, { headers, body }, AbortSignal.any([abort.signal, AbortSignal.timeout(sendMs)]))
  }

  /** Not to be forgotten: what has arrived and is not written down would be sent again. */
  async function writeDown(write: () => Promise<unknown>): Promise<void> {
    for (;;)
      try {
        await write()
        return
      } catch (error) {
        logger.error({ err: error }, 'What became of a message to a webhook could not be saved yet')
        if (stopping) return
        await delay(pollMs)
      }
  }

  async function turn(): Promise<void> {
    const ready = await work.read(({ webhooks }) => webhooks.ready(now()))
    const room = new Map(
      ready.flatMap((id) => {
        const free = webhookLimits.underWay - (underWay.get(id)?.size ?? 0)
        return free > 0 ? [[id, free] as const] : []
      }),
    )
    if (room.size === 0) return sleep(pollMs)
    // Twice as long as it may take: nobody else takes it while this one is still at it.
    const until = toInstant(clock.now().add({ milliseconds: sendMs * 2 }))
    // Where the clock leaps, or what came of a message cannot be saved for long, its lease ends while we are still at it.
    const held = [...underWay.values()].flatMap((mine) => [...mine.keys()])
    const taken = await work.run(({ webhooks }) => webhooks.take(room, now(), until, held))
    for (const each of taken) begin(each)
    if (taken.length === 0) await sleep(pollMs)
  }

  async function run(): Promise<void> {
    while (!stopping)
      await turn().catch(async (error: unknown) => {
        // The database itself is in trouble: what waits there is safe, and is looked at again after the pause.
        if (!stopping) logger.error({ err: error }, 'The queue of webhooks could not be read')
        await sleep(pollMs)
      })
    const enough = setTimeout(() => abort.abort(), graceMs)
    await Promise.allSettled([...underWay.values()].flatMap((mine) => [...mine.values()]))
    clearTimeout(enough)
  }

  return {
    start: async () => {
      if (running !== null) return
      if (alone) await work.run(({ webhooks }) => webhooks.releaseLeases(now()))
      running ??= run()
    },
    stop: async () => {
      stopping = true
      rise()
      await running
    },
  }
}
