/** How a list of actions is grouped and filtered. Days are ISO `2026-11-24`. */
import type { Action, ActionStatus } from '#contract/tracking.ts'

export type ActionGroup = 'late' | 'soon' | 'later' | 'closed'

/** What is late first, then what the next seven days ask for, then the rest; what is closed stands last. */
export function groupActions(
  actions: readonly Action[],
  today: string,
): { group: ActionGroup; actions: Action[] }[] {
  const week = Temporal.PlainDate.from(today).add({ days: 7 }).toString()
  const groupOf = ({ status, late, dueOn }: Action): ActionGroup =>
    status !== 'open' ? 'closed' : late ? 'late' : dueOn <= week ? 'soon' : 'later'
  const order = ['late', 'soon', 'later', 'closed'] as const
  return order
    .map((group) => ({ group, actions: actions.filter((action) => groupOf(action) === group) }))
    .filter((one) => one.actions.length > 0)
}

export const statusChoices = ['open', 'done', 'dropped', 'all'] as const satisfies readonly (
  ActionStatus | 'all'
)[]
export type StatusChoice = (typeof statusChoices)[number]

/** Mine and open, unless the address says otherwise. */
export function readActionFilters(address: Pick<URLSearchParams, 'get'>) {
  const asked = address.get('status')
  return {
    mine: address.get('mine') !== '0',
    late: address.get('late') === '1',
    status: statusChoices.find((status): status is StatusChoice => status === asked) ?? 'open',
    projectId: address.get('project') ?? '',
  }
}
