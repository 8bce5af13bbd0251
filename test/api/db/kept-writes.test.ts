/** A write with a key: the key and the effect are saved together, or neither. */
import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { AlreadyDone, type Claim, withinRequest } from '../../../api/request-context.ts'
import type { Work } from '../../../api/db/work.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { addOrganisation, addPerson } from '../../support/people.ts'
import { someRoom } from '../../support/rooms.ts'

forEachDatabase((open) => {
  const setUp = async () => {
    const database = await open()
    const { work } = database
    const { personId } = await addPerson(work, 'Ana', await addOrganisation(work, 'M'))
    const claim = (): Claim => ({
      ...{ personId, key: 'k-1', fingerprint: 'f', status: 201, secret: false, taken: false },
    })
    const inRequest = <R>(mine: Claim, act: () => Promise<R>) =>
      withinRequest({ requestId: newId(), personId, address: '::1', route: 'POST /x', claim: mine }, act)
    return { ...database, personId, claim, inRequest }
  }
  const addRoom = (work: Work, name: string) =>
    work.run(async ({ rooms }) => {
      const room = someRoom({ name })
      await rooms.add(room)
      return { id: room.id }
    })
  const names = async (work: Work) =>
    (await work.read(({ rooms }) => rooms.page({ limit: 50 }))).items.map(({ name }) => name)

  describe('a unit of work in a write with a key', () => {
    it('saves the key with what it answers, and is not run again', async () => {
      const { work, claim, inRequest, personId, clock } = await setUp()
      const mine = claim()
      const { id } = await inRequest(mine, () => addRoom(work, 'Sala'))
      expect(mine.taken).toBe(true)
      await expect(inRequest(claim(), () => addRoom(work, 'Iar'))).rejects.toThrow(AlreadyDone)
      expect(await names(work)).toEqual(['Sala'])
      const kept = await work.read(({ keptWrites }) =>
        keptWrites.find(personId, 'k-1', clock.now().toString({ smallestUnit: 'millisecond' })),
      )
      expect(kept).toMatchObject({ status: 201, final: false })
      expect(JSON.parse(kept!.body!)).toEqual({ id })
    })

    it('gives the key back when it fails', async () => {
      const { work, claim, inRequest } = await setUp()
      const failing = inRequest(claim(), () =>
        work.run(async ({ rooms }) => {
          await rooms.add(someRoom({ name: 'Nesalvată' }))
          throw new Error('no')
        }),
      )
      await expect(failing).rejects.toThrow('no')
      await inRequest(claim(), () => addRoom(work, 'Sala'))
      expect(await names(work)).toEqual(['Sala'])
    })

    it('is run once however many arrive in one breath', async () => {
      const { work, claim, inRequest } = await setUp()
      const all = await Promise.allSettled(
        Array.from({ length: 4 }, (_, index) => inRequest(claim(), () => addRoom(work, `Sala ${index}`))),
      )
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const one of all) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(AlreadyDone)
      expect(await names(work)).toHaveLength(1)
    })

    it('lets only its first take the key: what follows in the same request is saved as well', async () => {
      const { work, claim, inRequest } = await setUp()
      await inRequest(claim(), async () => {
        await addRoom(work, 'A')
        await addRoom(work, 'B')
      })
      expect(await names(work)).toEqual(['A', 'B'])
    })

    it('is free again after a day, and the day’s keys are cleaned away', async () => {
      const { work, claim, inRequest, clock } = await setUp()
      await inRequest(claim(), () => addRoom(work, 'A'))
      clock.advance({ hours: 24, seconds: 1 })
      await inRequest(claim(), () => addRoom(work, 'B'))
      expect(await names(work)).toEqual(['A', 'B'])
      clock.advance({ hours: 25 })
      const now = clock.now().toString({ smallestUnit: 'millisecond' })
      await work.run(({ keptWrites }) => keptWrites.forgetExpired(now))
      await inRequest(claim(), () => addRoom(work, 'C'))
    })

    it('keeps nothing of an answer that holds a secret', async () => {
      const { work, claim, inRequest, personId, clock } = await setUp()
      await inRequest({ ...claim(), secret: true }, () => addRoom(work, 'A'))
      const now = clock.now().toString({ smallestUnit: 'millisecond' })
      const kept = await work.read(({ keptWrites }) => keptWrites.find(personId, 'k-1', now))
      expect(kept?.body).toBeNull()
    })
  })
})
