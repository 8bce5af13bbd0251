import { seatGraceMs, ticketLifeMs } from '../../contract/conference.ts'
import { conferenceLimits } from '../../contract/limits.ts'

/** How much a room takes, and how long it waits. Times in milliseconds. */
export type RoomLimits = {
  /** People in the call. Hosts may enter a full call, or nobody could make room. */
  people: number
  /** People in the lobby. */
  waiting: number
  /** Seats in the preview. */
  arriving: number
  /** Seats that one ticket may have at the same time (two devices, a reload, a lost welcome). */
  seatsPerTicket: number
  /** How long a seat outlives its socket, and a conference its last seat. */
  graceMs: number
  /** How often a running conference says so. */
  aliveMs: number
  /** How long a refused ticket is remembered: as long as anyone could still use it. */
  ticketLifeMs: number
  chat: {
    /** Kept for those who come later: messages, and characters in all of them. */
    messages: number
    characters: number
    /** One person may send `burst` messages at once, and one more every `everyMs`. */
    burst: number
    everyMs: number
  }
}

export const defaultLimits: RoomLimits = {
  people: conferenceLimits.people,
  waiting: conferenceLimits.waiting,
  arriving: conferenceLimits.arriving,
  seatsPerTicket: conferenceLimits.seatsPerTicket,
  graceMs: seatGraceMs,
  aliveMs: 30_000,
  ticketLifeMs,
  chat: {
    messages: conferenceLimits.chatMessages,
    characters: conferenceLimits.chatCharacters,
    burst: conferenceLimits.chatBurst,
    everyMs: conferenceLimits.chatEveryMs,
  },
}
