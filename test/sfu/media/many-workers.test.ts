/** One meeting on two workers, with the rule that everybody who has just come fills a core. */
import { observer, type types } from 'mediasoup'
import type { Browser } from 'playwright-core'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest'
import type { Source } from '../../../contract/conference.ts'
import { openChromium } from '../../support/chromium.ts'
import { until } from '../../support/until.ts'
import { type BrowserCaller, openCaller, servePage } from '../support/open-caller.ts'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { rtpParametersOf, takeSeat, type TestSeat } from '../support/take-seat.ts'

vi.setConfig({ testTimeout: 60_000 })

const fullAtOnce = { newcomer: 1, newForMs: 600_000 }

let sfu: TestSfu
let workers: types.Worker[]
const keep = (worker: types.Worker) => void workers.push(worker)
beforeEach(async () => {
  workers = []
  observer.on('newworker', keep)
  sfu = await startSfu(
    { listen: { address: '127.0.0.1', announced: null, port: 0, workers: 2 }, spread: fullAtOnce },
    servePage,
  )
})
afterEach(async () => {
  observer.off('newworker', keep)
  await sfu.close()
})

describe('in browsers', () => {
  let browser: Browser
  beforeAll(async () => void (browser = await openChromium()))
  afterAll(async () => await browser?.close())
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })

  test('two people on two workers see and hear each other, and everybody learns who speaks', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const dan = await openCaller(browser, sfu, 'participant', { publish: ['camera'] })
    expect(sfu.pidOf(ana.seatId)).not.toBe(sfu.pidOf(dan.seatId))
    const voices = { ana: await ana.do('publish', 'microphone'), dan: await dan.do('publish', 'microphone') }
    await Promise.all([ana.sees(dan), dan.sees(ana), ana.hears(dan), dan.hears(ana)])

    const allLearn = (speaker: BrowserCaller) =>
      until('everybody to learn who speaks', async () => {
        const told = await Promise.all([ana.do('told', 'speaker:changed'), dan.do('told', 'speaker:changed')])
        return told.every((all) => (all.at(-1) as { seatId: string } | undefined)?.seatId === speaker.seatId)
      })
    await ana.ask('producer:pause', { producerId: voices.ana })
    await allLearn(dan)
    await dan.ask('producer:pause', { producerId: voices.dan })
    await ana.ask('producer:resume', { producerId: voices.ana })
    await allLearn(ana)
  })

  test('a worker killed in mid-call takes only its own people with it, who begin again elsewhere', async () => {
    const ana = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const dan = await openCaller(browser, sfu, 'participant', { publish: ['camera'] })
    const eva = await openCaller(browser, sfu, 'participant')
    const [stays, goes] = sfu.pidOf(eva.seatId) === sfu.pidOf(ana.seatId) ? [ana, dan] : [dan, ana]
    await Promise.all([eva.sees(ana), eva.sees(dan), ana.sees(dan), dan.sees(ana)])
    process.kill(sfu.pidOf(goes.seatId), 'SIGKILL')
    await goes.isTold('media:lost')
    await until('nothing to come from the dead worker', async () => !(await eva.from(goes, 'camera')))
    await eva.sees(stays)
    await goes.do('rebuild')
    await Promise.all([eva.sees(goes), stays.sees(goes), goes.sees(stays)])
    for (const spared of [eva, stays]) expect(await spared.do('told', 'media:lost')).toEqual([])
    expect(sfu.node.counters()).toMatchObject({ workerDeaths: 1, roomsLost: 1 })
  })
})

describe('one picture, of which somebody is on the sender’s worker and somebody on another', () => {
  let browser: Browser
  let sender: BrowserCaller
  let near: BrowserCaller
  let away: BrowserCaller
  beforeAll(async () => void (browser = await openChromium()))
  afterAll(async () => await browser?.close())
  beforeEach(async () => {
    sender = await openCaller(browser, sfu, 'host', { publish: ['camera'] })
    const others = [
      await openCaller(browser, sfu, 'participant'),
      await openCaller(browser, sfu, 'participant'),
    ]
    const isNear = ({ seatId }: BrowserCaller) => sfu.pidOf(seatId) === sfu.pidOf(sender.seatId)
    const [one, other] = others.toSorted((a, b) => Number(isNear(b)) - Number(isNear(a)))
    if (!one || !other || !isNear(one) || isNear(other)) throw new Error('they are not on two workers')
    ;[near, away] = [one, other]
    await Promise.all([near.sees(sender), away.sees(sender)])
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })

  const look = (caller: BrowserCaller, width: number | null) =>
    caller.do(
      'look',
      width === null ? [] : [{ seatId: sender.seatId, source: 'camera', width, place: 'tile' }],
    )
  /** The layers that are encoded over some tenths of a second. */
  async function encoded(): Promise<number[]> {
    const before = await sender.do('encoded', 'camera')
    await sender.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)))
    const after = await sender.do('encoded', 'camera')
    return after.flatMap((frames, layer) => (frames > (before[layer] ?? 0) ? [layer] : []))
  }
  const encodes = (what: string, layers: number[]) =>
    until(what, async () => (await encoded()).join() === layers.join(), 20_000)

  test('rests when nobody on any worker looks, and is back for whoever looks again, wherever they are', async () => {
    await look(near, null)
    await look(away, 200)
    await encodes('the smallest alone to be encoded, which is watched elsewhere', [0])
    await away.sees(sender)
    await look(away, null)
    await encodes('nothing to be encoded', [])
    await look(away, 200)
    await away.sees(sender)
    await look(away, null)
    await encodes('nothing to be encoded', [])
    await look(near, 200)
    await near.sees(sender)
  })

  test('grows for who wants it large on another worker, within half a second of being wanted', async () => {
    await look(near, 200)
    const taken: number[] = []
    // Whatever else this machine does, once in a few times it is not in the way.
    while (taken.length < 6 && !taken.some((ms) => ms <= 500)) {
      await look(away, 200)
      await encodes('the smallest alone to be encoded', [0])
      await until('the small picture', async () => ((await away.from(sender, 'camera'))?.width ?? 0) <= 160)
      const before = await sender.do('encoded', 'camera')
      const wantedAt = performance.now()
      await look(away, 640)
      await until(
        'a larger layer to be encoded',
        async () => ((await sender.do('encoded', 'camera'))[1] ?? 0) > (before[1] ?? 0),
        20_000,
      )
      taken.push(performance.now() - wantedAt)
      await until(
        'a larger picture',
        async () => ((await away.from(sender, 'camera'))?.width ?? 0) > 160,
        20_000,
      )
    }
    expect(Math.min(...taken)).toBeLessThanOrEqual(500)
    // Who looks at it small goes on seeing it small.
    expect((await near.sees(sender)).width).toBeLessThanOrEqual(160)
  })

  test('goes on for a receiver whose worker dies, and then for one who stays when the sender’s dies', async () => {
    process.kill(sfu.pidOf(away.seatId), 'SIGKILL')
    await away.isTold('media:lost')
    await near.sees(sender)
    await away.do('rebuild')
    await away.sees(sender)
    for (const spared of [sender, near]) expect(await spared.do('told', 'media:lost')).toEqual([])

    // Whoever has moved may be beside the sender now: then it is somebody new who is elsewhere.
    const stays =
      sfu.pidOf(away.seatId) === sfu.pidOf(sender.seatId)
        ? await openCaller(browser, sfu, 'participant')
        : away
    expect(sfu.pidOf(stays.seatId)).not.toBe(sfu.pidOf(sender.seatId))
    await stays.sees(sender)
    const losses = (await stays.do('told', 'media:lost')).length
    process.kill(sfu.pidOf(sender.seatId), 'SIGKILL')
    await sender.isTold('media:lost')
    await until('nothing to come from the dead worker', async () => !(await stays.from(sender, 'camera')))
    await sender.do('rebuild')
    await stays.sees(sender)
    expect(await stays.do('told', 'media:lost')).toHaveLength(losses)
  })
})

describe('copies', () => {
  type Sender = { seat: TestSeat; transportId: string }
  async function enter(count: number): Promise<Sender[]> {
    return await Promise.all(
      Array.from({ length: count }, async (_, number) => {
        const ticket = await sfu.ticket(number === 0 ? 'host' : 'participant')
        const seat = await takeSeat(sfu.url, { ticket })
        const call = await seat.enterCall()
        return { seat, transportId: call.transports.send.id }
      }),
    )
  }
  async function send({ seat, transportId }: Sender, source: Source): Promise<string> {
    const ask = { transportId, source, rtpParameters: rtpParametersOf(source), paused: false }
    return (await seat.ask('producer:create', ask)).producerId
  }
  const routersOf = async () =>
    (await Promise.all(workers.map((one) => one.dump()))).map((one) => one.routerIds)

  test('one is made, however many ask at the same moment, and it pauses, resumes and closes with its original', async () => {
    const [sender, ...others] = await enter(10)
    if (!sender) throw new Error('nobody came')
    const away = others.filter(({ seat }) => sfu.pidOf(seat.id) !== sfu.pidOf(sender.seat.id))
    expect(away).toHaveLength(5)
    const producerId = await send(sender, 'microphone')
    const consumed = await Promise.all(
      others.map(({ seat }) => seat.hears('consumer:new', (offer) => offer.producerId === producerId)),
    )
    expect(sfu.node.load()).toMatchObject({ consumers: others.length, copies: 1 })

    const hear = (name: 'consumer:paused' | 'consumer:resumed' | 'consumer:closed') =>
      Promise.all(
        others.map(({ seat }, index) =>
          seat.hears(name, ({ consumerId }) => consumerId === consumed[index]?.consumerId),
        ),
      )
    await sender.seat.ask('producer:pause', { producerId })
    await hear('consumer:paused')
    await sender.seat.ask('producer:resume', { producerId })
    await hear('consumer:resumed')
    await sender.seat.ask('producer:close', { producerId })
    await hear('consumer:closed')
    expect(sfu.node.load()).toMatchObject({ consumers: 0, copies: 0 })
  })

  test('one that pauses with its original while its worker hangs, and is then killed, takes nothing else with it', async () => {
    const unhandled: unknown[] = []
    const keepError = (error: unknown) => void unhandled.push(error)
    process.on('unhandledRejection', keepError)
    onTestFinished(() => void process.off('unhandledRejection', keepError))
    const [sender, ...others] = await enter(4)
    const away = others.find(({ seat }) => sfu.pidOf(seat.id) !== sfu.pidOf(sender?.seat.id ?? ''))
    if (!sender || !away) throw new Error('they are not on two workers')
    const producerId = await send(sender, 'microphone')
    await away.seat.hears('consumer:new', (offer) => offer.producerId === producerId)
    const pid = sfu.pidOf(away.seat.id)
    process.kill(pid, 'SIGSTOP')
    await sender.seat.ask('producer:pause', { producerId })
    process.kill(pid, 'SIGKILL')
    await away.seat.hears('media:lost')
    // What nobody caught is said when all that was promised has been settled.
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
    await sender.seat.ask('producer:resume', { producerId })
  })

  test('nothing is left on any worker when all have gone', async () => {
    const all = await enter(6)
    await Promise.all(all.map((one, index) => send(one, index % 2 === 0 ? 'microphone' : 'camera')))
    await until('everybody to receive from everybody', () => sfu.node.load().consumers === 6 * 5)
    expect((await routersOf()).map((ids) => ids.length)).toEqual([1, 1])

    // The router of those who went goes with them; the meeting goes on where the others are.
    const [first] = all
    if (!first) throw new Error('nobody came')
    const away = all.filter(({ seat }) => sfu.pidOf(seat.id) !== sfu.pidOf(first.seat.id))
    for (const { seat } of away) await seat.ask('leave', {})
    await until('one router to be left', async () => (await routersOf()).flat().length === 1)
    expect(sfu.node.load().copies).toBe(0)

    await first.seat.ask('call:end', {})
    await until('no router to be left', async () => (await routersOf()).flat().length === 0)
    const dumps = await Promise.all(workers.map((one) => one.dump()))
    expect(dumps.flatMap((dump) => dump.channelMessageHandlers.channelRequestHandlers).length).toBe(
      // Each worker keeps the port that its transports share.
      workers.length,
    )
    expect(sfu.logged.filter(({ level }) => level !== 'info')).toEqual([])
  })
})
