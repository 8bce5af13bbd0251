/** How an operator stops the product without disturbing a meeting: it drains first. */
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { JoinAnswer } from '../../contract/conference.ts'
import { Meeting } from '../../contract/scheduling.ts'
import { keepProduct } from '../faults/keep-product.ts'
import { takeSeat } from '../sfu/support/take-seat.ts'
import { createBrowser } from '../support/browser.ts'
import { administrator } from '../support/start-app.ts'
import { testFolder } from '../support/test-folder.ts'
import { until } from '../support/until.ts'

it(
  'begins no meeting, lets the running one end, and says when nobody would notice a stop',
  { timeout: 60_000 },
  async () => {
    const product = await keepProduct({ DATA_DIR: join(await testFolder(), 'data') })
    onTestFinished(() => product.stop())
    const ana = createBrowser(product.url)
    await until(
      'she is signed in',
      async () => (await ana.post('/api/session', administrator)).status === 200,
    )
    const book = async (title: string) => {
      const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ minutes: 10 })
      const { body } = await ana.post('/api/meetings', {
        ...{ title, zone: 'Europe/Bucharest', durationMinutes: 60, roomId: null, video: true },
        start: start.toPlainDateTime().toString({ smallestUnit: 'minute' }),
      })
      return Meeting.parse(body)
    }
    const comeTo = async ({ id }: Meeting) => {
      const answer = await ana.post(`/api/meetings/${id}/join`, {})
      if (answer.status !== 200)
        return { refused: (answer.body as { code: string }).code, status: answer.status }
      const { ticket, url } = JoinAnswer.parse(answer.body)
      return takeSeat(url, { ticket })
    }
    const health = async () => {
      const answer = await fetch(`${product.url}/health/ready`)
      const { status, meetings } = (await answer.json()) as { status: string; meetings?: number }
      return { answers: answer.status, status, meetings }
    }
    const [running, next] = [await book('Cea de acum'), await book('Cea de după')]
    const first = await comeTo(running)
    if (!('socket' in first)) throw new Error(`she did not come in: ${first.refused}`)
    await first.enterCall()
    expect(await health()).toEqual({ answers: 200, status: 'ok' })

    product.process().signal('SIGUSR2')
    await until('it drains', async () => (await health()).status === 'draining')
    expect(await health()).toEqual({ answers: 200, status: 'draining', meetings: 1 })
    expect(await comeTo(next)).toEqual({ refused: 'server.stopping', status: 503 })
    const second = await comeTo(running)
    if (!('socket' in second)) throw new Error(`nobody may come late: ${second.refused}`)
    await second.enterCall()
    // Asked twice it does no harm, and everything else goes on.
    product.process().signal('SIGUSR2')
    expect((await ana.get('/api/rooms')).status).toBe(200)
    expect(product.said()).not.toContain('the last meeting is over')

    await first.ask('leave', {})
    await second.ask('call:end', {})
    await until('the last meeting to be over', () => product.said().includes('the last meeting is over'))
    expect(await health()).toEqual({ answers: 200, status: 'draining', meetings: 0 })
    for (const seat of [first, second]) seat.close()
  },
)
