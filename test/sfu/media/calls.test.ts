/** Real calls: media workers of our own, and callers in Chromium. Frames are decoded and sound has energy, or it failed. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openChromium } from '../../support/chromium.ts'
import { until } from '../../support/until.ts'
import { openCaller, servePage } from '../support/open-caller.ts'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'

// Encoding and decoding several pictures takes what it takes on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

let browser: Browser
let sfu: TestSfu
beforeAll(async () => void (browser = await openChromium()))
afterAll(async () => await browser?.close())
beforeEach(async () => void (sfu = await startSfu({}, servePage)))
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  await sfu.close()
})

test('two people see and hear each other', async () => {
  const ana = await openCaller(browser, sfu, 'host', { publish: ['microphone', 'camera'] })
  const dan = await openCaller(browser, sfu, 'participant', { publish: ['microphone', 'camera'] })
  for (const [one, other] of [
    [ana, dan],
    [dan, ana],
  ] as const) {
    expect((await one.sees(other)).width).toBeGreaterThan(0)
    await one.hears(other)
  }
  expect(sfu.node.load()).toMatchObject({ people: 2, producers: 4, consumers: 4, workersAlive: 1 })
})

test('a guest sees and hears nothing in the lobby, and everything once admitted', async () => {
  const ana = await openCaller(browser, sfu, 'host', { publish: ['microphone', 'camera'] })
  const guest = await openCaller(browser, sfu, 'guest')
  expect(await guest.do('received')).toEqual([])
  await ana.ask('lobby:admit', { seatId: guest.seatId })
  await guest.sees(ana)
  await guest.hears(ana)
})

describe('protection and paths', () => {
  test('packets are encrypted with AES-GCM, both ways', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const dan = await openCaller(browser, sfu, 'participant')
    await dan.sees(ana)
    expect(await ana.do('srtpCipher', 'send')).toMatch(/GCM/)
    expect(await dan.do('srtpCipher', 'receive')).toMatch(/GCM/)
    expect(await dan.do('protocol')).toBe('udp')
  })

  test('a network that lets only TCP through carries the call', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const dan = await openCaller(browser, sfu, 'participant', { only: 'tcp' })
    await dan.sees(ana)
    expect(await dan.do('protocol')).toBe('tcp')
  })
})

describe('what a host does to somebody', () => {
  test('muting stops the sound at the server, until the person unmutes', async () => {
    const ana = await openCaller(browser, sfu, 'host')
    const dan = await openCaller(browser, sfu, 'participant', { publish: ['microphone'] })
    await ana.hears(dan)
    await ana.ask('peer:mute', { seatId: dan.seatId, source: 'microphone' })
    const { producerId } = await dan.isTold<{ producerId: string }>('producer:muted')
    // Dan's page goes on sending; nothing of it may arrive.
    const bytes = async () => (await ana.from(dan, 'microphone'))?.bytes ?? 0
    await until('packets that were under way to arrive', async () => {
      const before = await bytes()
      await ana.page.waitForFunction(
        (at) => performance.now() > at + 300,
        await ana.page.evaluate(() => performance.now()),
      )
      return (await bytes()) === before
    })
    await dan.ask('producer:resume', { producerId })
    await ana.hears(dan)
  })

  test('removing stops the media of the removed, both ways', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const dan = await openCaller(browser, sfu, 'participant', { publish: ['camera', 'microphone'] })
    await Promise.all([ana.sees(dan), dan.sees(ana)])
    await ana.ask('peer:remove', { seatId: dan.seatId })
    await until('nothing to come from the removed', async () => (await ana.do('received')).length === 0)
    expect(await dan.isTold('dismissed')).toMatchObject({ code: 'conference.removed' })
    await until('the media to be freed', () => {
      const { producers, consumers } = sfu.node.load()
      return producers === 1 && consumers === 0
    })
  })
})

describe('pictures', () => {
  test('are as large as they are shown, and grow when they are', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const dan = await openCaller(browser, sfu, 'participant')
    await dan.sees(ana)
    const width = async () => (await dan.from(ana, 'camera'))?.width
    const look = (wide: number) =>
      dan.do('look', [{ seatId: ana.seatId, source: 'camera', width: wide, place: 'tile' }])
    await look(200)
    await until('the small picture', async () => (await width()) === 160, 20_000)
    await look(1280)
    // How large depends on what this machine can encode beside everything else.
    await until('a larger picture', async () => ((await width()) ?? 0) > 160, 20_000)
    await dan.isTold<{ spatialLayer: number | null }>(
      'consumer:layers',
      ({ spatialLayer }) => (spatialLayer ?? 0) > 0,
    )
  })

  test('that are not shown cost nothing, on the way and at their sender, until they are', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera', 'microphone'] })
    const dan = await openCaller(browser, sfu, 'participant')
    await dan.sees(ana)
    await dan.do('look', [])
    const standsStill = async (what: string, count: () => Promise<number | undefined>) =>
      await until(
        what,
        async () => {
          const before = await count()
          await dan.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
          return (await count()) === before
        },
        20_000,
      )
    await standsStill('the picture to stand still', async () => (await dan.from(ana, 'camera'))?.bytes)
    const encoded = async () => (await ana.do('encoded', 'camera')).reduce((sum, frames) => sum + frames, 0)
    await ana.isTold<{ spatialLayer: number | null }>(
      'producer:layers',
      ({ spatialLayer }) => spatialLayer === null,
    )
    await standsStill('the encoder to rest', encoded)
    await dan.hears(ana)
    await dan.do('look', 'everything')
    await dan.sees(ana)
  })

  test('are encoded in the layers that somebody watches, and in no others', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const dan = await openCaller(browser, sfu, 'participant')
    await dan.sees(ana)
    await dan.do('look', [{ seatId: ana.seatId, source: 'camera', width: 200, place: 'tile' }])
    await ana.isTold<{ spatialLayer: number | null }>(
      'producer:layers',
      ({ spatialLayer }) => spatialLayer === 0,
    )
    await until(
      'only the smallest to be encoded',
      async () => {
        const before = await ana.do('encoded', 'camera')
        await dan.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)))
        const after = await ana.do('encoded', 'camera')
        return after[0] !== before[0] && after[1] === before[1] && after[2] === before[2]
      },
      20_000,
    )
    await dan.sees(ana)
    // A second receiver, who looks closely, brings the others back without a word from the first.
    const eva = await openCaller(browser, sfu, 'participant')
    await ana.isTold<{ spatialLayer: number | null }>(
      'producer:layers',
      ({ spatialLayer }) => spatialLayer === 2,
    )
    const rested = await ana.do('encoded', 'camera')
    // How many of them depends on what this machine can encode beside everything else.
    await until(
      'a larger one to be encoded',
      async () => ((await ana.do('encoded', 'camera'))[1] ?? 0) > (rested[1] ?? 0),
      20_000,
    )
    await eva.sees(ana)
    await until('a larger picture', async () => ((await eva.from(ana, 'camera'))?.width ?? 0) > 160, 20_000)
  })
})

test('the one who speaks is told to all, and nobody when it is quiet', async () => {
  const ana = await openCaller(browser, sfu, 'host')
  const dan = await openCaller(browser, sfu, 'participant')
  type Speaker = { seatId: string | null }
  await ana.do('publish', 'microphone')
  await dan.isTold<Speaker>('speaker:changed', ({ seatId }) => seatId === ana.seatId)
  await ana.ask('peer:mute', { seatId: ana.seatId, source: 'microphone' })
  await dan.isTold<Speaker>('speaker:changed', ({ seatId }) => seatId === null)
})

describe('losses', () => {
  test('pictures go on while the socket is away, and after it is back', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const dan = await openCaller(browser, sfu, 'participant', { publish: ['camera'] })
    await dan.sees(ana)
    const welcome = await dan.do('reconnect')
    expect(welcome.call?.transports?.receive.id).toBe((await dan.do('call'))?.transports?.receive.id)
    expect(welcome.call?.consumers).toHaveLength(1)
    await dan.sees(ana)
    await ana.sees(dan)
    expect(sfu.factsNamed('participant.joined')).toHaveLength(2)
    expect(sfu.factsNamed('participant.left')).toHaveLength(0)
  })

  test('a worker killed in mid-call: everybody is asked to begin again, and sees and hears again', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['microphone', 'camera'] })
    const dan = await openCaller(browser, sfu, 'participant', { publish: ['microphone', 'camera'] })
    await Promise.all([ana.sees(dan), dan.sees(ana)])
    const [pid] = sfu.node.workerPids()
    process.kill(pid ?? 0, 'SIGKILL')
    await Promise.all([ana.isTold('media:lost'), dan.isTold('media:lost')])
    await Promise.all([ana.do('rebuild'), dan.do('rebuild')])
    await Promise.all([ana.sees(dan), dan.sees(ana)])
    await Promise.all([ana.hears(dan), dan.hears(ana)])
    expect(sfu.node.counters().workerDeaths).toBe(1)
    expect(sfu.factsNamed('participant.left')).toHaveLength(0)
  })

  test('an ICE restart keeps the picture', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const dan = await openCaller(browser, sfu, 'participant')
    await dan.sees(ana)
    const transportId = (await dan.do('call'))?.transports?.receive.id ?? ''
    const ice = await dan.ask('transport:restart-ice', { transportId })
    expect(ice.usernameFragment).not.toBe(
      (await dan.do('call'))?.transports?.receive.iceParameters.usernameFragment,
    )
    await dan.sees(ana)
  })
})
