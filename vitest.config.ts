import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const pages = ['test/e2e/**/*.test.ts']
const calls = ['test/sfu/media/**/*.test.ts']
const clusters = ['test/cluster/**/*.test.ts']

const beside = {
  maxWorkers: Math.max(2, availableParallelism() - 1),
  testTimeout: 60_000,
  hookTimeout: 120_000,
  sequence: { groupOrder: 0 },
}
const alone = { fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 }

/**
 * Limits are for what hangs, not for how fast it goes. On a machine that others load as well a browser may be starved for
 * longer than anything waits: there, and only there, a test of one may have a second go. Nothing else may.
 */
const secondGo = { retry: process.env['CI'] ? 1 : 0 }

/**
 * Two kinds of tests. Parts, and calls between browsers, run side by side, each file in a process of its own, so that a file
 * that leaves something behind (a worker, a listener) cannot disturb another. Clusters and pages start servers and browsers,
 * want the machine to themselves, and come after.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...pages, ...calls, ...clusters],
          ...beside,
        },
      },
      {
        extends: true,
        test: { name: 'calls', include: calls, ...beside, ...secondGo },
      },
      {
        extends: true,
        test: { name: 'clusters', include: clusters, ...alone, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { name: 'pages', include: pages, ...alone, ...secondGo, sequence: { groupOrder: 2 } },
      },
    ],
  },
})
