import { v7 as newId } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { onEventTellWebhooks } from '../../../api/flows/on-event-tell-webhooks.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { type Child, startChild } from '../../support/start-child.ts'
import { until } from '../../support/until.ts'
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts'
import { aGroup, deviceKey, hook, logOf } from '../../support/webhooks.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function receive(): Promise<WebhookReceiver> {
  const receiver = await startReceiver()
  closers.push(() => receiver.close())
  return receiver
}

/** Starts a process that sends; it is ended with the test at the latest. */
function start({ target }: TestDatabase, groupId: string | null, dieAfterCommit = false): Child {
  const ask = { target, groupId, dieAfterCommit, deviceKey }
  const child = startChild(new URL('webhook-child.ts', import.meta.url), ask)
  closers.push(() => child.stop())
  return child
}

const delivered = (database: TestDatabase, ids: string[]) =>
  until(
    'all to be written down as delivered',
    async () => {
      const logs = await Promise.all(ids.map((id) => logOf(database, id)))
      return logs.every(([only, ...more]) => only?.status === 'delivered' && more.length === 0)
    },
    40_000,
  )

forEachDatabase((open) => {
  describe('a process that is killed', { timeout: 60_000 }, () => {
    it('between commit and delivery has lost no message, and each webhook gets one', async () => {
      const database = await open()
      const receiver = await receive()
      const hooks = [await hook(database, receiver.url), await hook(database, receiver.url)]
      const groupId = await aGroup(database)
      expect(await start(database, groupId, true).ended).toBe('SIGKILL')
      expect(receiver.received).toEqual([])

      start(database, null)
      await delivered(
        database,
        hooks.map(({ id }) => id),
      )
      expect(receiver.received).toHaveLength(2)
      expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1)
    })

    it('between answer and record sends the same message again, to the octet, and no other', async () => {
      const database = await open()
      const receiver = await receive()
      const { id, secret } = await hook(database, receiver.url)
      const groupId = await aGroup(database)
      // The message is there, and whoever sent it dies before they hear so.
      receiver.manner = () => void first.kill()
      const first = start(database, groupId)
      await first.ended
      expect(receiver.received).toHaveLength(1)

      receiver.manner = (response) => response.writeHead(200).end()
      start(database, null)
      await delivered(database, [id])
      expect(receiver.received).toHaveLength(2)
      expect(new Set(receiver.received.map((one) => one.id + one.body)).size).toBe(1)
      expect(receiver.received.every((one) => one.isSignedWith(secret))).toBe(true)
    })

    it('has told each webhook once of an event that is handled twice', async () => {
      const database = await open()
      const receiver = await receive()
      const { id } = await hook(database, receiver.url)
      const groupId = await aGroup(database)
      const flow = onEventTellWebhooks({ clock: database.clock, publicUrl: 'https://sfat.example.ro' })
      const event = {
        ...{ id: newId(), name: 'group.changed' as const, at: '2026-11-26T08:00:00.000Z', actorId: null },
        payload: { groupId },
      }
      if (!('save' in flow)) throw new Error('It saves what it does.')
      for (let count = 0; count < 2; count++) await database.work.run((tx) => flow.save(event, tx))
      expect(await logOf(database, id)).toMatchObject([{ messageId: event.id, type: 'group.changed' }])
    })
  })
})
