/**
 * What has happened, as past facts with ids. Use cases record them in the same unit of work as the state;
 * the relay delivers them after commit, at least once. Conference facts come from the SFU and take the same road.
 */
import { z } from 'zod'
import { RetentionKind } from './retention.ts'
import { Id, Instant, Locale } from './values.ts'

const meeting = z.object({ meetingId: Id })
const seat = z.object({ meetingId: Id, occurrenceId: Id, conferenceId: Id, seatId: Id })

export const events = {
  'meeting.booked': meeting,
  'meeting.changed': meeting.extend({ timeChanged: z.boolean() }),
  'meeting.cancelled': meeting,
  'room.changed': z.object({ roomId: Id }),
  'person.changed': z.object({ personId: Id }),
  'organisation.changed': z.object({ organisationId: Id }),
  /** Signed out, suspended or expired: open pages of that browser must ask again who they are. */
  'session.revoked': z.object({ sessionId: Id }),

  /** For the audit: nobody else asks after these. */
  'session.opened': z.object({ personId: Id, sessionId: Id }),
  /** Of whom is null for an address that nobody has here. */
  'sign-in.refused': z.object({ personId: Id.nullable() }),
  'password.changed': z.object({ personId: Id }),
  'account-link.made': z.object({ personId: Id }),
  'retention.changed': z.object({ rules: z.literal('rules') }),
  /** Something was taken out because its time was over. */
  'retention.applied': z.object({ kind: RetentionKind }),
  'person.exported': z.object({ personId: Id }),
  'person.erased': z.object({ personId: Id }),
  'audit.blanked': z.object({ personId: Id }),
  'token.added': z.object({ tokenId: Id }),
  'token.revoked': z.object({ tokenId: Id }),
  'webhook.added': z.object({ webhookId: Id }),
  'webhook.changed': z.object({ webhookId: Id }),
  'webhook.removed': z.object({ webhookId: Id }),
  'webhook.secret-changed': z.object({ webhookId: Id }),
  'webhook.tested': z.object({ webhookId: Id }),
  'webhook.asked-again': z.object({ webhookId: Id, deliveryId: Id }),
  /** The product has turned it off by itself: administrators are told. */
  'webhook.turned-off': z.object({ webhookId: Id, reason: z.enum(['gone', 'failing']) }),

  'group.changed': z.object({ groupId: Id }),
  'meeting.convened': meeting.extend({ groupId: Id }),
  /** Attendees that a change of the meeting added or took away; the latter get a CANCEL of their own. */
  'attendees.changed': meeting.extend({
    added: z.array(Id),
    removed: z.array(z.object({ attendeeId: Id, name: z.string(), email: z.string(), locale: Locale })),
  }),
  /** An answer came by mail that could not be taken for anybody's; `settled`: somebody has said whose it is, or that it is none. */
  'mailed-answer.kept': meeting,
  'mailed-answer.settled': meeting,
  'invitation.answered': meeting.extend({ attendeeId: Id }),
  /** Somebody has asked that an attendee be told again what they were told last. */
  'delivery.asked-again': meeting.extend({ attendeeId: Id }),
  'agenda.changed': meeting,
  'minutes.changed': meeting,
  'minutes.approved': meeting,
  'minutes.published': meeting,
  'delivery.changed': meeting,

  'project.changed': z.object({ projectId: Id }),
  'milestone.changed': z.object({ projectId: Id, milestoneId: Id }),
  'action.changed': z.object({ actionId: Id, projectId: Id.nullable(), milestoneId: Id.nullable() }),
  /** It is done or dropped. */
  'action.closed': z.object({ actionId: Id, projectId: Id.nullable(), milestoneId: Id.nullable() }),
  'action.assigned': z.object({ actionId: Id }),
  'report.drafted': z.object({ reportId: Id }),
  'report.changed': z.object({ reportId: Id }),
  'report.submitted': z.object({ reportId: Id }),
  'report.returned': z.object({ reportId: Id }),
  'report.accepted': z.object({ reportId: Id }),

  'attendance.changed': z.object({ meetingId: Id, occurrenceId: Id }),

  'conference.started': z.object({ meetingId: Id, occurrenceId: Id, conferenceId: Id }),
  'participant.joined': seat.extend({
    personId: Id.nullable(),
    name: z.string(),
    organisation: z.string().nullable(),
    guest: z.boolean(),
    guestId: z.string().nullable().optional(),
  }),
  /** The socket is gone but the seat is kept. */
  'participant.away': seat,
  'participant.back': seat,
  'participant.left': seat.extend({ reason: z.enum(['left', 'removed', 'lost', 'ended']) }),
  /** Still running; what a crash leaves open is closed at the last of these. */
  'conference.alive': z.object({ meetingId: Id, occurrenceId: Id, conferenceId: Id }),
  'conference.ended': z.object({
    meetingId: Id,
    occurrenceId: Id,
    conferenceId: Id,
    /** `host`: ended for all. `empty`: the last seat was given up. `stopped`: the node went down in good order. */
    reason: z.enum(['host', 'empty', 'stopped']),
  }),
} as const

export type EventName = keyof typeof events
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>

/** An event as it is stored and delivered. `id` is what makes a second delivery harmless. */
export type DomainEvent<N extends EventName = EventName> = {
  [K in N]: { id: Id; name: K; at: Instant; actorId: Id | null; payload: EventPayload<K> }
}[N]

/** The names that an SFU node may report; anything else on its stream is refused. */
export const factNames = [
  'conference.started',
  'participant.joined',
  'participant.away',
  'participant.back',
  'participant.left',
  'conference.alive',
  'conference.ended',
] as const satisfies EventName[]
export type FactName = (typeof factNames)[number]

const Named = z.object({ name: z.enum(Object.keys(events) as [EventName, ...EventName[]]) })
const wholeEvent = (name: EventName) =>
  z.object({ id: Id, name: z.literal(name), at: Instant, actorId: Id.nullable(), payload: events[name] })
/** Made at first use and kept: a schema is costly to make and cheap to use. */
const wholeEvents = new Map<EventName, ReturnType<typeof wholeEvent>>()

/** Parses an event that comes from storage or from another process. Throws a ZodError on anything unknown. */
export function parseEvent(raw: unknown): DomainEvent {
  const { name } = Named.parse(raw)
  const schema = wholeEvents.get(name) ?? wholeEvent(name)
  wholeEvents.set(name, schema)
  return schema.parse(raw) as DomainEvent
}
