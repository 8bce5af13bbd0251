import { redirect } from '@sveltejs/kit'
import { getMeeting } from '#lib/api/meetings.ts'
import { session } from '#lib/session/session.svelte.ts'

/** The conference of a meeting, for people with an account; the others sign in first and come back. Both questions at once. */
export const load = async ({ params, url }: { params: { id: string }; url: URL }) => {
  const meeting = getMeeting(params.id)
  // Told below; without an account its refusal is not what matters.
  meeting.catch(() => undefined)
  const { me } = await session.load()
  if (!me) redirect(307, `/sign-in?return=${encodeURIComponent(url.pathname)}`)
  return { me, meeting: await meeting }
}
