import { describe, expect, it } from 'vitest'
import { settleDelivery } from '../../identity/settle-delivery.ts'
import type { TakenDelivery } from '../../identity/webhook-ports.ts'
import { forEachDatabase, type TestDatabase } from '../support/databases.ts'
import { hook, tryOut } from '../support/webhooks.ts'

/** A webhook that nothing has reached for three days, with two messages that are on their way to it. */
async function failing(database: TestDatabase) {
  const { work, clock } = database
  clock.set('2026-11-23T08:00:00Z')
  const { id } = await hook(database, 'https://registratura.example.ro/sfat')
  await tryOut(database, id)
  await tryOut(database, id)
  await work.run(({ webhooks }) => webhooks.markFailing(id, '2026-11-23T08:00:00.000Z'))
  clock.set('2026-11-26T09:00:00Z')
  const taken = await work.run(({ webhooks }) =>
    webhooks.take(new Map([[id, 2]]), '2026-11-26T09:00:00.000Z', '2026-11-26T09:01:00.000Z', []),
  )
  const settle = (one: TakenDelivery | undefined, answered: number) =>
    work.run((unit) =>
      settleDelivery(
        unit,
        one!,
        { answered, error: answered === 200 ? null : 'answer' },
        { now: clock.now(), pauseMs: 60_000 },
      ),
    )
  const isOn = async () => (await work.read(({ webhooks }) => webhooks.find(id)))?.enabled
  return { taken, settle, isOn }
}

forEachDatabase((open) => {
  describe('a webhook whose message is given up on', () => {
    it('is turned off when nothing has arrived for days', async () => {
      const { taken, settle, isOn } = await failing(await open())
      expect(await settle(taken[0], 500)).toBe('failed')
      expect(await isOn()).toBe(false)
    })

    it('stays on when another message has arrived while that one was under way', async () => {
      const { taken, settle, isOn } = await failing(await open())
      expect(await settle(taken[1], 200)).toBe('delivered')
      expect(await settle(taken[0], 500)).toBe('failed')
      expect(await isOn()).toBe(true)
    })

    it('is turned off by its own word at once, whatever has arrived', async () => {
      const { taken, settle, isOn } = await failing(await open())
      expect(await settle(taken[1], 200)).toBe('delivered')
      expect(await settle(taken[0], 410)).toBe('failed')
      expect(await isOn()).toBe(false)
    })
  })
})
