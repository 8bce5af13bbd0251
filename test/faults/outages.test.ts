/** What the product leans on is gone for a while: the mail server, Redis; and the clock is set while it runs. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { makeRunFolder, removeRunFolder, startRedis } from '../../toolchain/start-test-servers.ts'
import { redis } from '../../toolchain/test-parts.ts'
import { forEachDatabase, onPostgres } from '../support/databases.ts'
import { lastingPort } from '../support/free-port.ts'
import { type MailServer, type ReceivedMail, startMailServer } from '../support/mail-server.ts'
import { emptyPlace, environmentOf } from '../support/places.ts'
import { testFolder } from '../support/test-folder.ts'
import { auditPromises } from './audit-promises.ts'
import { keepProduct } from './keep-product.ts'
import { createLedger } from './ledger.ts'
import { openOffice } from './office.ts'
import { reportFault } from './report.ts'
import { tellFirstHalf, tellSecondHalf } from './round.ts'
import { sufferOutage } from './suffer-outage.ts'

const from = { MAIL_FROM: 'Sfat <sfat@minister.example>' }

/** A mail server that can be gone for a while. */
async function startLastingMail() {
  const port = await lastingPort()
  const earlier: ReceivedMail[] = []
  let server: MailServer | null = await startMailServer({}, port)
  const { url } = server
  const stop = async () => {
    earlier.push(...(server?.accepted ?? []))
    const stopping = server
    server = null
    await stopping?.close()
  }
  onTestFinished(stop)
  return {
    url,
    stop,
    startAgain: async () => {
      server = await startMailServer({}, port)
    },
    get accepted() {
      return [...earlier, ...(server?.accepted ?? [])]
    },
  }
}

forEachDatabase((open, database) => {
  describe('a mail server that is gone', { timeout: 180_000 }, () => {
    it('hinders nobody; what was promised leaves when it is back, once', async () => {
      const place = await emptyPlace(open)
      const mail = await startLastingMail()
      const product = await keepProduct({ ...environmentOf(place), ...from, SMTP_URL: mail.url })
      onTestFinished(() => product.stop())
      await sufferOutage(product, mail, {
        ...{ fault: 'mail-gone', database, begin: mail.stop, end: mail.startAgain },
        ...{ lastsMs: 4_000, codes: [], part: null, reads: true },
      })
    })
  })

  describe('a clock that is set an hour ahead, and back', { timeout: 180_000 }, () => {
    it('signs nobody out, doubles nothing, and leaves the audit in the order in which things happened', async () => {
      const place = await emptyPlace(open)
      const mail = await startMailServer()
      onTestFinished(() => mail.close())
      const file = join(await testFolder(), 'ahead')
      await writeFile(file, '0')
      const product = await keepProduct({
        ...{ ...environmentOf(place), ...from, SMTP_URL: mail.url, SHIFT_CLOCK: file },
        NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'shift-clock.ts')).href}`,
      })
      onTestFinished(() => product.stop())
      const setClock = async (hours: number) => {
        await writeFile(file, String(hours * 3_600_000))
        product.process().signal('SIGUSR2')
      }

      const ledger = createLedger()
      let atAsking: (() => void) | null = null
      const office = await openOffice({ url: product.url, ledger, beforeAsking: () => atAsking?.() })
      // Every few requests it jumps: an hour ahead, back to the truth, an hour behind.
      let asked = 0
      let struck = 0
      const hours = [1, 0, -1, 0]
      atAsking = () => {
        asked += 1
        if (asked % 5 === 0) void setClock(hours[struck++ % hours.length] ?? 0)
      }
      for (let number = 0; number < 2; number++) {
        const begun = await tellFirstHalf(office, `R${number}`, number)
        await tellSecondHalf(office, begun, mail)
      }
      await tellFirstHalf(office, 'R2', 2)
      atAsking = null
      expect(struck).toBeGreaterThan(7)
      await setClock(0)

      // Everybody is still signed in.
      for (const { browser } of Object.values(office.people)) {
        const { body } = await browser.get('/api/me')
        expect(z.object({ person: z.object({ id: z.string() }) }).safeParse(body).success).toBe(true)
      }
      const audited = await auditPromises(office, mail, product.said)
      expect(audited.wrong).toEqual([])
      expect(audited.copies).toBe(0)
      expect(ledger.refused).toEqual({})
      expect(product.said()).not.toContain('a defect that nobody caught')
      await reportFault({ fault: 'clock', database, struck }, ledger, audited)
    })
  })
})

onPostgres((open) => {
  describe('Redis that is gone', { timeout: 180_000 }, () => {
    it('is missed by conferences alone: the story goes on, and afterwards all is as before', async () => {
      const place = await emptyPlace(open)
      const mail = await startMailServer()
      onTestFinished(() => mail.close())
      const folder = makeRunFolder()
      const program = redis.find()
      if (program === undefined) throw new Error('There is no Redis here: install redis-server.')
      const server = await startRedis(program, folder)
      onTestFinished(async () => {
        await server.stop()
        removeRunFolder(folder)
      })
      const product = await keepProduct({
        ...{ ...environmentOf(place), ...from, SMTP_URL: mail.url, REDIS_URL: server.url },
      })
      onTestFinished(() => product.stop())
      await sufferOutage(product, mail, {
        ...{ fault: 'redis-gone', database: 'postgres', begin: server.stop, end: server.startAgain },
        ...{ lastsMs: 5_000, codes: [], part: 'redis', reads: true },
      })
    })
  })
})
