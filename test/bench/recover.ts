/**
 * How long a picture stands still when something breaks: a killed media worker, a dropped socket, another address. Two
 * people in the product's own pages, both in a network behind a router of 10 ms; the time is from the break to the next
 * frame that is decoded, and the longest pause between two frames until all is well. `npm run bench recover [COUNT]`.
 */
import { availableParallelism } from 'node:os'
import type { Page } from 'playwright-core'
import { openMeetingRoom, roomArguments } from '../e2e/meeting-room.ts'
import { cutLine, pauseOf, pictureMoves, watchPause } from '../e2e/watch-media.ts'
import { chromiumPath, openChromium } from '../support/chromium.ts'
import { killMediaWorker } from '../support/kill-media-worker.ts'
import { openNetwork } from '../support/network.ts'
import { type BenchRow, percentile, reportBench } from '../support/report-bench.ts'
import { startApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'

const count = Number(process.argv[2] ?? 5)
/** What the issue allows after a killed worker. */
const workerMs = 3_000
/** Workers that die more often than this within a minute each are started later and later: that pause is meant. */
const mostKills = 3
/** Frames go on for so long before a break counts as over. */
const calmMs = 4_000

const network = await openNetwork({ delayMs: 5 })
try {
  const room = await openMeetingRoom('Revenire', {
    start: () => startApp({ env: { HOST: network.address } }),
  })
  const inside = await openChromium(roomArguments(room.app.url), await network.inside(chromiumPath))
  try {
    const host = await room.host()
    await host.getByRole('button', { name: 'Intră în conferință', exact: true }).click()
    await host.locator('.call').waitFor()
    const guest = await room.guestIn(inside, 'Irina Pală')
    await guest.getByRole('button', { name: 'Cere intrarea', exact: true }).click()
    await host.getByRole('button', { name: 'Primește', exact: true }).click()
    await guest.locator('.call').waitFor()
    await Promise.all([host, guest].map(pictureMoves))

    const connected = (page: Page) =>
      page
        .getByText(/Se reface legătura/)
        .first()
        .waitFor({ state: 'detached', timeout: 60_000 })
    /** The longest pause of either side, milliseconds. */
    const breakOnce = async (act: () => unknown): Promise<number> => {
      await Promise.all([host, guest].map(watchPause))
      await act()
      await until(
        'pictures to go on',
        async () => {
          const pauses = await Promise.all([host, guest].map(pauseOf))
          return pauses.every(({ sinceLongest, frames }) => frames > 0 && sinceLongest > calmMs)
        },
        60_000,
      )
      await Promise.all([host, guest].map(connected))
      const pauses = await Promise.all([host, guest].map(pauseOf))
      return Math.max(...pauses.map(({ longest }) => longest))
    }

    const breaks: [what: string, act: () => unknown, limit?: number, most?: number][] = [
      ['nothing (what a picture pauses anyway)', () => undefined],
      ['a killed media worker', () => killMediaWorker(), workerMs, mostKills],
      ['a dropped socket', () => cutLine(guest)],
      ['another address', () => network.changeAddress()],
    ]
    const rows: BenchRow[] = []
    for (const [what, act, limit, most = count] of breaks) {
      const pauses: number[] = []
      for (let round = 0; round < Math.min(count, most); round += 1) {
        const pause = await breakOnce(act)
        pauses.push(pause)
        console.log(`  ${what}: ${pause.toFixed(0)} ms without a new frame`)
      }
      rows.push(
        { what: `${what}, p50`, value: percentile(pauses, 0.5), unit: 'ms' },
        { what: `${what}, slowest`, value: Math.max(...pauses), unit: 'ms', ...(limit ? { limit } : {}) },
      )
    }
    const conditions = `longest pause between two decoded frames on either side, ${count} each (${mostKills} kills at most), router of 10 ms, ${availableParallelism()} cores`
    if (!reportBench('recover', conditions, rows)) process.exitCode = 1
  } finally {
    await inside.close()
    await room.close()
  }
} finally {
  await network.close()
}
