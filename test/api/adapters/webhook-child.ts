/**
 * A process that sends to webhooks until it is killed. Started by `webhook-crash.test.ts` with the database; with `groupId` it
 * first records that this group was changed, and with `dieAfterCommit` it does not live to tell anybody.
 */
import { pino } from 'pino'
import { createPost } from '../../../api/adapters/post-webhook.ts'
import { createWebhookSender } from '../../../api/adapters/send-webhooks.ts'
import { webhookAddresses } from '../../../api/adapters/webhook-addresses.ts'
import { openDatabases, type DatabaseTarget } from '../../../api/db/data-source.ts'
import { createRelay } from '../../../api/db/relay.ts'
import { createWork } from '../../../api/db/work.ts'
import { onEventTellWebhooks } from '../../../api/flows/on-event-tell-webhooks.ts'

const { target, groupId, dieAfterCommit, deviceKey } = JSON.parse(process.argv[2] ?? '') as {
  target: DatabaseTarget
  /** Recorded as changed; null when that has been done. */
  groupId: string | null
  dieAfterCommit: boolean
  deviceKey: string
}

const clock = { now: () => Temporal.Now.instant() }
const databases = await openDatabases(target)
const work = createWork({ databases, clock })
const logger = pino({ level: 'silent' })
const alone = databases.dialect === 'sqlite'
const handlers = [onEventTellWebhooks({ clock, publicUrl: 'https://sfat.example.ro' })]
const relay = createRelay({ work, clock, logger, alone, handlers })
const sender = createWebhookSender({
  ...{ work, clock, logger, alone, deviceKey, pollMs: 10 },
  post: createPost({ addresses: webhookAddresses(['loopback']), version: 'test' }),
  // What a killed process has left half done is taken over when its lease has run out: soon, for the test's sake. Whoever
  // takes it over has time, or a busy machine would have it send twice.
  sendMs: groupId === null ? 10_000 : 750,
  retries: { firstMs: 20, longestMs: 100 },
})

if (dieAfterCommit) work.onEvents(() => process.kill(process.pid, 'SIGKILL'))
if (groupId !== null) await work.run(async ({ events }) => events.record('group.changed', { groupId }))
await relay.start()
await sender.start()
process.on(
  'SIGTERM',
  () =>
    void (async () => {
      await sender.stop()
      await relay.stop()
      await work.close()
      await databases.close()
      process.exit(0)
    })(),
)
