import type { Id } from '../../contract/values.ts'
import { type MinutesOnPaper, readMinutesPaper } from '../../scheduler/minutes-paper.ts'
import { clip } from '../adapters/mail-templates/letter.ts'
import { minutesLetter } from '../adapters/mail-templates/minutes-letter.ts'
import { minutesPdf } from '../adapters/pdf/minutes-pdf.ts'
import type { NewMail } from '../db/repos/mails.ts'
import { handler } from '../db/relay.ts'
import type { Tx, Work } from '../db/work.ts'
import { enqueue, instantOf, type TellDeps } from './tell-attendees.ts'

type Deps = TellDeps & { work: Pick<Work, 'run' | 'read'> }

/**
 * When minutes are published, everybody who was invited gets them as PDF, with what they have to do. The paper is one, in
 * the language of the installation; the letter around it is in the reader's. It is made outside of the unit of work,
 * because it takes a while, and all who read the event again find the mails there.
 */
export const onMinutesPublishedMailThem = (deps: Deps) =>
  handler({
    name: 'on-minutes-published-mail-them',
    on: ['minutes.published'],
    send: async ({ id, payload: { meetingId } }) => {
      const now = instantOf(deps)
      if (await deps.work.read(({ mails }) => mails.hasKey(`${id}/`))) return
      const paper = await deps.work.read((views) => readMinutesPaper(views, meetingId, now))
      const pdf = await minutesPdf({ ...paper, madeAt: now }, deps.locale)
      await deps.work.run(async (tx) => {
        if (await tx.mails.hasKey(`${id}/`)) return
        const attachmentId = await tx.mails.attach({
          name: `${clip(fileName(paper), 120)}.pdf`,
          mimeType: 'application/pdf',
          content: pdf,
        })
        await enqueue(tx, meetingId, await lettersOf(tx, deps, meetingId, id, paper, attachmentId), now)
      })
    },
  })

/** To those who are invited now, under the names and addresses that they have now: the paper may be a moment older. */
async function lettersOf(
  { knownPeople, meetings }: Pick<Tx, 'knownPeople' | 'meetings'>,
  { guestLinks: { publicUrl }, locale }: Deps,
  meetingId: Id,
  cause: Id,
  { minutes, meeting }: MinutesOnPaper,
  attachmentId: Id,
): Promise<NewMail[]> {
  const attendees = (await meetings.find(meetingId))?.attendees ?? []
  const people = await knownPeople.among(
    attendees.flatMap(({ personId }) => personId ?? []),
    [],
  )
  const actions = minutes.entries.flatMap((entry) => entry.actions)
  return attendees.map(({ id, personId, name, email }) => {
    const reader = { name, locale: people.find((person) => person.id === personId)?.locale ?? locale }
    const letter = minutesLetter(
      {
        meetingTitle: meeting.title,
        startsAt: meeting.occurrences[0]?.startsAt ?? '',
        zone: meeting.zone,
        act: minutes.act,
        url: `${publicUrl}/meetings/${meetingId}`,
        actions: actions.filter(({ ownerPersonId }) => ownerPersonId === personId),
      },
      reader,
    )
    return {
      key: `${cause}/${id}`,
      kind: 'minutes',
      to: { name, email },
      letter,
      attachmentId,
      meetingId,
      attendeeId: id,
    }
  })
}

/** "PV-3-2026 Ședința de decembrie": a slash is not for file names. */
const fileName = ({ minutes, meeting }: MinutesOnPaper): string =>
  [minutes.act?.number, meeting.title]
    .filter(Boolean)
    .join(' ')
    .replace(/[/\\:*?"<>|]/g, '-')
