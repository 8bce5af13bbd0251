/** Refused sign-ins in the audit: each of them, and never so many that somebody fills the disk by guessing. */
import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { createCounters } from '../../api/adapters/counters-memory.ts'
import { withinRequest } from '../../api/request-context.ts'
import { guessLimits, refusalLimits } from '../../contract/limits.ts'
import { createRefusals, type Refusal } from '../../identity/refused-sign-ins.ts'
import { forEachDatabase, type Open } from '../support/databases.ts'
import { until } from '../support/until.ts'

const request = {
  requestId: newId(),
  personId: null,
  address: '192.0.2.7',
  route: 'POST /api/session',
  claim: null,
}

async function installation(open: Open) {
  const { work, clock } = await open()
  clock.set('2026-11-26T08:00:00Z')
  const failures: unknown[] = []
  const counters = createCounters()
  const refused = createRefusals({ work, clock, counters, onFailed: (error) => void failures.push(error) })
  const refuse = (refusal: Partial<Refusal>) =>
    withinRequest(request, () =>
      refused({ personId: null, address: '192.0.2.7', code: 'session.wrong-credentials', ...refusal }),
    )
  const rows = () => work.read(({ audit }) => audit.after(0, 1_000))
  /** All that were begun are written, or left. */
  const settled = async (count: number) => {
    const written = async () => {
      if (failures.length > 0) throw new Error('one could not be written', { cause: failures[0] })
      return (await rows()).length >= count
    }
    await until(`${count} rows`, written, 50_000)
    return rows()
  }
  return { work, refuse, rows, settled, failures }
}

const said = ({ changes }: { changes: string }) => JSON.parse(changes) as { field: string; after: unknown }[]

forEachDatabase((open) => {
  describe('a refused sign-in', () => {
    it('of an address that nobody has here is nobody’s', async () => {
      const { refuse, settled } = await installation(open)
      refuse({})
      expect((await settled(1))[0]).toMatchObject({ subjectKind: 'sign-in', subjectId: null, actorId: null })
    })

    it('is written with whose it was, why, from where and on which way', async () => {
      const { refuse, settled } = await installation(open)
      const personId = newId()
      refuse({ personId, code: 'session.wrong-code' })
      const [row] = await settled(1)
      expect(row).toMatchObject({
        ...{ action: 'sign-in.refused', actorId: null, subjectKind: 'sign-in', subjectId: personId },
        ...{ address: '192.0.2.7', route: 'POST /api/session' },
      })
      expect(said(row!)).toEqual([{ field: 'reason', before: null, after: 'session.wrong-code' }])
    })

    it('is written ten times by account and network, the last with until when no more are', async () => {
      const { refuse, settled, rows, failures } = await installation(open)
      const personId = newId()
      for (let count = 0; count < refusalLimits.perPair + 5; count += 1) refuse({ personId })
      await settled(refusalLimits.perPair)
      // Somebody else's, from elsewhere, is written meanwhile: one who guesses hides nobody.
      refuse({ personId: newId(), address: '198.51.100.1' })
      const written = await settled(refusalLimits.perPair + 1)
      expect(await rows()).toHaveLength(refusalLimits.perPair + 1)
      expect(written.filter((row) => said(row).length === 2)).toHaveLength(1)
      expect(said(written.find((row) => said(row).length === 2)!)[1]).toEqual({
        ...{ field: 'noneWrittenUntil', before: null },
        after: `2026-11-26T08:${guessLimits.windowSeconds / 60}:00.000Z`,
      })
      expect(failures).toEqual([])
    })

    it('is written a hundred times by network, however many accounts are tried', async () => {
      const { refuse, settled, rows } = await installation(open)
      for (let count = 0; count < refusalLimits.perNetwork + 20; count += 1) refuse({ personId: newId() })
      refuse({ address: '198.51.100.1' })
      await settled(refusalLimits.perNetwork + 1)
      expect(await rows()).toHaveLength(refusalLimits.perNetwork + 1)
    })

    it('is written so often altogether that the whole world cannot fill the disk', async () => {
      const { refuse, settled, rows } = await installation(open)
      for (let count = 0; count < refusalLimits.atAll + 20; count += 1)
        refuse({ personId: newId(), address: `203.0.${count >> 8}.${count & 255}` })
      await settled(refusalLimits.atAll)
      expect(await rows()).toHaveLength(refusalLimits.atAll)
    })

    it('refuses all the same when it cannot be written', async () => {
      const { work, refuse, failures } = await installation(open)
      await work.close()
      refuse({})
      await until('the failure to be told', () => failures.length === 1)
    })
  })
})
