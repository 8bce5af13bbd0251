import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { CalendarEntry } from '../contract/scheduling.ts'
import type { Id, Page, PageQuery } from '../contract/values.ts'
import type { GroupDeps } from './group-ports.ts'
import { toInstant } from './instants.ts'
import { calendarEntry } from './list-calendar.ts'

/** The meetings to which a group was convened, the newest first, as this reader may see them. Throws `group.missing`. */
export const listGroupMeetings = (
  { work, clock }: GroupDeps,
  actor: Actor,
  groupId: Id,
  query: PageQuery,
): Promise<Page<CalendarEntry>> =>
  work.read(async ({ groups, convocations }) => {
    if (!(await groups.find(groupId))) throw new AppError('group.missing')
    const { items, next } = await convocations.meetingsOf(groupId, { ...query, personId: actor.personId })
    const now = toInstant(clock.now())
    return { items: items.flatMap((row) => calendarEntry(actor, row, now) ?? []), next }
  })
