import type { Administration } from '#contract/administration.ts'

/** What an administrator must look at, the most pressing first. */
export type Attention =
  'disk-low' | 'mail-off' | 'mail-trouble' | 'mail-failed' | 'webhooks-failing' | 'parked' | 'jobs-failed'

/** Below this (or a tenth of a small disk) space is short: a full disk lets nobody save. */
const shortBytes = 2_000_000_000

export function attentionOf({ mail, webhooks, parked, jobs, storage }: Administration): Attention[] {
  const { freeBytes, totalBytes } = storage
  const isShort =
    freeBytes !== null && totalBytes !== null && freeBytes < Math.min(shortBytes, totalBytes / 10)
  const found: [Attention, boolean][] = [
    ['disk-low', isShort],
    ['mail-off', !mail.configured],
    ['mail-trouble', mail.configured && mail.trouble !== null],
    ['mail-failed', mail.failed > 0],
    ['webhooks-failing', webhooks.length > 0],
    ['parked', parked.length > 0],
    ['jobs-failed', jobs.some(({ last }) => typeof last?.error === 'string')],
  ]
  return found.filter(([, is]) => is).map(([what]) => what)
}
