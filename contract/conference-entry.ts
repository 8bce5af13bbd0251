/** Who comes into a conference: what leads there, and what a connection begins with. */
import { z } from 'zod'
import { Id, Instant, line, Locale } from './values.ts'

/** `host` leads the meeting; `participant` was invited or has an account; `guest` came by the guest link. */
export const SeatRole = z.enum(['host', 'participant', 'guest'])
export type SeatRole = z.infer<typeof SeatRole>

/**
 * What a signed ticket says. It is good for one minute, one meeting and one node; the node believes nothing else. Using
 * it again within its minute gives another seat of the same person with the same rights, never somebody else's seat.
 */
export const Ticket = z.object({
  meetingId: Id,
  occurrenceId: Id,
  /** The node that has claimed the meeting; another node refuses the ticket. */
  nodeId: z.string(),
  title: z.string(),
  personId: Id.nullable(),
  name: z.string(),
  organisation: z.string().nullable(),
  role: SeatRole,
  /** Whether a host must let this person in. */
  lobby: z.boolean(),
  locale: Locale,
  /** Tells somebody without an account who comes back from somebody else of the same name. */
  guestId: z.string().max(64).nullable().optional(),
  /** A host has shown this person the door, and nobody has let them in since: they knock, whatever else is said of them. */
  shownOut: z.boolean().optional(),
  /**
   * When a conference of this occurrence last came to its end, by a host or because all had left: nobody is led back to
   * the next one by what was true in it.
   */
  anewSince: Instant.nullable().optional(),
  /** The request that it answers: by it the log tells what came of that. */
  requestId: z.string().max(64).nullable().optional(),
})
export type Ticket = z.infer<typeof Ticket>

/** `POST /api/meetings/{id}/join` and `POST /api/guest/{token}/join` answer with this. */
export const JoinAnswer = z.object({
  ticket: z.string(),
  url: z.string(),
  expiresAt: Instant,
  meetingId: Id,
  title: z.string(),
})
export type JoinAnswer = z.infer<typeof JoinAnswer>
export const AskJoin = z.strictObject({ occurrenceId: Id.optional() })
export type AskJoin = z.infer<typeof AskJoin>
export const AskGuestJoin = z.strictObject({
  name: line(80),
  organisation: line(80).nullable().default(null),
  locale: Locale,
  /** A secret that the browser made up and keeps, by which its guest is known again. */
  returnKey: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
})
export type AskGuestJoin = z.infer<typeof AskGuestJoin>

/**
 * What the socket.io handshake carries as `auth`: a ticket the first time, the seat's key when it comes back. A refusal
 * is a `connect_error` whose `data` is a `WireError`; `conference.seat-lost` means that a new ticket is needed. With it
 * goes the `pass` of whoever was in the call: where the node is another one than before, it spares them the lobby.
 */
export const Handshake = z.union([
  z.strictObject({ ticket: z.string().max(4000), pass: z.string().max(2000).optional() }),
  z.strictObject({ seatKey: z.string().max(200) }),
])
export type Handshake = z.infer<typeof Handshake>
