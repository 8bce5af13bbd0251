import { v7 as uuid } from 'uuid'
import { expect, test } from 'vitest'
import type { Fact } from '../../../sfu/room/ports.ts'
import { FactWriter } from '../../../sfu/signal/fact-writer.ts'
import { until } from '../../support/until.ts'

const fact = (name: 'conference.started' | 'conference.alive' = 'conference.started'): Fact => ({
  id: uuid(),
  name,
  at: '2026-11-24T08:00:00.000Z',
  actorId: null,
  payload: { meetingId: uuid(), occurrenceId: uuid(), conferenceId: uuid() },
})
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

test('writes facts in their order, one at a time', async () => {
  const written: Fact[] = []
  let writing = 0
  const writer = new FactWriter(
    {
      append: async (one) => {
        expect((writing += 1)).toBe(1)
        await new Promise((resolve) => setImmediate(resolve))
        writing -= 1
        written.push(one)
      },
    },
    quiet,
    0,
  )
  const facts = Array.from({ length: 20 }, () => fact())
  for (const one of facts) writer.write(one)
  await writer.close(1000)
  expect(written).toEqual(facts)
})

test('writes at once when somebody waits for it, and lets go of them when it takes too long', async () => {
  const written: Fact[] = []
  let away = false
  const log = {
    append: async (one: Fact) => {
      if (away) throw new Error('the log is away')
      written.push(one)
    },
  }
  // Without haste it would be written a minute from now.
  const writer = new FactWriter(log, quiet, 60_000)
  const [one, two, three] = [fact(), fact(), fact()]
  writer.write(one)
  await writer.hurry(30_000)
  expect(written).toEqual([one])
  writer.write(two)
  expect(written).toEqual([one])
  away = true
  await writer.hurry(50)
  expect(written).toEqual([one])
  away = false
  writer.write(three)
  await writer.close(30_000)
  expect(written).toEqual([one, two, three])
})

test('tries again with the same fact until the log has taken it', async () => {
  const tried: string[] = []
  const writer = new FactWriter(
    {
      append: async ({ id }) => {
        tried.push(id)
        if (tried.length < 3) throw new Error('the log is away')
      },
    },
    quiet,
    0,
  )
  const [one, two] = [fact(), fact()]
  writer.write(one)
  writer.write(two)
  await until('both to be written', () => writer.written === 2)
  expect(tried).toEqual([one.id, one.id, one.id, two.id])
})

test('does not wait for ever for a log that takes nothing, and says what is lost', async () => {
  const said: object[] = []
  const writer = new FactWriter(
    { append: () => new Promise(() => undefined) },
    { ...quiet, error: (details) => said.push(details) },
    0,
  )
  writer.write(fact())
  await writer.close(20)
  expect(said).toEqual([{ lost: 1 }])
})

test('drops signs of life, and nothing else, when too much waits', () => {
  const writer = new FactWriter({ append: () => new Promise(() => undefined) }, quiet, 0)
  for (let count = 0; count < 1000; count += 1) writer.write(fact())
  writer.write(fact('conference.alive'))
  writer.write(fact())
  expect(writer.waiting).toBe(1001)
})

test('rests before it writes, together and in order, and closing ends the rest', async () => {
  const written: string[] = []
  const writer = new FactWriter({ append: async ({ id }) => void written.push(id) }, quiet, 60_000)
  const [one, two] = [fact(), fact()]
  writer.write(one)
  writer.write(two)
  expect(written).toEqual([])
  await writer.close(1000)
  expect(written).toEqual([one.id, two.id])
})
