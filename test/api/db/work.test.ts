import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../contract/errors.ts'
import type { Tx, Work } from '../../../api/db/work.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { someRoom } from '../../support/rooms.ts'
import { createSignal } from '../../support/signal.ts'
import { until } from '../../support/until.ts'

const roomNames = async (work: Work) =>
  (await work.read(({ rooms }) => rooms.page({ limit: 200 }))).items.map(({ name }) => name)

forEachDatabase((open, kind) => {
  describe('a unit of work', () => {
    it('saves its state and its events together', async () => {
      const { work } = await open()
      const room = someRoom()
      await work.run(async ({ rooms, events }) => {
        await rooms.add(room)
        events.record('room.changed', { roomId: room.id })
      })
      expect(await work.read(({ rooms }) => rooms.find(room.id))).toEqual(room)
      const listed = await work.read(({ outbox }) => outbox.unsettled())
      expect(listed).toMatchObject([{ name: 'room.changed', payload: { roomId: room.id }, actorId: null }])
    })

    it('saves nothing, events included, when its task fails', async () => {
      const { work } = await open()
      const failure = new Error('on purpose')
      const run = work.run(async ({ rooms, events }) => {
        const room = someRoom()
        await rooms.add(room)
        events.record('room.changed', { roomId: room.id })
        throw failure
      })
      await expect(run).rejects.toBe(failure)
      expect(await roomNames(work)).toEqual([])
      expect(await work.read(({ outbox }) => outbox.unsettled())).toEqual([])
    })

    it('saves nothing when an event does not have the shape of the contract', async () => {
      const { work } = await open()
      const run = work.run(async ({ rooms, events }) => {
        await rooms.add(someRoom())
        events.record('room.changed', { roomId: 'not an id' })
      })
      await expect(run).rejects.toThrow('Invalid')
      expect(await roomNames(work)).toEqual([])
    })

    it('keeps a fact once that is handed in twice', async () => {
      const { work } = await open()
      const fact = {
        id: newId(),
        name: 'room.changed',
        at: '2026-11-24T08:00:00.000Z',
        actorId: null,
        payload: { roomId: newId() },
      } as const
      await work.run(async ({ events }) => events.append(fact))
      await work.run(async ({ events }) => events.append(fact))
      expect(await work.read(({ outbox }) => outbox.unsettled())).toEqual([fact])
    })

    it('tells listeners after the commit, and only when events were saved', async () => {
      const { work } = await open()
      const seen: string[][] = []
      const told: Promise<void>[] = []
      work.onEvents(() => told.push(roomNames(work).then((names) => void seen.push(names))))
      const room = someRoom()
      await work.run(({ rooms }) => rooms.add(someRoom({ name: 'Fără eveniment' })))
      await work.run(async ({ rooms, events }) => {
        await rooms.add(room)
        events.record('room.changed', { roomId: room.id })
      })
      await Promise.all(told)
      expect(seen).toEqual([expect.arrayContaining([room.name])])
    })
  })

  describe('the trap of one connection', () => {
    it('runs many units of work at the same time and saves each of them', async () => {
      const { work } = await open()
      const named = Array.from({ length: 50 }, (_, index) => someRoom({ name: `Sala ${index}` }))
      await Promise.all(named.map((room) => work.run(({ rooms }) => rooms.add(room))))
      expect(new Set(await roomNames(work))).toEqual(new Set(named.map(({ name }) => name)))
    })

    it('shows no reader what is not committed', async () => {
      const { work } = await open()
      const written = createSignal()
      const read = createSignal()
      const run = work.run(async ({ rooms }) => {
        await rooms.add(someRoom({ name: 'Încă nu' }))
        written.give()
        await read.given
      })
      await written.given
      expect(await roomNames(work)).toEqual([])
      read.give()
      await run
      expect(await roomNames(work)).toEqual(['Încă nu'])
    })

    it('does not lose an unrelated write with the rollback of somebody else', async () => {
      const { work } = await open()
      const written = createSignal()
      const failing = work.run(async ({ rooms }) => {
        await rooms.add(someRoom({ name: 'Se pierde' }))
        written.give()
        // Long enough for the other one to slip in, if anything let it.
        for (let turn = 0; turn < 20; turn++) await rooms.find(newId())
        throw new Error('on purpose')
      })
      await written.given
      const other = work.run(({ rooms }) => rooms.add(someRoom({ name: 'Rămâne' })))
      await expect(failing).rejects.toThrow('on purpose')
      await other
      expect(await roomNames(work)).toEqual(['Rămâne'])
    })

    it('keeps a unit of work whole beside others that fail at every moment', async () => {
      const { work } = await open()
      const tasks = Array.from({ length: 60 }, (_, index) =>
        work
          .run(async ({ rooms, events }) => {
            const pair = [someRoom({ name: `A${index}` }), someRoom({ name: `B${index}` })]
            for (const room of pair) {
              await rooms.add(room)
              events.record('room.changed', { roomId: room.id })
              if (index % 3 === 0) throw new Error('on purpose')
            }
          })
          .catch(() => undefined),
      )
      await Promise.all(tasks)
      const names = await roomNames(work)
      expect(names).toHaveLength(80)
      for (let index = 0; index < 60; index++)
        expect(names.includes(`A${index}`)).toBe(index % 3 !== 0 && names.includes(`B${index}`))
      expect(await work.read(({ outbox }) => outbox.unsettled())).toHaveLength(80)
    })

    it('refuses a unit of work inside another, and a read, without harm to the outer one', async () => {
      const { work } = await open()
      await work.run(async ({ rooms }) => {
        await expect(work.run(async () => undefined)).rejects.toThrow('inside another')
        await expect(work.read(async () => undefined)).rejects.toThrow('inside another')
        await rooms.add(someRoom({ name: 'Cea din afară' }))
      })
      expect(await roomNames(work)).toEqual(['Cea din afară'])
      // What the task has started may go on after it, and is then no longer inside.
      let later: Promise<unknown> = Promise.resolve()
      const ended = createSignal()
      await work.run(async () => {
        later = ended.given.then(() => work.run(({ rooms }) => rooms.add(someRoom({ name: 'Cea de după' }))))
      })
      ended.give()
      await later
      expect(await roomNames(work)).toContain('Cea de după')
    })

    it('refuses a repository that is used after its unit of work', async () => {
      const { work } = await open()
      let kept: Tx | undefined
      await work.run(async (tx) => {
        kept = tx
      })
      expect(() => kept!.rooms.add(someRoom())).toThrow('after its unit of work had ended')
      expect(() => kept!.events.record('room.changed', { roomId: newId() })).toThrow('after its unit')
    })

    it('rolls back a task that does not wait for its own writes', async () => {
      const { work } = await open()
      const run = work.run(async ({ rooms }) => {
        void rooms.add(someRoom())
      })
      await expect(run).rejects.toThrow('await every call')
      expect(await roomNames(work)).toEqual([])
    })

    it('rolls back a task that goes on after the database refused a statement', async () => {
      const { work } = await open()
      const room = someRoom()
      const run = work.run(async ({ rooms }) => {
        await rooms.add(room)
        await rooms.add({ ...someRoom(), id: room.id }).catch(() => undefined)
      })
      await expect(run).rejects.toThrow()
      expect(await roomNames(work)).toEqual([])
    })

    it('rolls back a task that takes too long, and lets the next one through', async () => {
      const { work } = await open({ limitMs: 100 })
      const never = createSignal()
      const run = work.run(async ({ rooms }) => {
        await rooms.add(someRoom({ name: 'Blocată' }))
        await never.given
      })
      const next = work.run(({ rooms }) => rooms.add(someRoom({ name: 'Următoarea' })))
      await expect(run).rejects.toThrow('longer than 100 ms')
      await next
      expect(await roomNames(work)).toEqual(['Următoarea'])
    })

    it('cannot write through a read', async () => {
      const { work } = await open()
      const write = work.read((views) => (views.rooms as Tx['rooms']).add(someRoom()))
      await expect(write).rejects.toThrow(kind === 'sqlite' ? 'readonly' : 'read-only')
      expect(await roomNames(work)).toEqual([])
    })
  })

  it('lets everything else in the process have its turn while many units of work wait in line', async () => {
    const { work } = await open()
    let turns = 0
    let running = true
    const beat = () => {
      turns++
      if (running) setImmediate(beat)
    }
    setImmediate(beat)
    await Promise.all(Array.from({ length: 50 }, () => work.run(({ rooms }) => rooms.add(someRoom()))))
    running = false
    expect(turns).toBeGreaterThan(40)
  })

  describe('an error of the database', () => {
    it('says in a code that a name is taken', async () => {
      const { work } = await open()
      await work.run(({ rooms }) => rooms.add(someRoom({ name: 'Sala Mare' })))
      const again = work.run(({ rooms }) => rooms.add(someRoom({ name: 'sala  mare' })))
      await expect(again).rejects.toMatchObject({ code: 'room.name-taken' })
    })
  })

  it('takes no more work once it is closing, and finishes what was begun', async () => {
    const { work } = await open()
    const held = createSignal()
    const begun = work.run(async ({ rooms }) => {
      await held.given
      await rooms.add(someRoom({ name: 'Începută' }))
      return 'saved'
    })
    const closed = work.close()
    await expect(work.run(async () => undefined)).rejects.toMatchObject({ code: 'server.stopping' })
    held.give()
    await closed
    expect(await begun).toBe('saved')
    expect(new AppError('server.stopping').kind).toBe('unavailable')
  })

  if (kind === 'postgres')
    describe('PostgreSQL', () => {
      it('tries again what lost a race: a deadlock between two units of work ends well for both', async () => {
        const { work } = await open()
        const [a, b] = [someRoom({ name: 'A' }), someRoom({ name: 'B' })]
        await work.run(async ({ rooms }) => {
          await rooms.add(a)
          await rooms.add(b)
        })
        const [aHeld, bHeld] = [createSignal(), createSignal()]
        const crossing = (first: typeof a, second: typeof b, mine: typeof aHeld, other: typeof bHeld) =>
          work.run(async ({ rooms }) => {
            await rooms.hold(first.id)
            mine.give()
            await other.given
            const row = await rooms.hold(second.id)
            await rooms.change({ ...row!, version: row!.version + 1 })
          })
        await Promise.all([crossing(a, b, aHeld, bHeld), crossing(b, a, bHeld, aHeld)])
        const { items } = await work.read(({ rooms }) => rooms.page({ limit: 10 }))
        expect(items.map(({ version }) => version)).toEqual([2, 2])
      })

      it('does not hand a broken connection to the next unit of work', async () => {
        const { work, databases } = await open()
        const cut = work.run(async ({ rooms }) => {
          await databases.reader.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'sfat-write'`,
          )
          await rooms.add(someRoom({ name: 'Pierdută' }))
        })
        await expect(cut).rejects.toMatchObject({ code: 'server.busy' })
        await work.run(({ rooms }) => rooms.add(someRoom({ name: 'Din nou' })))
        expect(await roomNames(work)).toEqual(['Din nou'])
      })

      it('asks to try again when the connection has ended before what was done could be saved', async () => {
        const { work, databases } = await open()
        const mine = `FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sfat-write'`
        const cut = work.run(async ({ rooms }) => {
          await rooms.add(someRoom({ name: 'Pierdută' }))
          await databases.reader.query(`SELECT pg_terminate_backend(pid) ${mine}`)
          // By then this process has read that it is so.
          await until('the connection is gone', async () => {
            const left = await databases.reader.query<unknown[]>(`SELECT pid ${mine}`)
            return left.length === 0
          })
        })
        await expect(cut).rejects.toMatchObject({ code: 'server.busy' })
        expect(await roomNames(work)).toEqual([])
      })
    })
})
