import { expect, it } from 'vitest'
import { LineBudget } from '../../../sfu/media/line-budget.ts'

it('believes that nothing is short until an estimate has met a bound', () => {
  const budget = new LineBudget()
  budget.estimate({ available: 1_000_000, ceiling: 1_000_000 }, 1_350_000, 1_350_000, 0)
  expect(budget.bits).toBe(Infinity)
  budget.estimate({ available: 700_000, ceiling: 1_500_000 }, 600_000, 600_000, 1_000)
  expect(budget.bits).toBe(Infinity)
})

it('follows the estimate down at once, and up while it is a bound', () => {
  const budget = new LineBudget()
  budget.estimate({ available: 400_000, ceiling: 1_500_000 }, 1_350_000, 1_350_000, 0)
  expect(budget.bits).toBe(400_000)
  budget.estimate({ available: 600_000, ceiling: 1_500_000 }, 1_350_000, 300_000, 1_000)
  expect(budget.bits).toBe(600_000)
})

it('gives everything back at once when the estimate leaves room for all of it', () => {
  const budget = new LineBudget()
  budget.estimate({ available: 400_000, ceiling: 1_500_000 }, 1_350_000, 1_350_000, 0)
  budget.estimate({ available: 2_000_000, ceiling: 4_000_000 }, 1_350_000, 300_000, 1_000)
  expect(budget.bits).toBe(Infinity)
})

/** A line of 500 kbit/s on which nine tiles are wanted; the ceiling is what mediasoup would have. */
function live(budget: LineBudget, seconds: number): number {
  const line = 500_000
  let shortages = 0
  for (let at = 0; at < seconds * 1_000; at += 1_000) {
    const tiles = Math.min(9, Math.floor(budget.bits / 150_000))
    const asked = tiles * 150_000
    if (asked > line) shortages += 1
    budget.estimate(
      { available: asked > line ? line * 0.8 : line, ceiling: Math.max(550_000, asked * 1.35) },
      9 * 150_000,
      asked,
      at,
    )
  }
  return shortages
}

it('tries for more ever more seldom on a line that will not carry more', () => {
  const budget = new LineBudget()
  const early = live(budget, 120)
  expect(early).toBeGreaterThan(0)
  expect(early).toBeLessThan(20)
})

it('takes everything back, step by step, on a line that has recovered', () => {
  const budget = new LineBudget()
  budget.estimate({ available: 300_000, ceiling: 1_500_000 }, 1_350_000, 1_350_000, 0)
  let at = 0
  const seen = new Set<number>()
  while (budget.bits !== Infinity && at < 120_000) {
    at += 1_000
    seen.add(budget.bits)
    budget.estimate({ available: 1_000_000, ceiling: 1_000_000 }, 1_350_000, budget.bits, at)
  }
  expect(budget.bits).toBe(Infinity)
  expect(seen.size).toBeGreaterThan(3)
})
