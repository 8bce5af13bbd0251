import { redirect } from '@sveltejs/kit'
import { returnAddress } from '#contract/return-address.ts'
import { providerProblem } from '#lib/door/provider-problem.ts'
import { session } from '#lib/session/session.svelte.ts'

/** Whoever is signed in already goes on to where they wanted. */
export const load = async ({ url }: { url: URL }) => {
  const { me, setUpNeeded, provider } = await session.load()
  const back = returnAddress(url.searchParams.get('return'))
  if (me) redirect(307, back)
  return {
    back,
    setUpNeeded,
    provider,
    problem: providerProblem(url.searchParams.get('problem')),
    /** The provider has said who it is, and a code is asked for besides. */
    codeAsked: provider !== null && url.searchParams.get('code') === 'provider',
    /** Signed out here a moment ago, and perhaps not at the provider. */
    left: provider !== null && url.searchParams.get('out') === 'provider',
  }
}
