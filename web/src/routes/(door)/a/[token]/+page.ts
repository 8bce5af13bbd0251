import type { PersonalAction } from '#contract/tracking.ts'
import { getPersonalAction } from '#lib/api/actions.ts'
import { session } from '#lib/session/session.svelte.ts'

/** What the link in a mail leads to; nobody needs to be signed in, and a link that is no good has a page of its own. */
export const load = async ({ params }: { params: { token: string } }) => {
  const [found] = await Promise.all([
    getPersonalAction(params.token).then(
      (action): { action?: PersonalAction; error?: unknown } => ({ action }),
      (error: unknown): { action?: PersonalAction; error?: unknown } => ({ error }),
    ),
    // Only for the installation's language and zone; the link is enough.
    session.load().catch(() => undefined),
  ])
  return { token: params.token, ...found }
}
