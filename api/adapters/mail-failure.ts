/** What a failed attempt to send a mail means, for this mail or for all of them, and how long to wait then. */

/** The properties that nodemailer gives its errors. */
export type SendError = {
  code?: string | undefined
  /** The SMTP command that was being answered: `RCPT TO`, `DATA`, `AUTH PLAIN`. */
  command?: string | undefined
  response?: string | undefined
  responseCode?: number | undefined
  message: string
}

/**
 * `refused`: this mail will never be taken (5yz to its recipient or its content).
 * `later`: this mail may be taken later (4yz: mailbox full, greylisting).
 * `server`: nothing about this mail; the server cannot be reached, hangs, breaks off, or does not accept *us*.
 */
export type Failure = 'refused' | 'later' | 'server'

/** By RFC 5321 §4.2.1. 503 only says that the conversation was out of step; 421 that the server is going away. */
export function failureOf({ code, command, responseCode }: SendError): Failure {
  const aboutMail = code === 'EMESSAGE' || (code === 'EENVELOPE' && command !== 'MAIL FROM')
  if (!aboutMail || responseCode === 421) return 'server'
  // Without an answer it never got as far as the server: too large for it, or not an address.
  if (responseCode === undefined) return 'refused'
  return responseCode >= 500 && responseCode !== 503 ? 'refused' : 'later'
}

/** What the secretary and the administrator read: the server's own words, on one line. */
export const wordsOf = ({ response, message }: SendError): string =>
  (response ?? message).replace(/\s+/g, ' ').trim().slice(0, 500)

/** What the log is told: the numbers, for the words name the recipient. */
export const codesOf = ({ code, command, responseCode }: SendError) => ({ code, command, responseCode })

export type Pauses = {
  /** After the first failure, in milliseconds; doubles with each further one. */
  firstMs: number
  longestMs: number
}

/**
 * How long to wait after `failures` failures in a row, in milliseconds: doubling, with a fifth more or less by chance, so
 * that mails which failed together do not all come back at once. `chance` is from 0 to 1.
 */
export const pauseAfter = (
  failures: number,
  { firstMs, longestMs }: Pauses,
  chance = Math.random(),
): number => Math.round(Math.min(firstMs * 2 ** Math.min(failures - 1, 30), longestMs) * (0.8 + 0.4 * chance))
