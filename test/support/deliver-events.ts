/** Lets flows act on what has happened, as a worker would, and reads the mails that they have put into the queue. */
import { composeMail, readMailbox } from '../../api/adapters/compose-mail.ts'
import { writeLetter, type WrittenLetter } from '../../api/adapters/mail-templates/letter.ts'
import { createRelay, type Handler } from '../../api/db/relay.ts'
import type { MailRow } from '../../api/db/schema/mail.ts'
import type { TestDatabase } from './databases.ts'
import { createLog } from './log.ts'
import { until } from './until.ts'

/** Delivers every event that waits to these handlers; rejects when one of them fails. */
export async function deliverEvents({ work, clock }: TestDatabase, handlers: Handler[]): Promise<void> {
  const log = createLog()
  const relay = createRelay({ work, clock, logger: log, handlers, alone: true, pollMs: 10 })
  await relay.start()
  await until('all events to be delivered', async () => {
    if (log.warnings.length + log.errors.length > 0) return true
    return (await work.read(({ outbox }) => outbox.unsettled())).length === 0
  }).finally(() => relay.stop())
  const [failure] = [...log.warnings, ...log.errors]
  if (failure) throw new Error(`A flow failed: ${JSON.stringify(failure.about, null, 2)}`, { cause: failure })
}

/** Takes every mail out of the queue as if it were sent, and answers with them in the order of their recipients. */
export async function takeMails({ work, clock }: TestDatabase): Promise<MailRow[]> {
  const now = clock.now().toString({ smallestUnit: 'millisecond' })
  const rows = await work.run(async ({ mails }) => {
    const { taken } = await mails.take(now, now, 10_000)
    await mails.markSent(taken, now)
    return taken
  })
  return rows.sort((a, b) => a.toEmail.localeCompare(b.toEmail))
}

/** Who sends, in tests. */
export const sender = { ...readMailbox('Sfat <sfat@example.ro>'), home: 'https://sfat.example.ro' }

/** What a mail says, in its two forms. */
export const saidIn = ({ message }: MailRow): WrittenLetter =>
  message ? writeLetter(message.letter, sender.home) : { text: '', html: '' }

/** The octets of a mail, as they would leave. */
export const rawOf = async (row: MailRow): Promise<string> =>
  (await composeMail(row, sender, null)).raw.toString()
