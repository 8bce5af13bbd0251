/**
 * How SQLite goes about the questions behind what people look at all day: what is asked once for each line must find its
 * rows by an index, or a list becomes slower with every meeting that was ever held.
 */
import { v7 as newId } from 'uuid'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createWork, type Work } from '../../../api/db/work.ts'
import { onSqlite, type TestDatabase } from '../../support/databases.ts'

type Views = Parameters<Parameters<Work['read']>[0]>[0]

const Plan = z.array(z.object({ id: z.number(), parent: z.number(), detail: z.string() }))

/** Tables that are read from end to end for each line of something else, in what these readings ask. */
async function scannedForEachLine(
  { databases, clock }: TestDatabase,
  read: (views: Views) => Promise<unknown>,
) {
  const { reader } = databases
  const asked: [string, unknown[]][] = []
  const nothing = () => undefined
  const quiet = {
    logQueryError: nothing,
    logQuerySlow: nothing,
    logSchemaBuild: nothing,
    logMigration: nothing,
  }
  const before = reader.logger
  reader.logger = {
    ...quiet,
    log: nothing,
    logQuery: (query, values) => void asked.push([query, (values ?? []) as unknown[]]),
  }
  const work = createWork({ databases, clock })
  await work.read(read).finally(() => (reader.logger = before))
  await work.close()
  expect(asked.length).toBeGreaterThan(0)
  const scanned: string[] = []
  for (const [query, values] of asked) {
    const plan = Plan.parse(await reader.query(`EXPLAIN QUERY PLAN ${query}`, values as never))
    const within = (parent: number): boolean => {
      const above = plan.find(({ id }) => id === parent)
      return above !== undefined && (above.detail.startsWith('CORRELATED') || within(above.parent))
    }
    // The first table of a join is what the lines are made of; every other one is asked for each of them.
    const first = plan.find(({ detail }) => /^(SCAN|SEARCH)/.test(detail))
    for (const step of plan)
      if (step.detail.startsWith('SCAN') && (within(step.parent) || (step.parent === 0 && step !== first)))
        scanned.push(step.detail)
  }
  return scanned
}

onSqlite((open) => {
  const [one, other] = [newId(), newId()]
  const page = { limit: 50 }
  const span = { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' }
  it.each<[string, (views: Views) => Promise<unknown>]>([
    ['the calendar', ({ meetings }) => meetings.calendar({ ...page, ...span, mine: false, personId: one })],
    ['my calendar', ({ meetings }) => meetings.calendar({ ...page, ...span, mine: true, personId: one })],
    ["a group's meetings", ({ convocations }) => convocations.meetingsOf(one, { ...page, personId: other })],
    ['the groups', ({ groups }) => groups.page(page, one, span.from, '2026-11-20')],
    ['the people', ({ people }) => people.page({ ...page, search: 'ana' })],
  ])('%s reads no table from end to end for each of its lines', async (_what, read) => {
    expect(await scannedForEachLine(await open(), read)).toEqual([])
  })
})
