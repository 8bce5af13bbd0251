/** The audit is proved at the very moment at which something is taken out of it by a rule or for an erasure. */
import { describe, expect, it } from 'vitest'
import type { Work } from '../../api/db/work.ts'
import { forEver } from '../../contract/retention.ts'
import { proveAudit } from '../../identity/prove-audit.ts'
import { applyRetention, changeRetention, showRetention } from '../../identity/retention.ts'
import { forEachDatabase } from '../support/databases.ts'
import { erase, setStage } from './erasure-stage.ts'
import { setOldScene } from './retention-scene.ts'

/** The same work; when it has read for the first time, something happens. */
function interrupted(work: Work, happen: () => Promise<unknown>): Work {
  let first = true
  return {
    ...work,
    read: async (look) => {
      const answer = await work.read(look)
      if (first) {
        first = false
        await happen()
      }
      return answer
    },
  }
}

forEachDatabase((open) => {
  describe('the audit is found whole', () => {
    it('although somebody is erased while it is read', async () => {
      const database = await open()
      const { administrator, person } = await setStage(database)
      const work = interrupted(database.work, () => erase(database, administrator, person.personId))
      expect(await proveAudit({ work }, administrator)).toMatchObject({ whole: true, blanked: 2 })
    })

    it('although a rule takes its oldest entries out while it is read', async () => {
      const database = await open()
      const { administrator } = await setOldScene(database)
      const { version } = await showRetention(database, administrator)
      await changeRetention(database, administrator, { rules: { ...forEver, audit: 12 }, version })
      const work = interrupted(database.work, () => applyRetention(database))
      const proof = await proveAudit({ work }, administrator)
      expect(proof).toMatchObject({ whole: true })
      expect(proof.beginsAfter).toBeGreaterThan(0)
    })
  })
})
