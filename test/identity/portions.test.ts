/**
 * However much is kept, no unit of work of retention or of an erasure changes more than a portion of it, and none looks at more
 * than a stretch: counted on SQLite, where everybody waits for the one who writes.
 */
import { v7 as newId } from 'uuid'
import { expect, it } from 'vitest'
import { insertRows } from '../../api/db/insert-rows.ts'
import { meetingSchema } from '../../api/db/schema/scheduling.ts'
import { mailSchema } from '../../api/db/schema/mail.ts'
import type { Work } from '../../api/db/work.ts'
import { retentionLimits } from '../../contract/limits.ts'
import { forEver } from '../../contract/retention.ts'
import { erasePerson } from '../../identity/erase-person.ts'
import { applyRetention, changeRetention, showRetention } from '../../identity/retention.ts'
import { onSqlite, type TestDatabase } from '../support/databases.ts'
import { called, setStage } from './erasure-stage.ts'
import { findWords } from './find-words.ts'

const { rowsAtOnce, rowsLookedAt } = retentionLimits
/** What the unit of work says of itself: its events and their audit. */
const aside = 10

/** The same work, which counts the rows that each of its units changes, and how often somebody reads. */
function counting({ work, databases }: TestDatabase) {
  const changed: number[] = []
  let reads = 0
  const total = async () => {
    const [row] = (await databases.writer.query('SELECT total_changes() AS total')) as { total: number }[]
    return row!.total
  }
  const counted: Work = {
    ...work,
    run: async (task, options) => {
      const before = await total()
      const result = await work.run(task, options)
      changed.push((await total()) - before)
      return result
    },
    read: (task) => {
      reads += 1
      return work.read(task)
    },
  }
  return { work: counted, changed, reads: () => reads }
}

const old = '2024-03-01T08:00:00.000Z'
/** Letters of two and a half years ago, to people who are nobody here; every fifth speaks of whoever is to be erased. */
async function addLetters({ databases }: TestDatabase, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => ({
    ...{ id: newId(), uniqueKey: `old/${index}`, kind: 'minutes' as const, toName: 'Altcineva' },
    ...{ toEmail: `altcineva${index}@example.org`, attachmentId: null, meetingId: null, attendeeId: null },
    ...{ subject: index % 5 === 0 ? `Scrisoare despre ${called}` : 'Scrisoare', message: null, digest: null },
    ...{ state: 'sent' as const, attempts: 1, dueAt: null, expiresAt: null, requestId: null },
    ...{ enqueuedAt: old, changedAt: old, lastError: null },
  }))
  await insertRows(databases.writer.manager, mailSchema, rows)
}

onSqlite((open) => {
  it(
    'retention takes a large table out a portion at a time, and looks at it once',
    { timeout: 120_000 },
    async () => {
      const database = await open()
      const { administrator } = await setStage(database)
      const count = rowsLookedAt * 2 + rowsAtOnce / 2
      await addLetters(database, count)
      const { version } = await showRetention(database, administrator)
      await changeRetention(database, administrator, { rules: { ...forEver, mails: 12 }, version })

      const { work, changed, reads } = counting(database)
      expect(await applyRetention({ work, clock: database.clock })).toEqual({ mails: count })
      expect(Math.max(...changed)).toBeLessThanOrEqual(rowsAtOnce + aside)
      // Ten portions of each stretch and its end, and what is left.
      expect(changed.length).toBeLessThanOrEqual(count / rowsAtOnce + 4)
      // Three stretches of mails; of the other kinds only that they are kept for ever.
      expect(reads()).toBeLessThanOrEqual(3 + 4)

      // Whatever stays is not looked at by anybody who writes.
      const again = counting(database)
      await applyRetention({ work: again.work, clock: database.clock })
      expect(again.changed).toEqual([])
    },
  )

  it('meetings go few at a time, for each takes its people along', { timeout: 120_000 }, async () => {
    const database = await open()
    const { administrator, meetingId } = await setStage(database)
    const { databases } = database
    const [meeting] = await databases.writer.manager.findBy(meetingSchema, { id: meetingId })
    const rows = Array.from({ length: 35 }, () => ({ ...meeting!, id: newId() }))
    await insertRows(databases.writer.manager, meetingSchema, rows)
    const { version } = await showRetention(database, administrator)
    await changeRetention(database, administrator, { rules: { ...forEver, meetings: 1 }, version })
    const { work, changed } = counting(database)
    expect(await applyRetention({ work, clock: database.clock })).toEqual({ meetings: rows.length })
    expect(changed.length).toBeGreaterThanOrEqual(rows.length / retentionLimits.meetingsAtOnce)
    expect(Math.max(...changed)).toBeLessThanOrEqual(retentionLimits.meetingsAtOnce + aside)
  })

  it(
    'an erasure goes through a large table in stretches, and changes a portion at a time',
    { timeout: 120_000 },
    async () => {
      const database = await open()
      const { administrator, person } = await setStage(database)
      const count = rowsLookedAt * 2 + rowsAtOnce / 2
      await addLetters(database, count)
      const { work, changed } = counting(database)
      await erasePerson({ work, clock: database.clock }, administrator, person.personId, { oneself: false })
      expect(await findWords(database.databases, [called])).toEqual([])
      expect(Math.max(...changed)).toBeLessThanOrEqual(rowsAtOnce + 2 * aside)
      const passes = 2
      const portions = count / 5 / rowsAtOnce
      expect(changed.length).toBeGreaterThanOrEqual(passes * 3 + portions)
    },
  )
})
