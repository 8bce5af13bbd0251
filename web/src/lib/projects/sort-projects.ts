/** Arithmetic of the list of projects: its views, its filters in the address, its columns. */
import type { HealthColour, MilestoneSummary, ProjectStatus, ProjectSummary } from '#contract/tracking.ts'

/** The worst first; and the life of a project. */
export const healthOrder = ['red', 'amber', 'green'] as const satisfies readonly HealthColour[]
export const statusOrder = ['planned', 'running', 'closed'] as const satisfies readonly ProjectStatus[]

export const projectViews = ['list', 'board', 'timeline'] as const
export type ProjectView = (typeof projectViews)[number]
export const spans = ['all', 'year', 'quarter'] as const
export type Span = (typeof spans)[number]

export type ProjectFilters = {
  view: ProjectView
  search: string
  health: HealthColour | undefined
  status: ProjectStatus | undefined
  mine: boolean
  by: 'status' | 'health'
  span: Span
}

const oneOf = <T extends string>(known: readonly T[], given: string | null): T | undefined =>
  known.find((one) => one === given)

/** What an address asks to see; what makes no sense is left out. */
export const readFilters = (address: Pick<URLSearchParams, 'get'>): ProjectFilters => ({
  view: oneOf(projectViews, address.get('view')) ?? 'list',
  search: address.get('search') ?? '',
  health: oneOf(healthOrder, address.get('health')),
  status: oneOf(statusOrder, address.get('status')),
  mine: address.get('mine') === '1',
  by: address.get('by') === 'health' ? 'health' : 'status',
  span: oneOf(spans, address.get('span')) ?? 'all',
})

/** The query of an address (`?view=board`) with some of it changed; what is empty goes, so that links stay short. */
export function writeFilter(query: string, changes: Record<string, string | undefined>): string {
  const next = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value)
    else next.delete(name)
  }
  return `?${next}`
}

/** Projects in columns, each in the order in which it came. */
export const inColumns = <Key extends string>(
  projects: readonly ProjectSummary[],
  keys: readonly Key[],
  keyOf: (project: ProjectSummary) => Key,
): { key: Key; projects: ProjectSummary[] }[] =>
  keys.map((key) => ({ key, projects: projects.filter((project) => keyOf(project) === key) }))

/** The milestones of each project, by its id. */
export function milestonesByProject(
  milestones: readonly MilestoneSummary[],
): Map<string, MilestoneSummary[]> {
  const by = new Map<string, MilestoneSummary[]>()
  for (const milestone of milestones) {
    const list = by.get(milestone.project.id)
    if (list) list.push(milestone)
    else by.set(milestone.project.id, [milestone])
  }
  return by
}
