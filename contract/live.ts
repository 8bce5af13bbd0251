/**
 * Live updates of ordinary pages, over the socket.io namespace `/live`, authenticated by the session cookie.
 * The server only says *what* changed; the page asks again through the API, so permissions are checked in one place.
 */
import { z } from 'zod'
import { listLimits } from './limits.ts'
import { Id } from './values.ts'

/** `calendar`, `rooms` and `groups` are for everyone; a meeting's topic is refused to those who may not see it. */
export const Topic = z.union([
  z.literal('calendar'),
  z.literal('rooms'),
  z.literal('people'),
  z.literal('groups'),
  z.literal('projects'),
  z.literal('actions'),
  z.literal('reports'),
  z.literal('administration'),
  /** Something that may wait for somebody, or wait no more. */
  z.literal('needs'),
  z.templateLiteral(['meeting:', Id]),
  z.templateLiteral(['group:', Id]),
  z.templateLiteral(['project:', Id]),
  z.templateLiteral(['report:', Id]),
])
export type Topic = z.infer<typeof Topic>

export const Watch = z.strictObject({ topics: z.array(Topic).max(listLimits.topics) })
export type Watch = z.infer<typeof Watch>

export type LiveClientToServer = {
  watch: (ask: Watch, acknowledge: (answer: { ok: boolean }) => void) => void
}
export type LiveServerToClient = { changed: (change: { topic: Topic }) => void; 'signed-out': () => void }
