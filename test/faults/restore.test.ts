/**
 * A restore, tested by living on it: the first half of the story, a backup while people go on writing, a restore into an
 * empty place, and the second half there, with the sessions, links and documents of the first.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { requestLimits } from '../../contract/limits.ts'
import { createBrowser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { startMailServer } from '../support/mail-server.ts'
import { emptyPlace, environmentOf } from '../support/places.ts'
import { runProduct } from '../support/run-product.ts'
import { testFolder } from '../support/test-folder.ts'
import { until } from '../support/until.ts'
import { auditPromises } from './audit-promises.ts'
import { keepProduct } from './keep-product.ts'
import { createLedger } from './ledger.ts'
import { mailsWith } from './mails.ts'
import { openOffice } from './office.ts'
import { reportFault } from './report.ts'
import { tellFirstHalf, tellSecondHalf } from './round.ts'

forEachDatabase((open, database) => {
  describe('a backup that was made under writes and restored elsewhere', { timeout: 180_000 }, () => {
    it('is lived on: sessions, links in mails, documents and half-done work go on as before', async () => {
      const mail = await startMailServer()
      onTestFinished(() => mail.close())
      const common = { SMTP_URL: mail.url, MAIL_FROM: 'Sfat <sfat@minister.example>' }
      const before = environmentOf(await emptyPlace(open))
      const product = await keepProduct({ ...before, ...common })
      onTestFinished(() => product.stop())
      const ledger = createLedger()
      const office = await openOffice({ url: product.url, ledger })
      const begun = [await tellFirstHalf(office, 'R0', 0), await tellFirstHalf(office, 'R1', 1)]
      // The links that the second half answers by are in mails of the first.
      for (const { guest, mark } of begun)
        await until(
          'the convocation to arrive',
          () => mailsWith(mail.accepted, { to: guest, mark: `Session ${mark}` }).length === 1,
          60_000,
        )

      // Others go on writing while it is copied, within what one account may; what they do after its moment is not in it.
      let copied = false
      const busy = createBrowser(product.url)
      for (const [name, value] of office.admin.browser.cookies) busy.cookies.set(name, value)
      let written = 0
      const writing = (async () => {
        for (; !copied; written += 1) {
          const room = { name: `Room ${written}`, building: 'Palat', capacity: 9 }
          expect((await busy.post('/api/rooms', room)).status).toBe(201)
          await delay(60_000 / (requestLimits.write.perMinute / 2))
        }
      })()
      // A failure is told when it is waited for.
      writing.catch(() => undefined)
      const folder = await testFolder()
      const backup = runProduct({ ...before, ...common }, 'backup', folder)
      expect(await backup.ended, backup.err()).toBe(0)
      copied = true
      await writing
      expect(written).toBeGreaterThan(0)
      await product.kill()

      const [name = ''] = await readdir(folder)
      const after = environmentOf(await emptyPlace(open))
      const restore = runProduct({ ...after, ...common }, 'restore', join(folder, name))
      expect(await restore.ended, restore.err()).toBe(0)
      await product.start({ ...after, ...common })
      for (const one of begun) await tellSecondHalf(office, one, mail)

      const audited = await auditPromises(office, mail, product.said)
      expect(audited.wrong).toEqual([])
      expect(audited.promises).toBe(2 * 11)
      await reportFault({ fault: 'restore', database, struck: 1 }, ledger, audited)
    })
  })
})
