import { getInvitation } from '#lib/api/invitations.ts'
import { session } from '#lib/session/session.svelte.ts'

/** The conference of a meeting, for those who came by the personal link of their invitation. */
export const load = async ({ params }: { params: { token: string } }) => {
  const [invitation] = await Promise.all([
    getInvitation(params.token),
    // Only for the installation's language and zone; the link is enough to come in.
    session.load().catch(() => undefined),
  ])
  return { invitation, token: params.token }
}
