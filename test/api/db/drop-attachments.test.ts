import { expect, it } from 'vitest'
import type { NewMail } from '../../../api/db/repos/mails.ts'
import { onPostgres } from '../../support/databases.ts'
import { overtake } from '../../support/overtake.ts'
import { someLetter } from '../../support/some-letter.ts'

const now = '2026-11-26T08:00:00.000Z'
const mail = (index: number): NewMail => ({
  ...{ key: `minutes/${index}`, kind: 'minutes', to: { name: 'Ana', email: `p${index}@example.ro` } },
  letter: someLetter('Proces-verbal'),
})

onPostgres((open) => {
  it('an attachment goes with the last mail also when two processes send the last two at once', async () => {
    const database = await open()
    const { work } = database
    const taken = await work.run(async ({ mails }) => {
      const file = { name: 'PV.pdf', mimeType: 'application/pdf', content: Buffer.from('%PDF') }
      const attachmentId = await mails.attach(file)
      await mails.enqueue(
        [1, 2].map((index) => ({ ...mail(index), attachmentId })),
        now,
      )
      return (await mails.take(now, '2026-11-26T08:01:00.000Z', 2)).taken
    })
    const [one, other] = await overtake(
      database,
      ['mails', 'markSent'],
      (held) => held.run(({ mails }) => mails.markSent(taken.slice(0, 1), now)),
      () => work.run(({ mails }) => mails.markSent(taken.slice(1), now)),
    )
    expect([one.status, other.status]).toEqual(['fulfilled', 'fulfilled'])
    expect(await database.databases.reader.query('SELECT id FROM mail_attachment')).toEqual([])
  })
})
