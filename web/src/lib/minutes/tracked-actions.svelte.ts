/** What became of the actions of published minutes; follows them while the page is open. */
import type { Minutes } from '#contract/minutes.ts'
import type { MinutesAction } from '#contract/tracking.ts'
import { listMinutesActions } from '#lib/api/minutes.ts'
import { watch } from '#lib/live/live.svelte.ts'
import { Resource } from '#lib/load/resource.svelte.ts'

export type TrackedActions = { stateOf(draftId: string): MinutesAction | undefined }

/** Within a component. A state that cannot be asked for is left out: the minutes can be read without. */
export function trackActions(minutes: () => Pick<Minutes, 'meetingId' | 'status'> | null): TrackedActions {
  const shown = new Resource<Map<string, MinutesAction>>()
  const published = $derived(minutes()?.status === 'published' ? minutes()?.meetingId : undefined)
  $effect(() => {
    const meetingId = published
    if (meetingId === undefined) return
    void shown.load(
      async (signal) =>
        new Map((await listMinutesActions(meetingId, signal)).map((one) => [one.draftId, one])),
    )
    return watch(['actions'], shown.reload)
  })
  return { stateOf: (draftId) => shown.value?.get(draftId) }
}
