/** What the page itself needs of the conference's language, without zod: it is wanted before anything is drawn. */

/** How long a seat outlives its socket, and how long a ticket may be used, in milliseconds. */
export const seatGraceMs = 60_000
export const ticketLifeMs = 60_000
/** How long somebody's being in a call may be proved to another node: from one renewal to the next, and a seat's grace. */
export const returnPassLifeMs = 120_000
export const conferenceNamespace = '/conference'
