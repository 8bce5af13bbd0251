import { redirect } from '@sveltejs/kit'
import { returnAddress } from '#contract/return-address.ts'
import { session } from '#lib/session/session.svelte.ts'

/** Whoever is signed in already goes on to where they wanted. */
export const load = async ({ url }: { url: URL }) => {
  const { me, setUpNeeded } = await session.load()
  const back = returnAddress(url.searchParams.get('return'))
  if (me) redirect(307, back)
  return { back, setUpNeeded }
}
