/** The log of a conference: it leads from the request for a ticket to the seat and to the media worker that carries it. */
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { JoinAnswer } from '../../contract/conference.ts'
import { takeSeat } from '../sfu/support/take-seat.ts'
import { administrator, startApp } from '../support/start-app.ts'

const Line = z.looseObject({ msg: z.string(), requestId: z.string().nullish() })

it('The log leads from a request to join to the seat and the media worker, and names nobody', async () => {
  const app = await startApp()
  onTestFinished(() => app.stop())
  const ana = await app.administrator()
  const title = 'Ședința despre viscol'
  const start = Temporal.Now.plainDateTimeISO('Europe/Bucharest').add({ minutes: 5 })
  const booked = await ana.post('/api/meetings', {
    ...{ title, zone: 'Europe/Bucharest', durationMinutes: 30, roomId: null, video: true },
    start: start.toString({ smallestUnit: 'minute' }),
  })
  const { id } = z.object({ id: z.string() }).parse(booked.body)
  const joined = await ana.post(`/api/meetings/${id}/join`, {})
  expect(joined.status).toBe(200)
  const { ticket, url } = JoinAnswer.parse(joined.body)
  const seat = await takeSeat(url, { ticket })
  onTestFinished(() => seat.close())
  await seat.enterCall()

  const requestId = joined.headers.get('x-request-id')
  const lines = app.log.map((line) => Line.parse(JSON.parse(line)))
  const ofRequest = lines.filter((line) => line.requestId === requestId)
  expect(ofRequest.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining(['answered', 'a seat was taken', 'media was opened']),
  )
  const opened = ofRequest.find(({ msg }) => msg === 'media was opened')
  expect(opened).toMatchObject({
    meetingId: id,
    seatId: seat.id,
    worker: expect.any(Number),
    pid: expect.any(Number),
  })
  const log = app.log.join('')
  const secrets = [title, ticket, seat.welcome.seatKey, administrator.email, ...ana.cookies.values()]
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([])
})
