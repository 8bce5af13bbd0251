import { describe, expect, it } from 'vitest'
import type { Quorum } from '../../contract/groups.ts'
import type { Delivery } from '../../contract/minutes.ts'
import { inTrouble, latestToEach, meaningOf } from '../../web/src/lib/meetings/deliveries.ts'
import { mayRepeat, quorumState, seatSign, seatsRound } from '../../web/src/lib/meetings/quorum-state.ts'

type Institution = Quorum['institutions'][number]

const institution = (shortName: string, more: Partial<Institution> = {}): Institution => ({
  organisationId: shortName,
  shortName,
  expectation: 'unknown',
  present: false,
  ...more,
})
const quorum = (institutions: Institution[], more: Partial<Quorum> = {}): Quorum => ({
  institutions,
  needed: 2,
  expected: institutions.filter(({ expectation }) => expectation === 'likely').length,
  present: institutions.filter(({ present }) => present).length,
  waived: false,
  ...more,
})

describe('the quorum as the page says it', () => {
  const likely = { expectation: 'likely' } as const
  const absent = { expectation: 'absent' } as const

  it('is expected, still open, or out of reach before the meeting', () => {
    const three = [institution('A', likely), institution('B'), institution('C')]
    expect(quorumState(quorum(three), 'before')).toBe('open')
    expect(quorumState(quorum([three[0]!, institution('B', likely)]), 'open')).toBe('reached')
    const declined = [institution('A', likely), institution('B', absent), institution('C', absent)]
    expect(quorumState(quorum(declined), 'before')).toBe('lost')
  })

  it('counts those who are there once the meeting has begun, whatever they had answered', () => {
    const there = [institution('A', { present: true }), institution('B', likely), institution('C', likely)]
    expect(quorumState(quorum(there), 'during')).toBe('open')
    expect(quorumState(quorum(there), 'after')).toBe('lost')
    expect(there.map((one) => seatSign(one, 'during'))).toEqual(['here', 'unknown', 'unknown'])
    expect(there.map((one) => seatSign(one, 'after'))).toEqual(['here', 'absent', 'absent'])
  })

  it('offers to convene again only where nobody could decide', () => {
    const nobody = quorum([institution('A'), institution('B')])
    expect(mayRepeat(nobody, 'after')).toBe(true)
    expect(mayRepeat(nobody, 'before')).toBe(false)
    expect(mayRepeat({ ...nobody, waived: true }, 'after')).toBe(false)
    expect(mayRepeat(null, 'after')).toBe(false)
  })

  it('draws each institution at its own place round the table', () => {
    const places = seatsRound(7)
    expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(7)
    expect(places[0]).toEqual({ x: 50, y: 7 })
  })
})

describe('the mails about a meeting', () => {
  const mail = (attendeeId: string, more: Partial<Delivery>): Delivery => ({
    attendeeId,
    name: attendeeId,
    email: `${attendeeId}@x.ro`,
    kind: 'invitation',
    state: 'sent',
    attempts: 1,
    lastError: null,
    at: '2026-11-25T08:00:00.000Z',
    ...more,
  })

  it('are shown by the last one to each person, what failed first', () => {
    const latest = latestToEach([
      mail('ana', {}),
      mail('dan', { state: 'failed', lastError: '550 5.1.1 no such user' }),
      mail('ana', { kind: 'update', at: '2026-11-25T09:00:00.000Z', state: 'waiting' }),
      mail('cora', {}),
    ])
    expect(latest.map(({ attendeeId, kind, state }) => [attendeeId, kind, state])).toEqual([
      ['dan', 'invitation', 'failed'],
      ['ana', 'update', 'waiting'],
      ['cora', 'invitation', 'sent'],
    ])
  })

  it('need somebody’s attention when they failed or were tried in vain, not while they only wait', () => {
    expect(inTrouble(mail('a', { state: 'waiting' }))).toBe(false)
    expect(inTrouble(mail('a', { state: 'waiting', lastError: '450 4.2.2 full' }))).toBe(true)
    expect(inTrouble(mail('a', { state: 'sent', lastError: null }))).toBe(false)
    expect(inTrouble(mail('a', { state: 'failed', lastError: 'expired' }))).toBe(true)
  })

  it('say in words of ours why they failed', () => {
    const said = {
      '550 5.1.1 <dan@x.ro>: Recipient address rejected: User unknown': 'no-address',
      '552 5.2.2 Mailbox full': 'full',
      '552 5.3.4 Message size exceeds fixed limit': 'too-large',
      'connect ECONNREFUSED 127.0.0.1:25': 'no-answer',
      'Greeting never received': 'no-answer',
      '451 4.7.1 Greylisted, come back in five minutes': 'later',
      '554 5.7.1 Message rejected as spam': 'refused',
      expired: 'expired',
    }
    for (const [words, meaning] of Object.entries(said))
      expect([words, meaningOf(words)]).toEqual([words, meaning])
  })
})
