/**
 * Every limit: how much anybody may ask, send, keep and wait. docs/operations.md has the same on one page ("Limits"), and a
 * test holds both together. The last word of a name is its unit; what has none is a count.
 */

/** Requests a minute. By account where somebody is signed in; by network generously: a ministry may stand behind one address. */
export const requestLimits = {
  /** Everything under /api. */
  any: { perMinute: 6_000, by: 'network' },
  /** What changes something. */
  write: { perMinute: 600, by: 'account' },
  /** Tickets for a conference. */
  join: { perMinute: 60, by: 'account' },
  'sign-in': { perMinute: 300, by: 'network' },
  /** Doors that open with a secret in a link: set-up, a password link, a guest link. */
  link: { perMinute: 300, by: 'network' },
  /** Sockets that are opened, of both kinds. */
  socket: { perMinute: 1_200, by: 'network' },
} as const satisfies Record<string, { perMinute: number; by: 'account' | 'network' }>

/** Guesses at passwords, within a window. */
export const guessLimits = {
  windowSeconds: 15 * 60,
  /** Attempts by one device, or by strangers on one account from one network, before they are refused. */
  perPair: 10,
  /** Wrong attempts from one network, or on one account from everywhere, before each further one waits. */
  perNetwork: 100,
  perAccount: 50,
  pauseMs: 2_000,
  /** How many may be waiting at once; the rest are refused at once, or waiting itself would exhaust the server. */
  waiting: 100,
} as const

/** Refused sign-ins that are written into the audit within a window of guessing; what comes after is only counted. */
export const refusalLimits = {
  /** Of one account from one network, and of addresses that nobody has here. */
  perPair: 10,
  perNetwork: 100,
  atAll: 500,
} as const

/** An identity provider. */
export const providerLimits = {
  /** For each of its answers; a sign-in takes four at most. */
  answerMs: 5_000,
  /** What it says of itself is asked for again after so long. */
  knownSeconds: 60,
  /** From going there until coming back, and for typing a code of ours afterwards. */
  attemptSeconds: 15 * 60,
} as const

export const bodyLimits = {
  /** Unless a route says otherwise: a meeting with 500 attendees takes about 80 KB. */
  jsonBytes: 256 * 1024,
  /** Forms that strangers may send: sign-in, set-up, a password. */
  formBytes: 16 * 1024,
  /** A document: a scanned annex, not a film. */
  documentBytes: 25 * 1024 * 1024,
  /** What an upload has around its document. */
  uploadFrameBytes: 64 * 1024,
  /** A guest link's token is the longest that stands in an address. */
  pathPartCharacters: 200,
} as const

/** Clients that are slow on purpose, or without knowing it, are cut. */
export const patienceLimits = {
  /** Until a request's head is there. */
  headMs: 15_000,
  /** Until the whole of it is there: a document on a slow line. */
  requestMs: 120_000,
  /** Without a byte in either direction. */
  silenceMs: 60_000,
  /** Between two requests on one connection; longer than the 60 s of common balancers, which must be the first to let go. */
  keepAliveMs: 72_000,
  /** How often the first two are looked at. */
  lookEveryMs: 5_000,
  /** For all that is under way when the process stops. */
  stopMs: 10_000,
} as const

/** Beyond these the process turns some away with 503 and `Retry-After`, before it serves nobody. */
export const pressureLimits = {
  /** Requests that are under way at once. */
  requestsUnderWay: 500,
  /** The event loop is this late on average: everybody waits ... */
  loopLateMs: 2_000,
  /** Part of the memory that JavaScript may have, in hundredths ... */
  heapPercent: 90,
  /** ... for this long: it does not get better by itself. */
  lastingMs: 3_000,
  /** Open connections; more are not accepted. */
  connections: 20_000,
  /** What those who are turned away are told to wait. */
  retryAfterSeconds: 5,
} as const

/** How long lists may be that are sent, asked for or kept. */
export const listLimits = {
  /** A page of any list, when nothing is said, and at most. */
  pageByDefault: 50,
  page: 200,
  /** A cursor. */
  cursorCharacters: 1_000,
  /** People who are invited to a meeting. */
  attendees: 500,
  agendaItems: 60,
  documentsPerItem: 20,
  /** Calendar addresses of one person. */
  feeds: 20,
  /** Topics that a page watches. */
  topics: 20,
} as const

/** Sockets of live updates. */
export const liveLimits = {
  /** One browser's tabs share a session; more sockets than this are not tabs. */
  perSession: 30,
  perAccount: 100,
  /** In one process. */
  atAll: 10_000,
  /** A page watches something else when a person goes to another page: never this often. */
  watchesPerMinute: 120,
} as const

/** Sockets of both kinds. */
export const socketLimits = {
  /** A message; the largest honest one is a handful of kilobytes (the RTP capabilities of a browser). */
  messageBytes: 64 * 1024,
  /** How long a connection may stay without saying what it wants. */
  silentMs: 10_000,
  /** A lost connection must be noticed well within a seat's minute; each sign of life of hundreds of sockets costs. */
  pingMs: 15_000,
  /** How long the answer to it may take. */
  pongMs: 10_000,
} as const

/** Conferences. */
export const conferenceLimits = {
  /** People in the call. Hosts may enter a full call, or nobody could make room. */
  people: 300,
  /** People in the lobby. */
  waiting: 200,
  /** Seats in the preview. */
  arriving: 500,
  /** Seats that one ticket may have at the same time (two devices, a reload, a lost welcome). */
  seatsPerTicket: 4,
  /** What one connection may ask at once: a full call's consumers being resumed. */
  requestBurst: 400,
  /** Beyond it one more in so long ... */
  requestEveryMs: 20,
  /** What all connections of one address may ask at once: a hundred people of one institution who come in together ... */
  addressBurst: 30_000,
  /** ... and one more in so long. */
  addressEveryMs: 1,
  /** When so many of a connection's wait for their turn, for its own sake or its address's, it is cut. */
  requestQueue: 200,
  /** Chat that is kept for those who come later. */
  chatMessages: 200,
  chatCharacters: 100_000,
  /** Characters of one message, and of the name above it. */
  chatMessageCharacters: 4_000,
  chatNameCharacters: 400,
  /** Messages that one person may send at once, and one more in so long. */
  chatBurst: 6,
  chatEveryMs: 1_500,
  /** Pictures that one page may show at once. */
  picturesInView: 64,
  /** What one seat may send. */
  incomingBitsPerSecond: 6_000_000,
  /** A meeting whose media worker uses so much of its core, in hundredths, goes on other workers as well. */
  workerBusyPercent: 60,
  /** In a meeting of more people than this only the loudest few are heard ... */
  voicesBeyondPeople: 25,
  /** ... so many of them. */
  voicesHeard: 5,
  /** How often somebody who says that they begin to speak may be wrong, and once more in so long. */
  voiceTrials: 3,
  voiceTrialEveryMs: 10_000,
} as const

/** Rules of retention. */
export const retentionLimits = {
  /** The shortest that anything may be kept, and the longest that can be said (else it is for ever). */
  monthsLeast: 1,
  monthsMost: 600,
  /** An audit of less than a year answers no inspection. */
  auditMonthsLeast: 12,
  /** What is removed or cleaned in one unit of work, so that nobody waits for it: by a rule, or of somebody who is erased. */
  rowsAtOnce: 100,
  /** Meetings, of which each takes much with it. */
  meetingsAtOnce: 10,
  /** What is looked at in one go, whether something in it is due or not. */
  rowsLookedAt: 1_000,
} as const

/** Webhooks: what other systems are told, and how long it is tried. */
export const webhookLimits = {
  /** In the installation. */
  atAll: 50,
  /** Messages to one webhook that are under way in one process: a slow one holds back nobody but itself. */
  underWay: 2,
  /** From the look-up of the name to the end of the answer. */
  answerMs: 15_000,
  /** Of an answer nothing but the status counts; so much of the rest is listened to. */
  answerBytes: 64 * 1024,
  /** After the first failure; doubles with each further one ... */
  firstPauseSeconds: 10,
  longestPauseSeconds: 6 * 60 * 60,
  /** ... until a message has been tried for so long. */
  triedHours: 72,
  /** A message is given up on and nothing has arrived for so long: the webhook is turned off. */
  silentHours: 48,
  /** Messages are signed with the old secret as well for so long after there is a new one. */
  oldSecretHours: 24,
  /** The log of deliveries. */
  keptDays: 30,
} as const

/** All of them, by the names that the documentation uses. */
export const limits = {
  requests: requestLimits,
  guesses: guessLimits,
  refusals: refusalLimits,
  provider: providerLimits,
  bodies: bodyLimits,
  patience: patienceLimits,
  pressure: pressureLimits,
  lists: listLimits,
  live: liveLimits,
  sockets: socketLimits,
  webhooks: webhookLimits,
  conference: conferenceLimits,
  retention: retentionLimits,
} as const
