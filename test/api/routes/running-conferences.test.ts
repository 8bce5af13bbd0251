/** What administrators see of conferences at this moment, with a real node and real sockets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JoinAnswer } from '../../../contract/conference.ts'
import { RunningConferences } from '../../../contract/running-conferences.ts'
import { Meeting } from '../../../contract/scheduling.ts'
import { refusedSeat, takeSeat, type TestSeat } from '../../sfu/support/take-seat.ts'
import type { Browser } from '../../support/browser.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'
import { until } from '../../support/until.ts'

forEachDatabase((open) => {
  describe('running conferences', () => {
    let app: TestApp
    let ana: Browser
    const seats: TestSeat[] = []
    beforeAll(async () => {
      app = await startApp({ target: (await open()).target })
      ana = await app.administrator()
    })
    afterAll(async () => {
      for (const seat of seats) seat.close()
      await app?.stop()
    })

    const look = async () => RunningConferences.parse((await ana.get('/api/administration/conferences')).body)

    it('are none at first, on workers that run', async () => {
      const found = await until('the node to have told of itself', async () => {
        const state = await look()
        return state.nodes.length === 1 ? state : null
      })
      expect(found.conferences).toEqual([])
      expect(found.nodes[0]?.workers.every(({ alive }) => alive)).toBe(true)
    })

    it('are told with their meeting and people, and who did not get in with the cause', async () => {
      const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ minutes: 5 }).toPlainDateTime()
      const booked = await ana.post('/api/meetings', {
        ...{ title: 'Analiza contestațiilor', visibility: 'private', durationMinutes: 60 },
        ...{ start: start.toString({ smallestUnit: 'minute' }), zone: 'Europe/Bucharest' },
        ...{ roomId: null, video: true },
      })
      const meeting = Meeting.parse(booked.body)
      const joined = JoinAnswer.parse((await ana.post(`/api/meetings/${meeting.id}/join`, {})).body)
      const seat = await takeSeat(joined.url, { ticket: joined.ticket })
      seats.push(seat)
      await seat.enterCall()
      expect(await refusedSeat(joined.url, { ticket: 'nonsense' })).toBe('conference.ticket-invalid')

      const { state, conference } = await until(
        'the conference to be told',
        async () => {
          const state = await look()
          const conference = state.conferences.find(({ people }) => people === 1)
          return conference && state.nodes.some(({ failures }) => failures.length > 0)
            ? { state, conference }
            : null
        },
        20_000,
      )
      expect(conference).toMatchObject({
        ...{ meetingId: meeting.id, title: 'Analiza contestațiilor', waiting: 0, workers: 1 },
        nodeId: state.nodes[0]?.nodeId,
      })
      expect(state.nodes[0]?.joins).toBe(1)
      expect(state.nodes[0]?.failures).toMatchObject([{ cause: 'conference.ticket-invalid', count: 1 }])
    })
  })
})
