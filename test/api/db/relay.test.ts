import { v7 as newId } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { createRelay, type Handler, handler, type Relay } from '../../../api/db/relay.ts'
import { createWork } from '../../../api/db/work.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { createLog } from '../../support/log.ts'
import { someRoom } from '../../support/rooms.ts'
import { createSignal } from '../../support/signal.ts'
import { until } from '../../support/until.ts'

const relays: Relay[] = []
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop()
})

type Pace = { parkAfter?: number; firstPauseMs?: number; pollMs?: number; leaseMs?: number }

async function startRelay({ work, clock, databases }: TestDatabase, handlers: Handler[], pace: Pace = {}) {
  const log = createLog()
  const alone = databases.dialect === 'sqlite'
  const relay = createRelay({
    work,
    clock,
    logger: log,
    handlers,
    alone,
    firstPauseMs: 1,
    pollMs: 20,
    ...pace,
  })
  relays.push(relay)
  await relay.start()
  return { relay, log }
}

const tell = ({ work }: TestDatabase, ...roomIds: string[]) =>
  work.run(async ({ events }) => {
    for (const roomId of roomIds) events.record('room.changed', { roomId })
  })

const settled = ({ work }: TestDatabase) =>
  until('the outbox to be empty', async () => {
    const left = await work.read(({ outbox }) => outbox.unsettled())
    return left.length === 0
  })

/** A handler that adds a room for each event, so that its effects can be counted. */
const adding = (name: string, before: () => void | Promise<void> = () => undefined): Handler =>
  handler({
    name,
    on: ['room.changed'],
    save: async (event, { rooms }) => {
      await rooms.add(someRoom({ name: `${name} ${event.payload.roomId}` }))
      await before()
    },
  })

const roomCount = async ({ work }: TestDatabase) =>
  (await work.read(({ rooms }) => rooms.page({ limit: 200 }))).items.length

forEachDatabase((open) => {
  describe('the relay', () => {
    it('says which events a handler has yet to settle, whether they have arrived or not', async () => {
      const database = await open()
      const gate = createSignal()
      await startRelay(database, [
        adding('quick'),
        handler({ name: 'slow', on: ['room.changed'], send: () => gate.given }),
      ])
      const elsewhere = newId()
      await tell(database, newId())
      const known = await database.work.read(async ({ outbox }) => (await outbox.unsettled())[0]?.id ?? '')
      const unhandled = (name: string) =>
        database.work.read(({ outbox }) => outbox.unhandled(name, [known, elsewhere]))
      await until('the quick one has settled it', async () => (await unhandled('quick')).length === 1)
      expect(await unhandled('quick')).toEqual([elsewhere])
      expect(await unhandled('slow')).toEqual([known, elsewhere])
      gate.give()
      await until('the slow one has, too', async () => (await unhandled('slow')).length === 1)
    })

    it('delivers an event after its commit to each handler that listens to it, and to no other', async () => {
      const database = await open()
      const seen: string[] = []
      await startRelay(database, [
        handler({
          name: 'first',
          on: ['room.changed'],
          save: async ({ name }) => void seen.push(`first ${name}`),
        }),
        handler({
          name: 'second',
          on: ['room.changed', 'person.changed'],
          send: async () => void seen.push('second'),
        }),
        handler({ name: 'third', on: ['meeting.booked'], save: async () => void seen.push('third') }),
      ])
      await tell(database, newId())
      await settled(database)
      expect(seen.sort()).toEqual(['first room.changed', 'second'])
    })

    it('delivers what was saved while no relay was running', async () => {
      const database = await open()
      await tell(database, newId(), newId())
      await startRelay(database, [adding('late')])
      await settled(database)
      expect(await roomCount(database)).toBe(2)
    })

    it('keeps the order of the events of one room', async () => {
      const database = await open()
      const [a, b] = [newId(), newId()]
      const seen: string[] = []
      let failures = 0
      await tell(database, a, b, a, b, a)
      const order = (await database.work.read(({ outbox }) => outbox.unsettled())).map(({ id }) => id)
      await startRelay(database, [
        handler({
          name: 'ordered',
          on: ['room.changed'],
          save: async ({ id, payload }) => {
            // The first event of room A does not get through at once: those behind it must wait.
            if (id === order[0] && failures++ < 3) throw new Error('not yet')
            seen.push(`${payload.roomId === a ? 'a' : 'b'}${order.indexOf(id)}`)
          },
        }),
      ])
      await settled(database)
      expect(seen.filter((one) => one.startsWith('a'))).toEqual(['a0', 'a2', 'a4'])
      expect(seen.filter((one) => one.startsWith('b'))).toEqual(['b1', 'b3'])
    })

    it('undoes the effects of a handler that fails, tries again, and counts them once', async () => {
      const database = await open()
      let calls = 0
      const { log } = await startRelay(database, [
        adding('hesitant', () => {
          if (calls++ < 3) throw new Error('not yet')
        }),
      ])
      await tell(database, newId())
      await settled(database)
      expect(calls).toBe(4)
      expect(await roomCount(database)).toBe(1)
      expect(log.warnings).toHaveLength(3)
    })

    it('waits longer after each failure', async () => {
      const database = await open()
      const { clock, databases } = database
      clock.set('2026-11-24T08:00:00Z')
      const failing = adding('failing', () => {
        throw new Error('never')
      })
      await startRelay(database, [failing], { firstPauseMs: 60_000 })
      await tell(database, newId())
      const due = (attempts: number) =>
        until(`failure ${attempts} to be saved`, async () => {
          const rows: unknown = await databases.reader.query('SELECT attempts, due_at FROM delivery')
          const [row] = rows as { attempts: number; due_at: string }[]
          return row?.attempts === attempts && row.due_at
        })
      expect(await due(1)).toBe('2026-11-24T08:01:00.000Z')
      clock.set('2026-11-24T08:01:00Z')
      expect(await due(2)).toBe('2026-11-24T08:03:00.000Z')
      clock.set('2026-11-24T08:03:00Z')
      expect(await due(3)).toBe('2026-11-24T08:07:00.000Z')
    })

    it('parks what keeps failing, shows it, lets later events pass, and delivers it when asked to', async () => {
      const database = await open()
      const { work } = database
      let broken = true
      const { log } = await startRelay(
        database,
        [
          adding('broken', () => {
            if (broken) throw new TypeError('no such printer')
          }),
          adding('sound'),
        ],
        { parkAfter: 3 },
      )
      const roomId = newId()
      await tell(database, roomId)
      const parked = () => work.read(({ outbox }) => outbox.parked())
      await until('the event to be parked', async () => (await parked()).length === 1)
      expect(await parked()).toMatchObject([
        {
          handler: 'broken',
          attempts: 3,
          lastError: 'TypeError: no such printer',
          event: { name: 'room.changed', payload: { roomId } },
        },
      ])
      expect(log.errors).toHaveLength(1)
      await settled(database)
      expect(await roomCount(database)).toBe(1)

      broken = false
      const [given] = await parked()
      const retry = () =>
        work.run(({ outbox }) => outbox.retry('broken', given!.event.id, '2026-01-01T00:00:00.000Z'))
      expect(await retry()).toBe(true)
      await settled(database)
      expect(await roomCount(database)).toBe(2)
      expect(await parked()).toEqual([])
      expect(await retry()).toBe(false)
    })

    it('gives a sender that hangs a signal when its time is up, and tries again', async () => {
      const database = await open()
      let calls = 0
      await startRelay(
        database,
        [
          handler({
            name: 'hanging',
            on: ['room.changed'],
            send: async (_event, signal) => {
              if (calls++ > 0) return
              await new Promise((_, reject) =>
                signal.addEventListener('abort', () => reject(signal.reason as Error)),
              )
            },
          }),
        ],
        { leaseMs: 100 },
      )
      await tell(database, newId())
      await settled(database)
      expect(calls).toBe(2)
    })

    it('sends other events while one sender is slow', async () => {
      const database = await open()
      const slow = createSignal()
      const sent: string[] = []
      const [first, second] = [newId(), newId()]
      await startRelay(database, [
        handler({
          name: 'sender',
          on: ['room.changed'],
          send: async ({ payload }) => {
            if (payload.roomId === first) await slow.given
            sent.push(payload.roomId)
          },
        }),
      ])
      await tell(database, first, second)
      await until('the second to be sent', () => sent.includes(second))
      expect(sent).toEqual([second])
      slow.give()
      await settled(database)
      expect(sent).toEqual([second, first])
    })

    it('goes on looking for work of other processes while one sender is slow', async () => {
      const database = await open()
      const slow = createSignal()
      const begun = createSignal()
      let saved = 0
      await startRelay(database, [
        handler({
          name: 'slow',
          on: ['person.changed'],
          send: async () => {
            begun.give()
            await slow.given
          },
        }),
        handler({ name: 'quick', on: ['room.changed'], save: async () => void saved++ }),
      ])
      await database.work.run(async ({ events }) => events.record('person.changed', { personId: newId() }))
      await begun.given
      // Another process: its commits wake nobody here.
      const other = createWork({ databases: database.databases, clock: database.clock })
      for (let count = 1; count <= 3; count++) {
        await other.run(async ({ events }) => events.record('room.changed', { roomId: newId() }))
        await until('the event of the other process', () => saved === count)
      }
      slow.give()
      await settled(database)
    })

    it('has each event handled once when several relays share the work', async () => {
      const database = await open()
      let sent = 0
      const handlers = [
        adding('shared'),
        handler({ name: 'counted', on: ['room.changed'], send: async () => void sent++ }),
      ]
      await startRelay(database, handlers)
      await startRelay(database, handlers)
      await startRelay(database, handlers)
      const roomIds = Array.from({ length: 40 }, () => newId())
      await Promise.all(roomIds.map((roomId) => tell(database, roomId)))
      await settled(database)
      expect(await roomCount(database)).toBe(40)
      expect(sent).toBe(40)
    })

    it('finishes what it has begun when it is stopped, and takes nothing more', async () => {
      const database = await open()
      const [begun, held] = [createSignal(), createSignal()]
      const { relay } = await startRelay(database, [
        adding('held', async () => {
          begun.give()
          await held.given
        }),
      ])
      await tell(database, newId())
      await begun.given
      const stopped = relay.stop()
      held.give()
      await stopped
      expect(await roomCount(database)).toBe(1)
      await tell(database, newId())
      relay.wake()
      await relay.stop()
      expect(await database.work.read(({ outbox }) => outbox.unsettled())).toHaveLength(1)
    })

    it('forgets what was settled long ago, and keeps what is waiting or parked', async () => {
      const database = await open()
      const { work, clock } = database
      clock.set('2026-01-01T00:00:00Z')
      const [done, broken, waiting] = [newId(), newId(), newId()]
      const { relay } = await startRelay(
        database,
        [
          adding('choosy', () => undefined),
          handler({
            name: 'failing',
            on: ['room.changed'],
            save: async ({ payload }) => {
              if (payload.roomId === broken) throw new Error('never')
            },
          }),
        ],
        { parkAfter: 1 },
      )
      await tell(database, done, broken)
      await settled(database)
      await relay.stop()
      await tell(database, waiting)
      await work.run(({ outbox }) => outbox.forgetBefore('2026-06-01T00:00:00.000Z'))
      const rows = await database.databases.reader.query('SELECT payload FROM outbox')
      const kept = (rows as { payload: string }[]).map(({ payload }) => JSON.parse(payload) as unknown)
      expect(kept).toEqual(expect.arrayContaining([{ roomId: broken }, { roomId: waiting }]))
      expect(kept).toHaveLength(2)
    })
  })

  it('refuses two handlers of one name: the second would be taken for done', async () => {
    const { work, clock } = await open()
    const handlers = [adding('same'), adding('same')]
    expect(() => createRelay({ work, clock, logger: createLog(), handlers, alone: true })).toThrow(
      'same name',
    )
  })
})
