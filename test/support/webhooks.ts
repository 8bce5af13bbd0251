/** Webhooks in a database without a server around it: added, told of something, and sent. */
import { v7 as newId } from 'uuid'
import { createPost } from '../../api/adapters/post-webhook.ts'
import { createWebhookSender, type WebhookSender } from '../../api/adapters/send-webhooks.ts'
import { webhookAddresses } from '../../api/adapters/webhook-addresses.ts'
import type { Actor } from '../../contract/identity.ts'
import type { WebhookDelivery, WebhookType } from '../../contract/webhooks.ts'
import { addWebhook, listDeliveries, testWebhook, type WebhookDeps } from '../../identity/webhooks.ts'
import type { TestDatabase } from './databases.ts'
import { createLog } from './log.ts'

export const deviceKey = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
export const loopback = webhookAddresses(['loopback'])

export const anAdministrator: Actor = {
  sessionId: '0192f0c0-0000-7000-8000-000000000001',
  personId: '0192f0c0-0000-7000-8000-000000000002',
  ...{ roles: ['administrator'], locale: 'ro', name: 'Ana' },
}

export const depsOf = ({ work, clock }: TestDatabase): WebhookDeps => ({
  ...{ work, clock, deviceKey, ...loopback },
})

export async function hook(database: TestDatabase, url: string, types: WebhookType[] = ['group.changed']) {
  return addWebhook(depsOf(database), anAdministrator, { name: 'Registratura', url, types })
}

export const tryOut = (database: TestDatabase, id: string): Promise<WebhookDelivery> =>
  testWebhook(depsOf(database), anAdministrator, id)

export const logOf = async (database: TestDatabase, id: string): Promise<WebhookDelivery[]> =>
  (await listDeliveries(depsOf(database), anAdministrator, id, { limit: 200 })).items

/** A group that things can be said of. */
export async function aGroup({ work }: TestDatabase): Promise<string> {
  const id = newId()
  await work.run(({ groups }) =>
    groups.add({
      ...{ id, name: 'Grupul', shortName: 'G', purpose: '', act: null, closed: false, version: 1 },
      ...{ chairPersonId: null, secretaryPersonId: null, createdAt: '2026-11-26T08:00:00.000Z' },
      rules: {
        ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 0, noticeUnit: 'calendar' },
        ...{ minutesApprover: 'chair', reminderHours: 0 },
      },
    }),
  )
  return id
}

/** A sender with short pauses; its clock is the database's. */
export function createSender(
  { work, clock, databases }: TestDatabase,
  options: Partial<Parameters<typeof createWebhookSender>[0]> = {},
): WebhookSender & { log: ReturnType<typeof createLog> } {
  const log = createLog()
  const sender = createWebhookSender({
    ...{
      work,
      clock,
      logger: { ...log, info: () => undefined },
      deviceKey,
      alone: databases.dialect === 'sqlite',
    },
    post: createPost({ addresses: loopback, version: 'test' }),
    ...{ pollMs: 10, sendMs: 2_000, retries: { firstMs: 20, longestMs: 100 } },
    ...options,
  })
  return { ...sender, log }
}
