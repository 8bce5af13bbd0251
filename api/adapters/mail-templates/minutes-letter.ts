import type { ActRef } from '../../../contract/groups.ts'
import type { Instant, Locale, LocalDate } from '../../../contract/values.ts'
import { hello, type Letter, paragraph, type Reader } from './letter.ts'
import { sayDate, sayDay } from './spoken-time.ts'

export type PublishedMinutes = {
  meetingTitle: string
  startsAt: Instant
  zone: string
  act: ActRef | null
  /** The meeting's page. */
  url: string
  /** What the reader has to do, as the minutes say it. */
  actions: { text: string; dueOn: LocalDate }[]
}

type Words = {
  subject: (number: string) => string
  meetingOf: (day: string) => string
  published: (act: string, day: string) => string
  act: (number: string, date: string) => string
  toDo: string
  open: string
  reason: string
}

const words: Record<Locale, Words> = {
  ro: {
    subject: (number) => `Proces-verbal${number}`,
    meetingOf: (day) => `Ședința din ${day}`,
    published: (act, day) =>
      `Procesul-verbal${act} al ședinței din ${day} a fost aprobat și publicat. Îl găsiți atașat acestui mesaj, ca PDF.`,
    act: (number, date) => ` nr. ${number} din ${date}`,
    toDo: 'Ce aveți de făcut',
    open: 'Deschideți întâlnirea',
    reason: 'Primiți acest mesaj pentru că ați fost pe lista de participanți.',
  },
  en: {
    subject: (number) => `Minutes${number}`,
    meetingOf: (day) => `Meeting of ${day}`,
    published: (act, day) =>
      `The minutes${act} of the meeting of ${day} have been approved and published. They are attached to this message as a PDF.`,
    act: (number, date) => ` no. ${number} of ${date}`,
    toDo: 'What you have to do',
    open: 'Open the meeting',
    reason: 'You get this message because you were on the list of attendees.',
  },
}

/** To everybody who was invited; the minutes themselves are attached, as PDF. */
export function minutesLetter(minutes: PublishedMinutes, { name, locale }: Reader): Letter {
  const { meetingTitle, startsAt, zone, act, url, actions } = minutes
  const say = words[locale]
  const day = sayDay(startsAt, zone, locale)
  const items = actions.map(({ text, dueOn }) => `${text} (${sayDate(dueOn, locale)})`)
  return {
    locale,
    subject: `${say.subject(act ? ` ${act.number}` : '')}: ${meetingTitle}`,
    preview: say.meetingOf(day),
    title: meetingTitle,
    greeting: hello[locale](name),
    blocks: [
      paragraph(say.published(act ? say.act(act.number, sayDate(act.date, locale)) : '', day)),
      ...(items.length > 0 ? [{ kind: 'list' as const, label: say.toDo, items }] : []),
      { kind: 'button', label: say.open, url },
    ],
    reason: say.reason,
  }
}
