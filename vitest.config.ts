import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const whole = ['test/e2e/**/*.test.ts', 'test/cluster/**/*.test.ts']

/**
 * Two kinds of tests. Parts run side by side, each file in a process of its own, so that a file that leaves something
 * behind (a worker, a listener) cannot disturb another. Wholes start servers and browsers, want the machine to themselves,
 * and come after.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    allowOnly: false,
    // These limits are for what hangs, not for how fast it goes. On a machine that others load as well a browser or a
    // database may be starved for longer than anything waits: there, and only there, a test may have a second go.
    retry: process.env['CI'] ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: whole,
          maxWorkers: Math.max(2, availableParallelism() - 1),
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'wholes',
          include: whole,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
