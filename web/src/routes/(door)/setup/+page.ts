import { redirect } from '@sveltejs/kit'
import { session } from '#lib/session/session.svelte.ts'

/** Only an installation without an administrator can be set up, and only with the link that was printed at its start. */
export const load = async ({ url }: { url: URL }) => {
  const { setUpNeeded } = await session.load()
  if (!setUpNeeded) redirect(307, '/')
  return { token: url.searchParams.get('token') ?? '' }
}
