/**
 * The story with something gone in the middle of it. Meanwhile the product lives, says that it is not ready and what it
 * lacks, turns writes away with words; afterwards it is well without a restart, and every promise is there.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { z } from 'zod'
import type { ErrorCode } from '../../contract/errors.ts'
import { requestLimits } from '../../contract/limits.ts'
import { createBrowser } from '../support/browser.ts'
import type { DatabaseTarget } from '../../api/db/data-source.ts'
import type { MailServer } from '../support/mail-server.ts'
import { until } from '../support/until.ts'
import { auditPromises } from './audit-promises.ts'
import type { KeptProduct } from './keep-product.ts'
import { createLedger } from './ledger.ts'
import { openOffice } from './office.ts'
import { type Fault, reportFault } from './report.ts'
import { tellFirstHalf, tellSecondHalf } from './round.ts'

export type Outage = {
  fault: Fault
  database: DatabaseTarget['kind']
  begin(): Promise<void>
  end(): Promise<void>
  /** How long it is gone, in milliseconds; at the least until somebody has been turned away. */
  lastsMs: number
  /** With what words writes are turned away; none: nobody is. */
  codes: ErrorCode[]
  /** The part that `/health/ready` says is missing; null: it can do all that it is there for. */
  part: 'database' | 'writing' | 'redis' | null
  /** Whether what is there can still be read. */
  reads: boolean
}

const Ready = z.object({ status: z.string(), parts: z.record(z.string(), z.boolean()) })

export async function sufferOutage(
  product: KeptProduct,
  mail: Pick<MailServer, 'accepted'>,
  outage: Outage,
): Promise<void> {
  const { fault, database, codes, part, reads } = outage
  const ledger = createLedger()
  const office = await openOffice({ url: product.url, ledger })
  const tell = async (number: number) => {
    const begun = await tellFirstHalf(office, `R${number}`, number)
    await tellSecondHalf(office, begun, mail)
  }
  const ready = async () => {
    const answer = await fetch(`${product.url}/health/ready`)
    return { status: answer.status, ...Ready.parse(await answer.json()).parts }
  }
  const isWell = () => until('it is ready again', async () => (await ready()).status === 200, 60_000)
  const turnedAway = () => Object.values(ledger.refused).reduce((sum, times) => sum + times, 0)

  await tell(0)
  expect(await ready()).toMatchObject({ status: 200 })
  const before = ledger.answered
  let over = false
  // Somebody who goes on all the while, within what one account may write; and those whose story meets the fault.
  const busybody = async () => {
    for (let number = 0; !over; number += 1) {
      await office.admin.ask('POST', '/api/organisations', { name: `Body ${number}`, shortName: 'B' })
      await delay(60_000 / (requestLimits.write.perMinute / 2))
    }
  }
  const told = Promise.all([tell(1), tell(2), busybody()])
  // A failure is told when it is waited for.
  told.catch(() => undefined)
  await until('they are in the middle of it', () => ledger.answered > before + 12)

  await outage.begin()
  const begun = performance.now()
  try {
    if (codes.length > 0) await until('somebody is turned away', () => turnedAway() > 0, 30_000)
    if (part !== null)
      await until(
        `it says that it is not ready for want of: ${part}`,
        async () => {
          const { status, ...parts } = await ready()
          return status === 503 && (parts as Record<string, boolean>)[part] === false
        },
        20_000,
      )
    else expect(await ready()).toMatchObject({ status: 200 })
    // Cookies of its own, for a reader who is no part of the story.
    const reader = createBrowser(product.url)
    for (const [name, value] of office.admin.browser.cookies) reader.cookies.set(name, value)
    do {
      const asked = performance.now()
      expect((await fetch(`${product.url}/health/live`)).status).toBe(200)
      expect(performance.now() - asked).toBeLessThan(5_000)
      if (reads) expect((await reader.get('/api/people')).status).toBe(200)
      await delay(Math.min(1_000, outage.lastsMs))
    } while (performance.now() - begun < outage.lastsMs)
  } finally {
    await outage.end()
  }
  await isWell()
  over = true
  await told
  await tell(3)
  expect(await ready()).toMatchObject({ status: 200 })

  const audited = await auditPromises(office, mail, product.said)
  expect(audited.wrong).toEqual([])
  expect(Object.keys(ledger.refused).filter((code) => !(codes as string[]).includes(code))).toEqual([])
  // Nobody died: what had left was written down, and left once.
  expect(audited.copies).toBe(0)
  expect(product.said()).not.toContain('a defect that nobody caught')
  await reportFault({ fault, database, struck: 1 }, ledger, audited)
}
