import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AskJoin, JoinAnswer } from '../../contract/conference.ts'
import {
  Attendance,
  Attendee,
  BookMeeting,
  CalendarEntry,
  CancelMeeting,
  ChangeMeeting,
  Meeting,
} from '../../contract/scheduling.ts'
import { MeetingsQuery } from '../../contract/lists.ts'
import { Id, pageOf } from '../../contract/values.ts'
import { askToJoin, type Seat } from '../../scheduler/ask-to-join.ts'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { cancelMeeting } from '../../scheduler/cancel-meeting.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { listAttendance } from '../../scheduler/list-attendance.ts'
import { listCalendar } from '../../scheduler/list-calendar.ts'
import { renewGuestLink } from '../../scheduler/renew-guest-link.ts'
import { listAttendees, type MeetingDeps, showMeeting } from '../../scheduler/show-meeting.ts'
import { again, forOnePerson } from '../plugins/answers.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

export type MeetingRouteDeps = MeetingDeps & {
  giveTicket: (askSeat: () => Promise<Seat>) => Promise<JoinAnswer>
}

const tags = ['meetings']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })

export const meetingRoutes =
  (deps: MeetingRouteDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/meetings',
      {
        ...read,
        ...again(forOnePerson),
        schema: {
          tags,
          summary: 'What takes place in a span of time, by start',
          querystring: MeetingsQuery,
          response: { 200: pageOf(CalendarEntry) },
        },
      },
      (request) => listCalendar(deps, request.actor, request.query),
    )

    app.post(
      '/api/meetings',
      {
        ...write,
        schema: { tags, summary: 'Book a meeting', body: BookMeeting, response: { 201: Meeting } },
      },
      async (request, reply) => reply.code(201).send(await bookMeeting(deps, request.actor, request.body)),
    )

    app.get(
      '/api/meetings/:id',
      { ...read, schema: { tags, summary: 'One meeting', params, response: { 200: Meeting } } },
      (request) => showMeeting(deps, request.actor, request.params.id),
    )

    app.get(
      '/api/meetings/:id/attendees',
      {
        ...read,
        schema: {
          tags,
          summary: 'Who is invited, and what they answered',
          params,
          response: { 200: z.array(Attendee) },
        },
      },
      (request) => listAttendees(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/meetings/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Change a meeting',
          params,
          body: ChangeMeeting,
          response: { 200: Meeting },
        },
      },
      (request) => changeMeeting(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/meetings/:id/cancel',
      {
        ...write,
        schema: {
          tags,
          summary: 'Cancel a meeting and free its room',
          params,
          body: CancelMeeting,
          response: { 200: Meeting },
        },
      },
      (request) => cancelMeeting(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/meetings/:id/guest-link',
      {
        ...write,
        schema: {
          tags,
          summary: 'Give the meeting a new guest link; the old one dies',
          params,
          response: { 200: Meeting },
        },
      },
      (request) => renewGuestLink(deps, request.actor, request.params.id),
    )

    app.post(
      '/api/meetings/:id/join',
      {
        onRequest: [signedIn, limited('join')],
        schema: {
          tags,
          summary: 'A ticket to the conference',
          params,
          body: AskJoin,
          response: { 200: JoinAnswer },
        },
      },
      (request) => deps.giveTicket(() => askToJoin(deps, request.actor, request.params.id, request.body)),
    )

    app.get(
      '/api/meetings/:id/attendance',
      {
        ...read,
        schema: {
          tags,
          summary: 'Who was in the conference, and when',
          params,
          response: { 200: z.array(Attendance) },
        },
      },
      (request) => listAttendance(deps, request.actor, request.params.id),
    )
  }
