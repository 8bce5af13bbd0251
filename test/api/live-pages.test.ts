/** How a page loses what it watches: also at the moment at which it begins, and when another process was not heard. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { expect, it, onTestFinished } from 'vitest'
import { shareSockets } from '../../api/adapters/sockets-redis.ts'
import { connectRedis } from '../../api/adapters/redis.ts'
import { openLive } from '../../api/routes/live.ts'
import { createLivePages } from '../../api/routes/live-pages.ts'
import type { Actor } from '../../contract/identity.ts'
import type { Topic } from '../../contract/live.ts'
import { makeRunFolder, removeRunFolder, startRedis } from '../../toolchain/start-test-servers.ts'
import { redis as redisParts } from '../../toolchain/test-parts.ts'
import { createBrowser } from '../support/browser.ts'
import { dialLive, watchOn } from '../support/live-page.ts'
import { createLog } from '../support/log.ts'
import { until } from '../support/until.ts'

const topic: Topic = 'meeting:0192f0c0-0000-7000-8000-000000000001'
const reader: Actor = {
  sessionId: '0192f0c0-0000-7000-8000-000000000002',
  personId: '0192f0c0-0000-7000-8000-000000000003',
  ...{ roles: ['member'], locale: 'ro', name: 'Ana' },
}
const everything = { about: 'everything', personId: null } as const

/** A server with nothing but the door of live updates, through which the reader may watch what `mayWatch` says. */
async function openDoor(
  mayWatch: (topic: Topic) => Promise<boolean>,
  sockets: ReturnType<typeof shareSockets> | null = null,
) {
  const http = createServer()
  const io = new Server(http, sockets ? { adapter: sockets.adapter } : {})
  const onError = (error: unknown) => {
    throw error
  }
  const deps = { mayWatch: (_actor: Actor, asked: Topic) => mayWatch(asked), onError }
  openLive(io, { ...deps, identify: async () => reader })
  const pages = createLivePages(io, { ...deps, shared: sockets !== null })
  await sockets?.hears('/live')
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => io.close())
  const browser = createBrowser(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)
  const watch = (...topics: Topic[]) => {
    const socket = dialLive(browser)
    onTestFinished(() => void socket.disconnect())
    return watchOn(socket, topics)
  }
  return { pages, watch }
}

it('takes a topic from whoever begins to watch it at the moment at which the right ends', async () => {
  let allowed = true
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  let times = 0
  const { pages, watch } = await openDoor(async (wanted) => {
    if (wanted !== topic) return true
    const verdict = allowed
    times += 1
    if (times === 1) {
      asked.resolve()
      await answer.promise
    }
    return verdict
  })
  const beginning = watch(topic, 'rooms')
  await asked.promise
  allowed = false
  // Nobody watches it yet: there is nothing to take away.
  await pages.reconsider(everything, AbortSignal.timeout(5_000))
  answer.resolve()
  const page = await beginning
  expect(page.ok).toBe(false)
  pages.tellChanged([topic, 'rooms'])
  await until('the page to be told of the other', () => page.told.includes('rooms'))
  expect(page.told).toEqual(['rooms'])
})

it(
  'asks the pages of every process, and all anew when Redis was gone and is back',
  { timeout: 60_000 },
  async () => {
    const program = redisParts.find()
    if (program === undefined) throw new Error('There is no Redis here: install redis-server.')
    const folder = makeRunFolder()
    const server = await startRedis(program, folder)
    onTestFinished(async () => {
      await server.stop()
      removeRunFolder(folder)
    })
    const join = async () => {
      const redis = await connectRedis(server.url, createLog())
      const sockets = shareSockets(redis)
      onTestFinished(async () => {
        sockets.close()
        if (redis.isOpen) redis.destroy()
      })
      return sockets
    }
    const rights = { here: true, there: true }
    const sockets = await join()
    const here = await openDoor(async (wanted) => wanted !== topic || rights.here, sockets)
    const there = await openDoor(async (wanted) => wanted !== topic || rights.there, await join())
    sockets.onReturn(() => void here.pages.reconsiderHere())
    const [mine, theirs] = [await here.watch(topic, 'rooms'), await there.watch(topic, 'rooms')]
    expect([mine.ok, theirs.ok]).toEqual([true, true])

    rights.there = false
    await here.pages.reconsider(everything, AbortSignal.timeout(5_000))
    here.pages.tellChanged([topic, 'rooms'])
    await until('the page over there to be told of the other', () => theirs.told.includes('rooms'))
    await until('the page here to be told of both', () => mine.told.length === 2)
    expect(theirs.told).toEqual(['rooms'])

    await server.stop()
    // Others cannot be asked: it is said so, to be tried again, and nobody waits for ever.
    await expect(here.pages.reconsider(everything, AbortSignal.timeout(200))).rejects.toThrow('who may watch')
    rights.here = false
    await server.startAgain()
    await until(
      'the page here to watch it no more',
      () => {
        mine.told.length = 0
        here.pages.tellChanged([topic, 'rooms'])
        return until('the page to be told', () => mine.told.includes('rooms'), 2_000).then(
          () => !mine.told.includes(topic),
        )
      },
      30_000,
    )
  },
)
