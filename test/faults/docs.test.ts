import { describe, expect, it } from 'vitest'
import { type Fault, faults } from './report.ts'
import { isWritten, readCounts } from './write-docs.ts'

describe('docs/faults.md', () => {
  it('is made from what the tests have counted, of every fault on every database that can suffer it', async () => {
    const counted = (await readCounts()).map(({ fault, database }) => `${fault} ${database}`).toSorted()
    const suffered = (Object.keys(faults) as Fault[]).flatMap((fault) =>
      // One process on SQLite has no use for Redis.
      fault === 'redis-gone' ? [`${fault} postgres`] : [`${fault} postgres`, `${fault} sqlite`],
    )
    expect(counted).toEqual(suffered.toSorted())
    expect(await isWritten()).toBe(true)
  })
})
