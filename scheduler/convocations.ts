/** How a meeting was convened, and whether it has a quorum. */
import type { Quorum } from '../contract/groups.ts'
import type { Actor } from '../contract/identity.ts'
import type { Convocation } from '../contract/minutes.ts'
import type { Id } from '../contract/values.ts'
import type { GroupDeps } from './group-ports.ts'
import { meetingWithGroup } from './meeting-with-group.ts'
import { dayIn } from './instants.ts'
import { countQuorum, seatsOnDay } from './quorum.ts'

/** Null for a meeting to which no group was convened. Throws `meeting.missing`. */
export const findConvocation = (
  { work }: GroupDeps,
  actor: Actor,
  meetingId: Id,
): Promise<Convocation | null> =>
  work.read(async (views) => {
    await meetingWithGroup(views, actor, meetingId)
    return views.convocations.find(meetingId)
  })

/** Null where there is no group and so no quorum. Throws `meeting.missing`. */
export const findQuorum = ({ work }: GroupDeps, actor: Actor, meetingId: Id): Promise<Quorum | null> =>
  work.read(async (views) => {
    const { group, meeting } = await meetingWithGroup(views, actor, meetingId)
    const convocation = await views.convocations.find(meetingId)
    if (!group || !convocation) return null
    const seats = seatsOnDay({
      convened: await views.convocations.seatsOf(meetingId),
      mandates: group.mandates,
      attendees: meeting.people,
      day: dayIn(meeting.zone, meeting.startsAt),
    })
    const present = await views.meetingFacts.presentIn(meetingId)
    return countQuorum({
      rule: group.rules.quorum,
      seats,
      present,
      waived: convocation.repeatsMeetingId !== null,
    })
  })
