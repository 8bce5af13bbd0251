/** A group with a chair that is convened as often as a story needs. */
import type { Meeting } from '../../contract/scheduling.ts'
import type { Id } from '../../contract/values.ts'
import { addMandate } from '../../scheduler/change-mandates.ts'
import { conveneGroup } from '../../scheduler/convene-group.ts'
import { addGroup } from '../../scheduler/groups.ts'
import type { Somebody } from './people.ts'
import type { Scene } from './scheduling.ts'

type Asked = Pick<Scene, 'deps' | 'database' | 'secretary' | 'member'> & {
  reminderHours?: number
  /** Who sits in it beside the chair. */
  others?: Somebody[]
  /** The first day of the mandates. */
  since?: string
}

export type ConveneScene = {
  groupId: Id
  /** Convenes it to a meeting at that wall-clock time in Bucharest. */
  convene(start: string, title?: string): Promise<Meeting>
}

/** `member` chairs and sits as titular, the others as alternates; `secretary` convenes. */
export async function conveneScene(asked: Asked): Promise<ConveneScene> {
  const { deps, database, secretary, member, reminderHours = 24, others = [], since = '2026-01-01' } = asked
  const group = { ...deps, work: database.work, zone: 'Europe/Bucharest' }
  const act = { number: '114', date: '2026-01-15' }
  const { id: groupId } = await addGroup(group, secretary, {
    ...{ name: 'Interoperabilitate', shortName: 'GLI', purpose: '', act },
    ...{ chairPersonId: member.personId, secretaryPersonId: null },
    rules: {
      ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 0, noticeUnit: 'calendar' },
      ...{ minutesApprover: 'chair', reminderHours },
    },
  })
  for (const person of [member, ...others])
    await addMandate(group, secretary, groupId, {
      ...{ personId: person.personId, organisationId: person.organisationId, act },
      ...{ kind: person === member ? 'titular' : 'supleant', from: since, until: null },
    })
  return {
    groupId,
    convene: (start, title = 'Ședință') =>
      conveneGroup(group, secretary, groupId, {
        ...{ title, description: '', start, zone: 'Europe/Bucharest', durationMinutes: 60 },
        ...{ roomId: null, video: true, attendees: [], shortNoticeReason: null, repeatsMeetingId: null },
        agenda: [
          { title: 'Stadiul', kind: 'information', durationMinutes: 10, speaker: null, milestoneId: null },
        ],
      }),
  }
}
