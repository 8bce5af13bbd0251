import type { AgendaItem } from '#contract/minutes.ts'
import { getMilestone } from '#lib/api/projects.ts'
import { sayMilestone } from '#lib/projects/milestone-choice.ts'
import * as m from '#lib/paraglide/messages.js'

/** The words of the milestones that items name, by id. One that may not be read keeps its place under a plain word. */
export async function milestoneLabels(
  items: readonly Pick<AgendaItem, 'milestoneId'>[],
): Promise<Map<string, string>> {
  const ids = [...new Set(items.flatMap(({ milestoneId }) => milestoneId ?? []))]
  return new Map(
    await Promise.all(
      ids.map(async (id): Promise<[string, string]> => {
        try {
          const { title, projectName } = await getMilestone(id)
          return [id, sayMilestone(title, projectName)]
        } catch {
          return [id, m.agenda_milestone_open()]
        }
      }),
    ),
  )
}
