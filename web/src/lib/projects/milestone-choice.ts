import type { MilestoneSummary } from '#contract/tracking.ts'

/** A milestone as a form holds it: the id that is sent, and the words by which people know which one they chose. */
export type MilestoneChoice = { id: string; label: string }

/** "Pilot în 12 școli · CAT-01" */
export const sayMilestone = (title: string, projectCode: string): string => `${title} · ${projectCode}`

export const toMilestoneChoice = ({
  id,
  title,
  project,
}: Pick<MilestoneSummary, 'id' | 'title' | 'project'>): MilestoneChoice => ({
  id,
  label: sayMilestone(title, project.code),
})
