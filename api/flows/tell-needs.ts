/** What waits for somebody, gathered from all domains: Today asks for it. */
import type { Actor } from '../../contract/identity.ts'
import { mostNeeds, type Needs } from '../../contract/needs.ts'
import type { Work } from '../db/work.ts'

export type NeedsDeps = {
  work: Work
  clock: { now(): Temporal.Instant }
  /** The zone in which "today" is meant. */
  zone: string
}

/** Actions that are due within so many days are told before they are late. */
const daysAhead = 7
/** Minutes that nobody has begun are asked for so long after the meeting, in days. */
const daysBack = 30

/** Five questions at most, whatever there is: the number does not grow with the rows. */
export const tellNeeds = ({ work, clock, zone }: NeedsDeps, actor: Actor): Promise<Needs> =>
  work.read(async ({ needs }) => {
    const now = clock.now().toZonedDateTimeISO(zone)
    const today = now.toPlainDate()
    const instant = (at: Temporal.ZonedDateTime) => at.toInstant().toString({ smallestUnit: 'millisecond' })
    const isLate = (dueOn: string) => dueOn < today.toString()
    // One more than is told shows whether there are more.
    const limit = mostNeeds + 1
    const me = actor.personId

    const invitations = await needs.invitations(me, instant(now), limit)
    const minutes = await needs.minutes(
      me,
      { now: instant(now), since: instant(now.subtract({ days: daysBack })) },
      limit,
    )
    const actions = await needs.actions(me, today.add({ days: daysAhead }).toString(), limit)
    const written = await needs.reportsToWrite(me, limit)
    const reviewed = actor.roles.includes('directorate') ? await needs.reportsToReview(me, limit) : []
    return {
      invitations: cut(invitations),
      minutes: cut(minutes),
      actions: cut(actions.map((action) => ({ ...action, late: isLate(action.dueOn) }))),
      reports: cut([
        ...written.map(({ status, ...report }) => ({
          ...{ ...report, late: isLate(report.dueOn) },
          step: status === 'returned' ? ('rewrite' as const) : ('write' as const),
        })),
        // What was submitted is late no more: whether it was, its page says.
        ...reviewed.map((report) => ({ ...report, late: false, step: 'review' as const })),
      ]),
    }
  })

const cut = <T>(items: T[]): { items: T[]; more: boolean } => ({
  items: items.slice(0, mostNeeds),
  more: items.length > mostNeeds,
})
