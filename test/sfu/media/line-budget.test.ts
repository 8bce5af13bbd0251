import { expect, it } from 'vitest'
import { LineBudget } from '../../../sfu/media/line-budget.ts'

const wanted = 1_350_000
const seconds = (count: number) => count * 1_000
/** An estimate that has met a bound. */
const bound = (available: number) => ({ available, ceiling: 6_000_000 })
/** What was measured on a line that is full: nothing is to be waited for. */
const measured = (available: number) => ({ available, ceiling: Infinity })

/** A line that was wide, and carries so much now; three tiles flow over it. */
function short(available: number): LineBudget {
  const budget = new LineBudget()
  budget.estimate(bound(5_000_000), wanted, wanted, 0)
  budget.estimate(measured(available), wanted, wanted, seconds(20))
  budget.estimate(bound(available), wanted, 300_000, seconds(21))
  return budget
}

it('believes that nothing is short until an estimate has met a bound', () => {
  const budget = new LineBudget()
  for (const at of [0, 1, 2, 3])
    budget.estimate({ available: 1_000_000, ceiling: 1_000_000 }, wanted, wanted, seconds(at))
  expect(budget.bits).toBe(Infinity)
  for (const at of [4, 5, 6]) budget.estimate(bound(700_000), 600_000, 600_000, seconds(at))
  expect(budget.bits).toBe(Infinity)
})

it('follows what was measured at once, and an estimate when it has stayed low for a moment', () => {
  const budget = new LineBudget()
  budget.estimate(bound(400_000), wanted, wanted, 0)
  budget.estimate(bound(2_000_000), wanted, wanted, 200)
  budget.estimate(bound(400_000), wanted, wanted, 400)
  expect(budget.bits).toBe(Infinity)
  budget.estimate(bound(400_000), wanted, wanted, seconds(1.4))
  expect(budget.bits).toBe(400_000)
  budget.estimate(measured(200_000), wanted, 300_000, seconds(1.5))
  expect(budget.bits).toBe(200_000)
})

it('follows an estimate up while it is a bound, and gives everything back when it leaves room for all', () => {
  const budget = short(400_000)
  budget.estimate(bound(600_000), wanted, 300_000, seconds(22))
  expect(budget.bits).toBe(600_000)
  budget.estimate(bound(2_000_000), wanted, 450_000, seconds(23))
  expect(budget.bits).toBe(Infinity)
})

it('does not repeat at once what was too much, and does so ever later while it fails', () => {
  const budget = short(400_000)
  const tries: number[] = []
  let flowing = 300_000
  for (let at = 22; at < 322; at++) {
    // It seems to carry a tile more, and does not.
    budget.estimate(bound(flowing > 300_000 ? 400_000 : 550_000), wanted, flowing, seconds(at))
    const grown = budget.bits >= 450_000 ? 450_000 : 300_000
    if (grown > flowing) tries.push(at)
    flowing = grown
  }
  const between = tries.slice(1).map((at, index) => at - tries[index]!)
  expect(tries.length).toBeLessThan(12)
  expect(between.at(-1)).toBeGreaterThan(4 * between[0]!)
})

it('forgets what was too much when far more is found than what had misled it', () => {
  const budget = short(400_000)
  budget.estimate(bound(550_000), wanted, 300_000, seconds(22))
  budget.estimate(bound(550_000), wanted, 450_000, seconds(23))
  budget.estimate(measured(380_000), wanted, 450_000, seconds(24))
  budget.estimate(bound(550_000), wanted, 300_000, seconds(25))
  expect(budget.bits).toBeLessThan(450_000)
  budget.estimate(bound(1_000_000), wanted, 300_000, seconds(26))
  expect(budget.bits).toBe(1_000_000)
})

it('holds nothing against a line that became short by itself', () => {
  const budget = short(400_000)
  budget.estimate(bound(900_000), wanted, 300_000, seconds(22))
  budget.estimate(bound(900_000), wanted, 750_000, seconds(23))
  budget.estimate(measured(300_000), wanted, 750_000, seconds(60))
  budget.estimate(bound(900_000), wanted, 300_000, seconds(61))
  expect(budget.bits).toBe(900_000)
})

it('takes everything back, step by step, where each step must be taken to see the next', () => {
  const budget = short(300_000)
  const seen = new Set<number>()
  let at = 21
  while (budget.bits !== Infinity && at < 60) {
    at += 1
    seen.add(budget.bits)
    budget.estimate({ available: budget.bits, ceiling: budget.bits }, wanted, budget.bits, seconds(at))
  }
  expect(budget.bits).toBe(Infinity)
  expect(seen.size).toBeGreaterThan(3)
})
