import { describe, expect, it } from 'vitest'
import { openDatabases } from '../../../api/db/data-source.ts'
import { createMemory } from '../../../api/db/memory.ts'
import { createWork, type Work } from '../../../api/db/work.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { addOrganisation } from '../../support/people.ts'
import { until } from '../../support/until.ts'

/** Does it as a second process would, on connections of its own. */
async function elsewhere(
  { target, clock }: TestDatabase,
  act: (work: Work) => Promise<unknown>,
): Promise<void> {
  const databases = await openDatabases(target)
  const work = createWork({ databases, clock })
  await act(work).finally(() => work.close())
  await databases.close()
}

forEachDatabase((open) => {
  describe('what is remembered', () => {
    async function scene() {
      const database = await open()
      const memory = await createMemory(database.databases)
      let readings = 0
      const count = () =>
        memory.remember('organisations', async () => {
          readings += 1
          return (await database.work.read(({ organisations }) => organisations.page({ limit: 50 }))).items
            .length
        })
      return { database, memory, count, readings: () => readings }
    }

    it('is read once while nothing is committed', async () => {
      const { count, readings } = await scene()
      // PostgreSQL's snapshots are the server's: what other tests write beside this one is a change, too.
      await until('two answers from one reading', async () => {
        const answers = [await count(), await count()]
        expect(answers).toEqual([0, 0])
        const before = readings()
        return (await count()) === 0 && readings() === before
      })
    })

    it('is forgotten with every commit, of this process and of another', async () => {
      const { database, count } = await scene()
      expect(await count()).toBe(0)
      for (let turn = 0; turn < 5; turn += 1) {
        await addOrganisation(database.work, `A${turn}`)
        expect(await count()).toBe(2 * turn + 1)
        await elsewhere(database, (work) => addOrganisation(work, `B${turn}`))
        expect(await count()).toBe(2 * turn + 2)
      }
    })

    it('is never older than the question, however many ask at once while others write', async () => {
      const { database, count } = await scene()
      let committed = 0
      const write = async () => {
        for (let turn = 0; turn < 20; turn += 1) {
          await addOrganisation(database.work, `C${turn}`)
          committed += 1
        }
      }
      const ask = async () => {
        while (committed < 20) {
          const before = committed
          expect(await count()).toBeGreaterThanOrEqual(before)
          await new Promise(setImmediate)
        }
      }
      await Promise.all([write(), ...Array.from({ length: 10 }, ask)])
      expect(await count()).toBe(20)
    })

    it('is not what a unit of work saw that was rolled back', async () => {
      const { database, count } = await scene()
      await count()
      const failing = database.work.run(async ({ organisations }) => {
        await organisations.add({ id: crypto.randomUUID(), name: 'Niciuna', shortName: 'N', version: 1 })
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await count()).toBe(0)
    })

    it('lasts a second at most, because of what depends on the clock', async () => {
      const { memory } = await scene()
      const state = await memory.state()
      memory.keep(state, 'key', 'value')
      expect(memory.find(state, 'key')).toBe('value')
      await expect.poll(() => memory.find(state, 'key'), { timeout: 5_000 }).toBeUndefined()
    })

    it('does not grow without end', async () => {
      const { memory } = await scene()
      const state = await memory.state()
      for (let key = 0; key < 2_000; key += 1) memory.keep(state, String(key), key)
      const kept = Array.from({ length: 2_000 }, (_, key) => memory.find(state, String(key)))
      expect(kept.filter((value) => value !== undefined).length).toBeLessThanOrEqual(500)
      expect(kept.at(-1)).toBe(1_999)
    })
  })
})
