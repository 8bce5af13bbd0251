import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { toInstant } from '../../../api/db/clock.ts'
import { forEachDatabase } from '../../support/databases.ts'

forEachDatabase((open) => {
  describe('the backlog', () => {
    it('is nothing where nothing has happened', async () => {
      const { work } = await open()
      expect(await work.read(({ backlog }) => backlog.measure())).toEqual({
        events: { waiting: 0, oldest: null, parked: 0 },
        mails: { counts: {}, oldest: null },
        webhooks: { counts: {}, failing: 0, off: 0, oldest: null },
      })
    })

    it('counts events from their saving on, once for each who must act, until they are settled or parked', async () => {
      const { work, clock } = await open()
      const measure = () => work.read(async ({ backlog }) => (await backlog.measure()).events)
      await work.run(async ({ events }) => events.record('room.changed', { roomId: newId() }))
      const [{ at: first } = { at: '' }] = await work.read(({ outbox }) => outbox.unsettled())
      clock.advance({ minutes: 3 })
      await work.run(async ({ events }) => events.record('person.changed', { personId: newId() }))
      expect(await measure()).toEqual({ waiting: 2, oldest: first, parked: 0 })

      const later = (await work.read(({ outbox }) => outbox.unsettled()))[1]?.at
      const now = toInstant(clock.now())
      await work.run(({ outbox }) =>
        outbox.fanOut(now, (name) => (name === 'room.changed' ? ['one', 'two'] : ['two'])),
      )
      expect(await measure()).toEqual({ waiting: 3, oldest: first, parked: 0 })

      const [room, person] = await work.read(({ outbox }) => outbox.unsettled())
      await work.run(async ({ outbox }) => {
        await outbox.markDone('one', room?.id ?? '', now)
        await outbox.markFailed('two', room?.id ?? '', 1, { now, next: null, error: 'no' })
      })
      expect(await measure()).toEqual({ waiting: 1, oldest: later, parked: 1 })
      await work.run(({ outbox }) => outbox.markDone('two', person?.id ?? '', now))
      expect(await measure()).toEqual({ waiting: 0, oldest: null, parked: 1 })
    })
  })
})
