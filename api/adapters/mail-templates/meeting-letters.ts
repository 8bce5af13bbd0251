/** The letters about a meeting: invitation or convocation, update, cancellation, invitation withdrawn, reminder. */
import type { ActRef } from '../../../contract/groups.ts'
import type { Instant, Locale } from '../../../contract/values.ts'
import { type Block, blockAsText, type Fact, hello, type Letter, paragraph, type Reader } from './letter.ts'
import { sayDate, saySpan, sayStart } from './spoken-time.ts'

/** What a letter may say about a meeting. */
export type MeetingFacts = {
  title: string
  description: string
  startsAt: Instant
  endsAt: Instant
  zone: string
  room: { name: string; building: string } | null
  video: boolean
  organizerName: string
  /** Who acts for the organizer: the secretary who convenes for the chair. */
  sentByName: string | null
  /** Set when a group is convened to it. */
  convocation: { groupName: string; act: ActRef; shortNoticeReason: string | null } | null
  agenda: { title: string; durationMinutes: number; speaker: string | null }[]
}

type Words = {
  subject: Record<'invitation' | 'convocation' | 'update' | 'cancellation' | 'removal' | 'reminder', string>
  invites: (organizer: string) => string
  convenes: (organizer: string, group: string, act: string) => string
  act: (number: string, date: string) => string
  newTime: string
  newDetails: string
  cancelled: (organizer: string) => string
  removed: (organizer: string) => string
  goesOn: string
  reminds: string
  noAnswerYet: string
  when: string
  where: string
  video: string
  videoWhere: string
  organizer: string
  by: (organizer: string, secretary: string) => string
  urgency: string
  agenda: string
  minutes: (count: number) => string
  answer: string
  join: string
  personal: string
  byCalendar: string
  invitedReason: string
  uninvitedReason: string
  linkFor: string
}

const words: Record<Locale, Words> = {
  ro: {
    subject: {
      invitation: 'Invitație',
      convocation: 'Convocare',
      update: 'Modificare',
      cancellation: 'Anulare',
      removal: 'Invitație retrasă',
      reminder: 'Reamintire',
    },
    invites: (organizer) => `${organizer} vă invită la întâlnirea de mai jos.`,
    convenes: (organizer, group, act) =>
      `${organizer} vă convoacă la ședința grupului de lucru „${group}”, prin convocarea ${act}.`,
    act: (number, date) => `nr. ${number} din ${date}`,
    newTime:
      'Ora întâlnirii s-a schimbat. Mai jos este cea valabilă acum. Vă rugăm să răspundeți din nou: răspunsul de până acum era pentru ora veche.',
    newDetails:
      'S-au schimbat unele detalii ale întâlnirii; ora rămâne aceeași. Mai jos sunt cele valabile acum. Răspunsul pe care l-ați dat rămâne valabil.',
    cancelled: (organizer) =>
      `${organizer} a anulat întâlnirea de mai jos. Nu mai are loc; o puteți șterge din calendar.`,
    removed: (organizer) =>
      `${organizer} v-a scos de pe lista de participanți la întâlnirea de mai jos. Prezența dumneavoastră nu mai este necesară.`,
    goesOn: 'Întâlnirea are loc în continuare, cu ceilalți participanți.',
    reminds: 'Vă reamintim întâlnirea de mai jos.',
    noAnswerYet: 'Nu ați răspuns încă la invitație. Vă rugăm să spuneți dacă participați.',
    when: 'Când',
    where: 'Unde',
    video: 'Video',
    videoWhere: 'Prin videoconferință',
    organizer: 'Organizator',
    by: (organizer, secretary) => `${organizer}, prin ${secretary}`,
    urgency: 'Motivul termenului scurt de convocare',
    agenda: 'Ordinea de zi',
    minutes: (count) => `${count} min`,
    answer: 'Răspundeți la invitație',
    join: 'Răspundeți sau intrați în videoconferință',
    personal: 'Legătura este numai pentru dumneavoastră: nu o trimiteți mai departe.',
    byCalendar: 'Puteți răspunde și din calendar, cu Acceptare sau Refuz.',
    invitedReason: 'Primiți acest mesaj pentru că sunteți pe lista de participanți.',
    uninvitedReason: 'Primiți acest mesaj pentru că ați fost pe lista de participanți.',
    linkFor: 'Răspuns și intrare',
  },
  en: {
    subject: {
      invitation: 'Invitation',
      convocation: 'Convocation',
      update: 'Changed',
      cancellation: 'Cancelled',
      removal: 'Invitation withdrawn',
      reminder: 'Reminder',
    },
    invites: (organizer) => `${organizer} invites you to the meeting below.`,
    convenes: (organizer, group, act) =>
      `${organizer} convenes you to the meeting of the working group “${group}”, by convocation ${act}.`,
    act: (number, date) => `no. ${number} of ${date}`,
    newTime:
      'The time of the meeting has changed. The one below is valid now. Please answer again: what you answered before was about the old time.',
    newDetails:
      'Some details of the meeting have changed; its time stays the same. Those below are valid now. The answer you gave stands.',
    cancelled: (organizer) =>
      `${organizer} has cancelled the meeting below. It does not take place; you can delete it from your calendar.`,
    removed: (organizer) =>
      `${organizer} has taken you off the list of attendees of the meeting below. You need not attend.`,
    goesOn: 'The meeting itself still takes place, with the other attendees.',
    reminds: 'This is a reminder of the meeting below.',
    noAnswerYet: 'You have not answered the invitation yet. Please say whether you will attend.',
    when: 'When',
    where: 'Where',
    video: 'Video',
    videoWhere: 'By video conference',
    organizer: 'Organizer',
    by: (organizer, secretary) => `${organizer}, by ${secretary}`,
    urgency: 'Why the notice is short',
    agenda: 'Agenda',
    minutes: (count) => `${count} min`,
    answer: 'Answer the invitation',
    join: 'Answer, or join the video conference',
    personal: 'The link is for you alone: please do not pass it on.',
    byCalendar: 'You can also answer in your calendar, with Accept or Decline.',
    invitedReason: 'You get this message because you are on the list of attendees.',
    uninvitedReason: 'You get this message because you were on the list of attendees.',
    linkFor: 'Answer and join',
  },
}

/** An invitation, or a convocation when a group is convened. */
export const invitationLetter = (meeting: MeetingFacts, reader: Reader, link: string): Letter => {
  const say = words[reader.locale]
  const { convocation, organizerName } = meeting
  const act = convocation && say.act(convocation.act.number, sayDate(convocation.act.date, reader.locale))
  return letter(meeting, reader, convocation ? 'convocation' : 'invitation', [
    paragraph(
      convocation && act
        ? say.convenes(organizerName, convocation.groupName, act)
        : say.invites(organizerName),
    ),
    ...details(meeting, reader, link),
    ...toAnswer(meeting, reader, link),
  ])
}

/** `timeChanged`: answers that were given before are void. */
export const updateLetter = (
  meeting: MeetingFacts,
  reader: Reader,
  link: string,
  timeChanged: boolean,
): Letter => {
  const say = words[reader.locale]
  return letter(meeting, reader, 'update', [
    paragraph(timeChanged ? say.newTime : say.newDetails),
    ...details(meeting, reader, link),
    ...toAnswer(meeting, reader, link),
  ])
}

export const cancellationLetter = (meeting: MeetingFacts, reader: Reader): Letter =>
  letter(meeting, reader, 'cancellation', [
    paragraph(words[reader.locale].cancelled(meeting.organizerName)),
    facts(meeting, reader, null),
  ])

/** To somebody who is no longer invited, while the meeting goes on. */
export const removalLetter = (meeting: MeetingFacts, reader: Reader): Letter => {
  const say = words[reader.locale]
  return letter(meeting, reader, 'removal', [
    paragraph(say.removed(meeting.organizerName)),
    facts(meeting, reader, null),
    paragraph(say.goesOn),
  ])
}

export const reminderLetter = (
  meeting: MeetingFacts,
  reader: Reader,
  link: string,
  answered: boolean,
): Letter => {
  const say = words[reader.locale]
  return letter(meeting, reader, 'reminder', [
    paragraph(answered ? say.reminds : `${say.reminds} ${say.noAnswerYet}`),
    ...details(meeting, reader, link),
    { kind: 'button', label: meeting.video ? say.join : say.answer, url: link },
    paragraph(say.personal),
  ])
}

/** What the calendar itself shows under the title: what it is about, the agenda, and where to answer and join. */
export function calendarDescription(meeting: MeetingFacts, locale: Locale, link: string): string {
  const say = words[locale]
  return [meeting.description, ...agenda(meeting, locale).map(blockAsText), `${say.linkFor}: ${link}`]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** The one line that a calendar shows of a cancellation. */
export const cancellationComment = (meeting: MeetingFacts, locale: Locale, removed: boolean): string =>
  removed ? words[locale].removed(meeting.organizerName) : words[locale].cancelled(meeting.organizerName)

/** "Sala Unirii, Palatul Victoria" */
export const placeOf = ({ room }: Pick<MeetingFacts, 'room'>): string | null =>
  room && `${room.name}, ${room.building}`

function letter(
  meeting: MeetingFacts,
  reader: Reader,
  kind: keyof Words['subject'],
  blocks: Block[],
): Letter {
  const { title, startsAt, endsAt, zone } = meeting
  const { locale, name } = reader
  const say = words[locale]
  return {
    locale,
    subject: `${say.subject[kind]}: ${title} (${sayStart(startsAt, zone, locale)})`,
    preview: [saySpan(startsAt, endsAt, zone, locale), placeOf(meeting)].filter(Boolean).join('. '),
    title,
    greeting: hello[locale](name),
    blocks,
    reason: kind === 'removal' ? say.uninvitedReason : say.invitedReason,
  }
}

const details = (meeting: MeetingFacts, reader: Reader, link: string): Block[] => [
  facts(meeting, reader, link),
  ...(meeting.convocation?.shortNoticeReason
    ? [
        {
          kind: 'quote' as const,
          label: words[reader.locale].urgency,
          text: meeting.convocation.shortNoticeReason,
        },
      ]
    : []),
  ...(meeting.description ? [paragraph(meeting.description)] : []),
  ...agenda(meeting, reader.locale),
]

const toAnswer = ({ video }: MeetingFacts, { locale }: Reader, link: string): Block[] => {
  const say = words[locale]
  return [
    { kind: 'button', label: video ? say.join : say.answer, url: link },
    paragraph(`${say.byCalendar} ${say.personal}`),
  ]
}

function facts(meeting: MeetingFacts, { locale }: Reader, link: string | null): Block {
  const say = words[locale]
  const place = placeOf(meeting)
  const organizer = meeting.sentByName
    ? say.by(meeting.organizerName, meeting.sentByName)
    : meeting.organizerName
  const rows: Fact[] = [
    { label: say.when, value: saySpan(meeting.startsAt, meeting.endsAt, meeting.zone, locale) },
    ...(place ? [{ label: say.where, value: place }] : []),
    ...(meeting.video ? [{ label: say.video, value: say.videoWhere, url: link ?? undefined }] : []),
    { label: say.organizer, value: organizer },
  ]
  return { kind: 'facts', rows }
}

function agenda({ agenda }: MeetingFacts, locale: Locale): Block[] {
  if (agenda.length === 0) return []
  const say = words[locale]
  const items = agenda.map(({ title, durationMinutes, speaker }) => {
    const more = [durationMinutes > 0 ? say.minutes(durationMinutes) : null, speaker].filter(Boolean)
    return more.length > 0 ? `${title} (${more.join(', ')})` : title
  })
  return [{ kind: 'list', label: say.agenda, items }]
}
