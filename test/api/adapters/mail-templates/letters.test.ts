import { describe, expect, it } from 'vitest'
import { accountLetter } from '../../../../api/adapters/mail-templates/account-letter.ts'
import { actionLetter } from '../../../../api/adapters/mail-templates/action-letter.ts'
import { clip, type Letter, writeLetter } from '../../../../api/adapters/mail-templates/letter.ts'
import {
  calendarDescription,
  cancellationLetter,
  invitationLetter,
  type MeetingFacts,
  reminderLetter,
  removalLetter,
  updateLetter,
} from '../../../../api/adapters/mail-templates/meeting-letters.ts'
import { minutesLetter } from '../../../../api/adapters/mail-templates/minutes-letter.ts'
import { reportLetter } from '../../../../api/adapters/mail-templates/report-letter.ts'
import { type Locale, locales } from '../../../../contract/values.ts'

const home = 'https://sfat.example.ro'
const link = `${home}/i/abc-DEF_123`
const meeting: MeetingFacts = {
  title: 'Ședința grupului <b>„Registre”</b> & altele',
  description: 'Aduceți stadiul.\nDocumentele sunt pe pagină.',
  startsAt: '2026-11-24T08:00:00.000Z',
  endsAt: '2026-11-24T09:30:00.000Z',
  zone: 'Europe/Bucharest',
  room: { name: 'Sala Unirii', building: 'Palatul Victoria' },
  video: true,
  organizerName: 'Ana "Anca" Pop',
  sentByName: 'Sorina Dan',
  convocation: {
    groupName: 'Registre deschise',
    act: { number: 'C-12/2026', date: '2026-11-09' },
    shortNoticeReason: 'Termen din plan.',
  },
  agenda: [
    { title: 'Stadiul <migrării>', durationMinutes: 20, speaker: 'Ion Ionescu' },
    { title: 'Diverse', durationMinutes: 0, speaker: null },
  ],
}

const letters: [string, (locale: Locale) => Letter][] = [
  ['convocation', (locale) => invitationLetter(meeting, { name: 'Ștefan', locale }, link)],
  [
    'invitation',
    (locale) => invitationLetter({ ...meeting, convocation: null }, { name: 'Ștefan', locale }, link),
  ],
  ['update', (locale) => updateLetter(meeting, { name: 'Ștefan', locale }, link, true)],
  ['cancellation', (locale) => cancellationLetter(meeting, { name: 'Ștefan', locale })],
  ['withdrawn invitation', (locale) => removalLetter(meeting, { name: 'Ștefan', locale })],
  ['reminder', (locale) => reminderLetter(meeting, { name: 'Ștefan', locale }, link, false)],
  [
    'minutes',
    (locale) =>
      minutesLetter(
        {
          meetingTitle: meeting.title,
          startsAt: meeting.startsAt,
          zone: meeting.zone,
          act: { number: 'PV-3/2026', date: '2026-11-26' },
          url: `${home}/meetings/1`,
          actions: [{ text: 'Trimite lista', dueOn: '2026-12-04' }],
        },
        { name: 'Ștefan', locale },
      ),
  ],
  [
    'action',
    (locale) =>
      actionLetter(
        {
          text: 'Trimite lista <sistemelor>',
          dueOn: '2026-12-04',
          meetingTitle: meeting.title,
          milestone: { title: 'Migrare', projectName: 'Registre' },
          closeUrl: `${home}/a/abc`,
        },
        { name: 'Ștefan', locale },
      ),
  ],
  ...(['drafted', 'submitted', 'returned', 'accepted'] as const).map(
    (news): [string, (locale: Locale) => Letter] => [
      `report ${news}`,
      (locale) =>
        reportLetter(
          {
            news,
            projectName: 'Registre',
            period: '2026-11',
            dueOn: '2026-12-10',
            remark: news === 'returned' ? 'Lipsesc riscurile.' : null,
            url: `${home}/reports/1`,
          },
          { name: 'Ștefan', locale },
        ),
    ],
  ),
  [
    'account link',
    (locale) =>
      accountLetter(
        {
          news: 'first',
          url: `${home}/password?token=x`,
          expiresAt: '2026-11-27T08:00:00.000Z',
          zone: 'Europe/Bucharest',
        },
        { name: 'Ștefan', locale },
      ),
  ],
]

/** What somebody reads who sees the HTML. */
const shown = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<br>/g, '\n')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')

describe.each(locales)('letters in %s', (locale) => {
  it.each(letters)('says the same in text and in HTML: %s', (_, make) => {
    const letter = make(locale)
    const { subject } = letter
    const { text, html } = writeLetter(letter, home)
    const visible = shown(html)

    expect(subject).not.toMatch(/[\r\n]/)
    expect(html).toContain(`<html lang="${locale}"`)
    for (const line of text.split('\n').filter((line) => line.trim() && line.trim() !== '--')) {
      const words = line
        .replace(/^> |^\d+\. /, '')
        .replace(/^([^:]+): (?=\S)/, '$1 ')
        .replace(/:$/, '')
      expect(visible.replaceAll(':', '')).toContain(words.replaceAll(':', '').replace(/\s+/g, ' ').trim())
    }
  })

  it.each(letters)('asks for nothing from elsewhere and runs nothing: %s', (_, make) => {
    const { html } = writeLetter(make(locale), home)

    expect(html).not.toMatch(/<(img|script|link|iframe|object|form|svg)\b|\ssrc=|url\(|@import|javascript:/i)
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href?.startsWith(home)).toBe(true)
  })

  it.each(letters)('shows what people typed as they typed it, and not as markup: %s', (_, make) => {
    const { html } = writeLetter(make(locale), home)

    expect(html).not.toContain('<b>„Registre”</b>')
    expect(html).not.toContain('<sistemelor>')
  })
})

describe('a convocation', () => {
  it('names group, act, reason of urgency, agenda, time and place', () => {
    const letter = invitationLetter(meeting, { name: 'Ștefan', locale: 'ro' }, link)
    const { text } = writeLetter(letter, home)

    expect(letter.subject).toBe(`Convocare: ${meeting.title} (24 noiembrie 2026, 10:00)`)
    for (const said of [
      'Bună ziua, Ștefan,',
      '„Registre deschise”',
      'nr. C-12/2026 din 9 noiembrie 2026',
      'Termen din plan.',
      '1. Stadiul <migrării> (20 min, Ion Ionescu)',
      'marți, 24 noiembrie 2026, 10:00–11:30 (ora Europei de Est)',
      'Sala Unirii, Palatul Victoria',
      link,
    ])
      expect(text).toContain(said)
  })

  it('says in the calendar what it is about, its agenda and where to answer', () => {
    expect(calendarDescription(meeting, 'en', link)).toBe(
      `${meeting.description}\n\nAgenda\n1. Stadiul <migrării> (20 min, Ion Ionescu)\n2. Diverse\n\nAnswer and join: ${link}`,
    )
  })
})

describe('a cancellation and a withdrawn invitation', () => {
  it('hold no link to answer or join', () => {
    for (const letter of [cancellationLetter, removalLetter])
      expect(writeLetter(letter(meeting, { name: 'Ana', locale: 'ro' }), home).text).not.toContain('/i/')
  })

  it('do not say the same', () => {
    const removal = writeLetter(removalLetter(meeting, { name: 'Ana', locale: 'ro' }), home).text

    expect(removal).toContain('Întâlnirea are loc în continuare')
    expect(removal).not.toContain('anulat')
  })
})

describe('an end on another day', () => {
  it('is said with its day', () => {
    const late = { ...meeting, startsAt: '2026-11-24T21:00:00.000Z', endsAt: '2026-11-24T23:00:00.000Z' }

    expect(writeLetter(cancellationLetter(late, { name: 'Ana', locale: 'en' }), home).text).toContain(
      'Tuesday, 24 November 2026, 23:00 – Wednesday, 25 November 2026, 01:00',
    )
  })
})

describe('a long text in a subject', () => {
  it('is cut between characters, never inside one', () => {
    expect(clip('👩‍👩‍👧‍👦'.repeat(5), 3)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…')
    expect(clip('scurt', 90)).toBe('scurt')
  })
})
