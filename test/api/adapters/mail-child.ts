/**
 * A process that sends mails until it is killed. Started by `mail-crash.test.ts` with the database and the mail server;
 * with `enqueue` it first puts one mail into the queue, in a unit of work with the event it tells of.
 */
import { pino } from 'pino'
import { createMailer } from '../../../api/adapters/mail.ts'
import { openSmtp } from '../../../api/adapters/smtp.ts'
import { openDatabases, type DatabaseTarget } from '../../../api/db/data-source.ts'
import { createRelay, handler } from '../../../api/db/relay.ts'
import { createWork } from '../../../api/db/work.ts'
import { someLetter } from '../../support/some-letter.ts'

const { target, url, roomId, dieAfterCommit } = JSON.parse(process.argv[2] ?? '') as {
  target: DatabaseTarget
  url: string
  /** Recorded as changed; null when that has been done. */
  roomId: string | null
  dieAfterCommit: boolean
}

const clock = { now: () => Temporal.Now.instant() }
const databases = await openDatabases(target)
const work = createWork({ databases, clock })
const logger = pino({ level: 'silent' })
const alone = databases.dialect === 'sqlite'

const relay = createRelay({
  work,
  clock,
  logger,
  alone,
  handlers: [
    handler({
      name: 'mail-it',
      on: ['room.changed'],
      save: async (event, { mails }) =>
        mails.enqueue(
          ['ana', 'ion', 'ștefan'].map((name, index) => ({
            key: `${event.id}/${name}`,
            kind: 'reminder' as const,
            to: { name, email: `p${index}@example.ro` },
            letter: someLetter('Sala s-a schimbat'),
          })),
          event.at,
        ),
    }),
  ],
})
const mailer = createMailer({
  work,
  clock,
  logger,
  alone,
  from: 'sfat@example.ro',
  home: 'https://sfat.example.ro',
  smtp: openSmtp(url),
  pollMs: 10,
  // What a killed process has left half done is taken over when its lease has run out: soon, for the test's sake.
  sendMs: 1_500,
  retries: { firstMs: 20, longestMs: 100 },
  troubles: { firstMs: 20, longestMs: 100 },
})

if (dieAfterCommit) work.onEvents(() => process.kill(process.pid, 'SIGKILL'))
if (roomId !== null) await work.run(async ({ events }) => events.record('room.changed', { roomId }))
await relay.start()
await mailer.start()
process.on(
  'SIGTERM',
  () =>
    void (async () => {
      await mailer.stop()
      await relay.stop()
      await work.close()
      await databases.close()
      process.exit(0)
    })(),
)
