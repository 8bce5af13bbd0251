import { handler } from '../db/relay.ts'
import type { LivePages } from '../routes/live-pages.ts'

/** When a session ends, the pages that are open in it sign out at once, and not at the next click. */
export const onSessionRevokedSignOut = (pages: LivePages) =>
  handler({
    name: 'on-session-revoked-sign-out',
    on: ['session.revoked'],
    send: async ({ payload }) => pages.signOut(payload.sessionId),
  })
