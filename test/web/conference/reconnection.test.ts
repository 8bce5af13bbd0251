import { describe, expect, it } from 'vitest'
import type { LinkEvent, LinkState } from '#lib/conference/reconnection.ts'
import { step } from '#lib/conference/reconnection.ts'

const limits = { graceMs: 60_000 }

/** Plays events at their times and answers the last state and order. */
function play(...events: [now: number, event: LinkEvent][]) {
  let state: LinkState = { name: 'connected' }
  let order: ReturnType<typeof step>['order'] = { do: 'nothing' }
  for (const [now, event] of events) ({ state, order } = step(state, event, now, limits))
  return { state, order }
}

describe('reconnection', () => {
  it('tries the kept seat at once when the line breaks', () => {
    expect(play([1000, { name: 'broke' }])).toEqual({
      state: { name: 'returning', since: 1000, attempt: 0 },
      order: { do: 'return', afterMs: 0 },
    })
  })

  it('waits longer after each failure, but never long', () => {
    let state: LinkState = { name: 'returning', since: 0, attempt: 0 }
    const waits: number[] = []
    for (let now = 100; now < 900; now += 100) {
      const next = step(state, { name: 'failed' }, now, limits)
      state = next.state
      if (next.order.do === 'return') waits.push(next.order.afterMs)
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(Math.max(...waits)).toBeLessThanOrEqual(3000)
  })

  it('is connected again when the node greets it', () => {
    const { state, order } = play([0, { name: 'broke' }], [500, { name: 'failed' }], [900, { name: 'back' }])
    expect(state).toEqual({ name: 'connected' })
    expect(order).toEqual({ do: 'nothing' })
  })

  it('takes a new seat when the node has started anew and forgotten the old one', () => {
    const { order } = play([0, { name: 'broke' }], [3000, { name: 'refused', code: 'conference.seat-lost' }])
    expect(order).toEqual({ do: 're-enter', afterMs: 0 })
  })

  it('goes to the node that has the meeting now', () => {
    const { state, order } = play(
      [0, { name: 'broke' }],
      [400, { name: 'failed' }],
      [9000, { name: 'moved' }],
    )
    expect(state.name).toBe('re-entering')
    expect(order).toEqual({ do: 're-enter', afterMs: 0 })
  })

  it('keeps trying for a new seat when the new ticket was too late', () => {
    const { order } = play(
      [0, { name: 'broke' }],
      [100, { name: 'refused', code: 'conference.seat-lost' }],
      [200, { name: 'refused', code: 'conference.ticket-expired' }],
    )
    expect(order.do).toBe('re-enter')
  })

  it('does not bring a sleeper back with an open microphone', () => {
    const { state, order } = play([0, { name: 'broke' }], [3_600_000, { name: 'failed' }])
    expect(state).toEqual({ name: 'over', code: 'conference.seat-lost' })
    expect(order).toEqual({ do: 'stop' })
  })

  it.each(['conference.removed', 'conference.ended', 'conference.denied', 'meeting.over'] as const)(
    'stops for good on %s',
    (code) => {
      const { state, order } = play([0, { name: 'broke' }], [10, { name: 'refused', code }])
      expect(state).toEqual({ name: 'over', code })
      expect(order).toEqual({ do: 'stop' })
      expect(step(state, { name: 'back' }, 20, limits).state).toEqual(state)
    },
  )

  it('waits through a server that is only busy', () => {
    const { state, order } = play([0, { name: 'broke' }], [10, { name: 'refused', code: 'server.busy' }])
    expect(state.name).toBe('returning')
    expect(order.do).toBe('return')
  })
})
