import { redirect } from '@sveltejs/kit'
import { session } from '#lib/session/session.svelte.ts'

/** Everything in this folder is for signed-in people; the others sign in first and come back to the same address. */
export const load = async ({ url }: { url: URL }) => {
  const { me, setUpNeeded } = await session.load()
  if (me) return
  if (setUpNeeded) redirect(307, '/setup')
  const back = url.pathname + url.search
  redirect(307, back === '/' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(back)}`)
}
