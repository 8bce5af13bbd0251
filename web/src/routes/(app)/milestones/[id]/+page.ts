import { redirect } from '@sveltejs/kit'
import { getMilestone } from '#lib/api/projects.ts'
import { session } from '#lib/session/session.svelte.ts'

/** A milestone that only its id is known of, as on an agenda: its page is under its project. Strangers sign in first. */
export const load = async ({ params }: { params: { id: string } }) => {
  const { me } = await session.load()
  if (!me) return
  const { projectId } = await getMilestone(params.id)
  redirect(307, `/projects/${projectId}/milestones/${params.id}`)
}
