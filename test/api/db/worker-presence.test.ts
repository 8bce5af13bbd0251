import { describe, expect, it } from 'vitest'
import { enterAsWorker } from '../../../api/db/worker-presence.ts'
import { onPostgres } from '../../support/databases.ts'

onPostgres((open) => {
  describe('a worker that comes to a database', () => {
    it('is alone when nobody else is there, also after somebody who is gone', async () => {
      const { target } = await open()
      const url = target.kind === 'postgres' ? target.url : ''
      const first = await enterAsWorker(url)
      expect(first.alone).toBe(true)
      await first.settled()
      const second = await enterAsWorker(url)
      expect(second.alone).toBe(false)
      await first.leave()
      const third = await enterAsWorker(url)
      expect(third.alone).toBe(false)
      await second.leave()
      await third.leave()
      const last = await enterAsWorker(url)
      expect(last.alone).toBe(true)
      await last.leave()
    })

    it('waits for one that is settling what was left behind', async () => {
      const { target } = await open()
      const url = target.kind === 'postgres' ? target.url : ''
      const first = await enterAsWorker(url)
      let settled = false
      const coming = enterAsWorker(url).then(async (second) => {
        expect(settled).toBe(true)
        expect(second.alone).toBe(false)
        await second.leave()
      })
      settled = true
      await first.settled()
      await coming
      await first.leave()
    })
  })
})
