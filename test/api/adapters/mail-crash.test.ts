import { v7 as newId } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { type MailServer, startMailServer } from '../../support/mail-server.ts'
import { type Child, startChild } from '../../support/start-child.ts'
import { until } from '../../support/until.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function serve(): Promise<MailServer> {
  const server = await startMailServer()
  closers.push(() => server.close())
  return server
}

type Ask = { roomId: string | null; dieAfterCommit?: boolean }

/** Starts a process that sends mails; it is ended with the test at the latest. */
function start(
  { target }: TestDatabase,
  { url }: MailServer,
  { roomId, dieAfterCommit = false }: Ask,
): Child {
  const ask = { target, url, roomId, dieAfterCommit }
  const child = startChild(new URL('mail-child.ts', import.meta.url), ask)
  closers.push(() => child.stop())
  return child
}

const sent = (database: TestDatabase, total: number) =>
  until(
    'all mails to be marked as sent',
    async () => (await database.work.read(({ mails }) => mails.count())).sent === total,
    40_000,
  )

forEachDatabase((open) => {
  describe('a process that is killed', { timeout: 60_000 }, () => {
    it('between commit and mail has lost no mail, and none leaves twice', async () => {
      const database = await open()
      const server = await serve()
      const first = start(database, server, { roomId: newId(), dieAfterCommit: true })
      expect(await first.ended).toBe('SIGKILL')
      expect(server.seen).toHaveLength(0)

      start(database, server, { roomId: null })
      await sent(database, 3)
      expect(server.accepted.map(({ to }) => to).sort()).toEqual(
        [0, 1, 2].map((index) => `p${index}@example.ro`),
      )
    })

    it('while the mails are on their way sends those that did not arrive', async () => {
      const database = await open()
      const server = await serve()
      let connections = 0
      // Nobody gets a greeting: the mails have been taken from the queue and cannot leave.
      server.manners.onConnect = () => {
        connections += 1
        return new Promise(() => undefined)
      }
      const first = start(database, server, { roomId: newId() })
      await until('mails to be under way', () => connections > 0)
      await first.kill()

      server.manners.onConnect = () => undefined
      start(database, server, { roomId: null })
      await sent(database, 3)
      expect(server.accepted).toHaveLength(3)
    })

    it('between mail and record sends the same mail again, to the octet, and only that one', async () => {
      const database = await open()
      const server = await serve()
      let first: Child | null = null
      // The server has the mail and says so to nobody any more.
      server.manners.onData = (mail) => {
        if (mail.to !== 'p1@example.ro' || first === null) return
        return first.kill()
      }
      first = start(database, server, { roomId: newId() })
      await until('the mail to arrive', () => server.accepted.some(({ to }) => to === 'p1@example.ro'))
      first = null

      start(database, server, { roomId: null })
      await sent(database, 3)
      const twice = server.accepted.filter(({ to }) => to === 'p1@example.ro')
      expect(twice).toHaveLength(2)
      expect(twice[0]?.raw).toBe(twice[1]?.raw)
      expect(new Set(server.accepted.map(({ raw }) => raw)).size).toBe(3)
    })
  })
})
