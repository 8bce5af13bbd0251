/** The mail server, as the sender of mails sees it: a few connections that are kept open, and a limit of speed. */
import { createTransport } from 'nodemailer'
import { z } from 'zod'
import type { ComposedMail } from './compose-mail.ts'

export type Smtp = {
  /** How many mails may be under way at the same time. */
  connections: number
  /** How many mails may begin now; each that begins is reported with `spend`. */
  allowance(): number
  spend(count: number): void
  /** Resolves when the server has taken the mail. Rejects with nodemailer's error (`mail-failure.ts` reads it). */
  send(mail: ComposedMail, signal: AbortSignal): Promise<void>
  /** Ends every connection, also one in the middle of a mail. Closing twice is harmless. */
  close(): void
}

export type SmtpTimings = {
  /** To reach the server, in milliseconds. Default 10 s. */
  connectMs?: number
  /** Until it greets, in milliseconds. Default 10 s. */
  greetingMs?: number
  /** Without a word from it, in milliseconds. Default 60 s. */
  silenceMs?: number
}

/** What an administrator may add to SMTP_URL, as in `smtp://host?rateLimit=30&rateDelta=60000` for thirty a minute. */
const Limits = z.object({
  maxConnections: z.coerce.number().int().min(1).max(50).default(5),
  /** Mails in `rateDelta` milliseconds. */
  rateLimit: z.coerce.number().int().min(1).max(10_000).default(50),
  rateDelta: z.coerce.number().int().min(1).max(3_600_000).default(1_000),
})

/** Opens no connection yet. Throws an Error that names SMTP_URL where its limits are wrong. */
export function openSmtp(smtpUrl: string, timings: SmtpTimings = {}): Smtp {
  const { connectMs = 10_000, greetingMs = 10_000, silenceMs = 60_000 } = timings
  const url = new URL(smtpUrl)
  const limits = Limits.safeParse(Object.fromEntries(url.searchParams))
  if (!limits.success)
    throw new Error(`SMTP_URL: ${limits.error.issues[0]?.path.join('.')} is not a number that makes sense.`)
  const { maxConnections, rateLimit, rateDelta } = limits.data
  for (const ours of Object.keys(Limits.shape)) url.searchParams.delete(ours)

  const transport = createTransport({
    url: url.href,
    pool: true,
    maxConnections,
    // nodemailer would silently send again what a broken connection may have delivered already.
    maxRequeues: 0,
    // Servers close idle connections, and a mail that meets one of those fails for nothing.
    idleTimeout: 20_000,
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })

  let left = rateLimit
  let refilledAt = performance.now()
  const refill = () => {
    const now = performance.now()
    left = Math.min(rateLimit, left + ((now - refilledAt) / rateDelta) * rateLimit)
    refilledAt = now
  }

  return {
    connections: maxConnections,
    allowance: () => {
      refill()
      return Math.floor(left)
    },
    spend: (count) => {
      refill()
      left -= count
    },
    send: async ({ raw, envelope }, signal) => void (await transport.sendMail({ raw, envelope, signal })),
    close: () => transport.close({ force: true }),
  }
}
