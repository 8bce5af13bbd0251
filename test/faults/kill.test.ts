/**
 * `kill -9` of the real product at twenty random points of the story, on both databases. `FAULTS_SEED` tells the same
 * points again: they are requests, counted, and milliseconds after these have left.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createChance } from '../../api/demo/chance.ts'
import { forEachDatabase } from '../support/databases.ts'
import { startMailServer } from '../support/mail-server.ts'
import { emptyPlace, environmentOf } from '../support/places.ts'
import { auditPromises } from './audit-promises.ts'
import { keepProduct } from './keep-product.ts'
import { createLedger } from './ledger.ts'
import { openOffice } from './office.ts'
import { reportFault } from './report.ts'
import { tellFirstHalf, tellSecondHalf } from './round.ts'

const kills = 20
/** Told two at a time, so that something is under way beside what is killed. */
const rounds = 8
/** Requests of so many rounds, at the least; mails and events go on beside them. */
const requests = rounds * 22

forEachDatabase((open, kind) => {
  describe('a product that is killed at twenty points of the story', { timeout: 240_000 }, () => {
    it('has each promise that it made, once, and every mail that followed from one arrives', async () => {
      const seed = Number(process.env['FAULTS_SEED'] ?? Math.floor(Math.random() * 1e9))
      console.log(`  FAULTS_SEED=${seed}, on ${kind}`)
      const chance = createChance(seed)
      const mail = await startMailServer()
      onTestFinished(() => mail.close())
      const place = await emptyPlace(open)
      const product = await keepProduct({
        ...environmentOf(place),
        ...{ SMTP_URL: mail.url, MAIL_FROM: 'Sfat <sfat@minister.example>' },
      })
      onTestFinished(() => product.stop())

      const points = chance.some(
        Array.from({ length: requests }, (_, index) => index + 1),
        kills,
      )
      const ledger = createLedger()
      let asked = 0
      let armed = false
      let struck = 0
      let killing: Promise<void> | null = null
      const strike = async (afterMs: number) => {
        await delay(afterMs)
        await product.kill()
        struck += 1
        await product.start()
      }
      const beforeAsking = () => {
        if (!armed) return
        asked += 1
        const [next] = points
        // A point that is passed while it lies dead comes as soon as it lives again.
        if (next === undefined || asked < next || killing) return
        points.shift()
        killing = strike(chance.between(0, 40)).finally(() => (killing = null))
      }

      const office = await openOffice({ url: product.url, ledger, beforeAsking })
      armed = true
      const tell = async (lane: number) => {
        for (let number = lane; number < rounds; number += 2) {
          const begun = await tellFirstHalf(office, `R${number}`, number)
          await tellSecondHalf(office, begun, mail)
        }
      }
      await Promise.all([tell(0), tell(1)])
      armed = false
      await killing
      // Points that the story was too short for.
      for (const _ of points) await strike(chance.between(0, 40))

      const audited = await auditPromises(office, mail, product.said)
      expect(audited.wrong).toEqual([])
      expect(struck).toBe(kills)
      expect(audited.promises).toBe(rounds * 11)
      // What a killed process had sent and not written down leaves once more, and no more than that.
      expect(audited.copies).toBeLessThanOrEqual(20 * kills)
      await reportFault({ fault: 'kill', database: kind, struck }, ledger, audited)
    })
  })
})
