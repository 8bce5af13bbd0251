import { describe, expect, it } from 'vitest'
import { createCounters } from '../../api/adapters/counters-memory.ts'
import { isError } from '../../contract/errors.ts'
import { guessLimits } from '../../contract/limits.ts'
import { deviceOf, newDevice } from '../../identity/device.ts'
import { createSlowGuessing, networkOf } from '../../identity/slow-guessing.ts'

const setUp = () => {
  let now = 0
  const pauses: number[] = []
  const guessing = createSlowGuessing({
    counters: createCounters(() => now),
    pause: async (ms) => void pauses.push(ms),
  })
  const guess = async (account: string, address: string, device: string | null = null) => {
    try {
      await guessing.before({ account, address, device })
      await guessing.wrong({ account, address, device })
      return 'checked'
    } catch (error) {
      return isError(error, 'request.limited') ? `wait ${error.params.retryAfterSeconds}` : 'failed'
    }
  }
  return { guessing, guess, pauses, pass: (seconds: number) => (now += seconds * 1000) }
}

describe('guessing a password', () => {
  it('is refused after ten tries from one place at one account, until the window ends', async () => {
    const { guess, pass } = setUp()
    for (let count = 0; count < guessLimits.perPair; count++)
      expect(await guess('ana', '10.0.0.1')).toBe('checked')
    expect(await guess('ana', '10.0.0.1')).toBe(`wait ${guessLimits.windowSeconds}`)
    pass(guessLimits.windowSeconds)
    expect(await guess('ana', '10.0.0.1')).toBe('checked')
  })

  it('from elsewhere never refuses the owner, nor a colleague behind the same address', async () => {
    const { guess } = setUp()
    for (let count = 0; count < 50; count++) await guess('ana', '203.0.113.9')
    expect(await guess('ana', '10.0.0.1')).toBe('checked')
    expect(await guess('ion', '203.0.113.9')).toBe('checked')
  })

  it('never refuses a browser that the owner has used, even behind the same address', async () => {
    const { guess, pauses } = setUp()
    for (let count = 0; count < 200; count++) await guess('ana', '10.0.0.1')
    expect(await guess('ana', '10.0.0.1')).toMatch(/^wait/)
    const before = pauses.length
    expect(await guess('ana', '10.0.0.1', 'known')).toBe('checked')
    expect(pauses).toHaveLength(before)
  })

  it('from all over the world at one account is slowed and not refused', async () => {
    const { guess, pauses } = setUp()
    for (let count = 0; count < guessLimits.perAccount; count++) await guess('ana', `198.51.100.${count}`)
    expect(pauses).toEqual([])
    expect(await guess('ana', '10.0.0.1')).toBe('checked')
    expect(pauses).toEqual([guessLimits.pauseMs])
  })

  it('of many accounts from one network is slowed', async () => {
    const { guess, pauses } = setUp()
    for (let count = 0; count < guessLimits.perNetwork; count++)
      await guess(`account ${count}`, '203.0.113.9')
    expect(pauses).toEqual([])
    await guess('one more', '203.0.113.9')
    expect(pauses).toHaveLength(1)
  })

  it('does not fill the server with those who wait', async () => {
    const counters = createCounters()
    const held: (() => void)[] = []
    const guessing = createSlowGuessing({ counters, pause: () => new Promise((go) => held.push(go)) })
    for (let count = 0; count < guessLimits.perAccount; count++) await counters.hit('guess:account:ana', 900)
    const waiting = Array.from({ length: guessLimits.waiting }, (_, count) =>
      guessing.before({ account: 'ana', address: `2001:db8:${count.toString(16)}::1`, device: null }),
    )
    await expect.poll(() => held.length).toBe(guessLimits.waiting)
    await expect(guessing.before({ account: 'ana', address: '10.0.0.1', device: null })).rejects.toThrow(
      'limited',
    )
    for (const go of held) go()
    await Promise.all(waiting)
  })

  it('is counted before it is checked, so that many at once are not all checked', async () => {
    const { guess } = setUp()
    const answers = await Promise.all(Array.from({ length: 100 }, () => guess('ana', '10.0.0.1')))
    expect(answers.filter((answer) => answer === 'checked')).toHaveLength(guessLimits.perPair)
  })

  it('begins anew after the right password', async () => {
    const { guess, guessing } = setUp()
    for (let count = 0; count < 9; count++) await guess('ana', '10.0.0.1')
    await guessing.right({ account: 'ana', address: '10.0.0.1', device: null })
    for (let count = 0; count < 10; count++) expect(await guess('ana', '10.0.0.1')).toBe('checked')
  })
})

describe('a network', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::99', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network))
})

describe('the mark of a known browser', () => {
  it('is good for the address that signed in, and for nobody else', () => {
    const mark = newDevice('key', 'ana@example.ro')
    expect(deviceOf('key', mark, 'ana@example.ro')).toBe(mark.split('.')[0])
    expect(deviceOf('key', mark, 'ion@example.ro')).toBeNull()
    expect(deviceOf('other key', mark, 'ana@example.ro')).toBeNull()
  })

  it.each(['', '.', 'a.b', 'a.b.c', 'x'.repeat(5000)])('cannot be forged: %s', (mark) => {
    expect(deviceOf('key', mark, 'ana@example.ro')).toBeNull()
  })
})
