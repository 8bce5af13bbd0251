import { getGuestMeeting } from '#lib/api/join.ts'
import { session } from '#lib/session/session.svelte.ts'

/** The conference of a meeting, for those who came by its guest link. */
export const load = async ({ params }: { params: { token: string } }) => {
  const [meeting] = await Promise.all([
    getGuestMeeting(params.token),
    // Only for the installation's language and zone; the link is enough to come in.
    session.load().catch(() => undefined),
  ])
  return { meeting, token: params.token }
}
