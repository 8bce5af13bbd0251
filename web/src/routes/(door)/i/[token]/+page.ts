import { session } from '#lib/session/session.svelte.ts'

/** Only for the installation's language and zone; the link is enough to answer. */
export const load = async () => {
  await session.load().catch(() => undefined)
}
