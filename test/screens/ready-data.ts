/** Fills a fresh installation through its own API, as its people would, so that every page has something to show. */
import { createBrowser, type Browser } from '../support/browser.ts'
import type { Organisation, Person } from '../../contract/identity.ts'
import { makeReadyConvocations, type ReadyConvocations } from './ready-convocations.ts'
import { makeReadyGroups, type ReadyGroups } from './ready-groups.ts'
import { makeReadyProjects, type ReadyProjects } from './ready-projects.ts'
import { makeReadyReports, type ReadyReports } from './ready-reports.ts'
import { makeReadyWebhooks, type ReadyWebhooks } from './ready-webhooks.ts'
import type { BookMeeting, Meeting, Room } from '../../contract/scheduling.ts'
import { makeReadyMinutes, type ReadyMinutes } from './ready-minutes.ts'

export type ReadyData = {
  groups: ReadyGroups
  convocations: ReadyConvocations
  minutes: ReadyMinutes
  browser: Browser
  meetingId: string
  privateId: string
  cancelledId: string
  roomId: string
  personId: string
  reports: ReadyReports
  projects: ReadyProjects
  webhooks: ReadyWebhooks
}

type Account = { email: string; password: string }

const zone = 'Europe/Bucharest'

/** The administrator's account must exist. `sign` makes the token of an action's personal link. Meetings lie around `now`, so that Today, calendar and the next Join are full. */
export async function makeReadyData(
  url: string,
  administrator: Account,
  now: Temporal.Instant,
  sign: (action: ReadyProjects['action']) => Promise<string>,
  personalLink: (attendeeId: string) => Promise<string>,
): Promise<ReadyData> {
  const browser = createBrowser(url)
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await browser.post(path, body)
    if (answer.status >= 300) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`)
    return answer.body as T
  }
  await post('/api/session', administrator)

  const organisations: Record<string, Organisation> = {}
  for (const [shortName, name] of Object.entries(organisationNames))
    organisations[shortName] = await post<Organisation>('/api/organisations', { name, shortName })

  const people: Record<string, Person> = {}
  for (const [name, position, shortName, role] of peopleList) {
    const email = `${fold(name).replaceAll(/[^a-z]+/g, '.')}@${shortName ? shortName.toLowerCase() : 'contractor'}.example`
    const organisationId = shortName ? (organisations[shortName]?.id ?? null) : null
    const { person } = await post<{ person: Person }>('/api/people', {
      name,
      email,
      position,
      organisationId,
      roles: role ? [role] : [],
    })
    people[name] = person
  }

  const rooms: Record<string, Room> = {}
  for (const [name, building, capacity, equipment] of roomList)
    rooms[name] = await post<Room>('/api/rooms', { name, building, capacity, equipment })

  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const at = (days: number, time: string) => `${today.add({ days })}T${time}`
  const soon = now
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .add({ minutes: 7 })
    .toString({ smallestUnit: 'minute' })
  const invite = (...names: string[]) =>
    names.map((name, index) => ({
      personId: people[name]!.id,
      role: index === 0 ? ('chair' as const) : ('required' as const),
    }))
  const book = (
    title: string,
    start: string,
    durationMinutes: number,
    room: string | null,
    more: Partial<BookMeeting> = {},
  ) =>
    post<Meeting>('/api/meetings', {
      title,
      start,
      zone,
      durationMinutes,
      roomId: room === null ? null : rooms[room]!.id,
      video: true,
      ...more,
    })

  const everybody = peopleList.map(([name]) => name)
  const meeting = await book(
    'Comitetul de coordonare a Strategiei naționale a locuirii',
    soon,
    90,
    'Sala de consiliu',
    {
      description:
        '1. Stadiul indicatorilor pentru trimestrul III\n2. Întârzierea licitației pentru lotul 2\n3. Recalcularea termenelor\n4. Diverse',
      attendees: [
        ...invite(...everybody),
        { email: 'ioana.dobre@primarie.example', name: 'Ioana Dobre', role: 'optional' },
      ],
    },
  )
  await book('Pregătirea raportului de monitorizare', at(1, '09:00'), 60, 'Sala 214', {
    attendees: invite('Cătălina Țurcanu'),
  })
  await book(
    'Analiza observațiilor din consultarea publică privind normativul P 118',
    at(1, '09:30'),
    120,
    'Sala de consiliu',
  )
  await book('Ședință de lucru cu Ministerul Finanțelor', at(1, '14:00'), 60, 'Sala mică', {
    video: false,
    attendees: invite(...everybody),
  })
  await book('Consiliul tehnico-economic', at(2, '10:00'), 180, 'Sala „Mihail Kogălniceanu”', {
    attendees: invite(...everybody),
  })
  await book('Discuție bilaterală', at(2, '11:00'), 45, null, { attendees: invite('Dragoș Văduva') })
  await book('Deplasare pe teren, fără sală', at(3, '08:00'), 120, null, { video: false })
  const hidden = await book('Analiza contestațiilor', at(3, '13:00'), 60, 'Sala 214', {
    visibility: 'private',
  })
  const cancelled = await book('Întâlnire cu furnizorul', at(3, '15:00'), 60, 'Sala 214')
  await post(`/api/meetings/${cancelled.id}/cancel`, { version: cancelled.version })
  for (const [index, hour] of ['09:00', '10:00', '11:00', '12:00'].entries())
    await book(`Verificare a lucrărilor, lotul ${index + 1}`, at(4, hour), 45, 'Sala mică')
  for (const week of [1, 2])
    await book('Informare săptămânală', at(7 * week, '09:00'), 30, 'Sala de consiliu')

  const groups = await makeReadyGroups(browser, people, organisations, today)
  const projects = await makeReadyProjects(browser, people, now, sign)
  const about = { milestoneId: projects.analysisId }
  return {
    groups,
    projects,
    minutes: await makeReadyMinutes(browser, people, now, about),
    webhooks: await makeReadyWebhooks(browser),
    convocations: await makeReadyConvocations({
      ...{ browser, people, now, personalLink, about },
      room: rooms['Sala 214']!,
    }),
    browser,
    meetingId: meeting.id,
    privateId: hidden.id,
    cancelledId: cancelled.id,
    roomId: rooms['Sala 214']!.id,
    personId: people['Bogdan Șerbănescu']!.id,
    reports: await makeReadyReports(browser, people['Dragoș Văduva']!.id, people['George Munteanu']!.id),
  }
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const organisationNames = {
  MDLPA: 'Ministerul Dezvoltării, Lucrărilor Publice și Administrației',
  MF: 'Ministerul Finanțelor',
  ANL: 'Agenția Națională pentru Locuințe',
  SGG: 'Secretariatul General al Guvernului',
}

const peopleList: [
  name: string,
  position: string | null,
  organisation: keyof typeof organisationNames | null,
  role: string | null,
][] = [
  ['Bogdan Șerbănescu', 'Consilier superior', 'MF', 'member'],
  ['Cătălina Țurcanu', 'Șef serviciu monitorizare', 'ANL', 'secretariat'],
  ['Dragoș Văduva', 'Secretar general adjunct', 'SGG', 'directorate'],
  ['Elena Constantinescu-Brătianu', 'Expert achiziții publice', 'MDLPA', 'project-manager'],
  ['Florin Gheorghiță', null, null, null],
  ['George Munteanu', 'Consilier juridic', 'MF', 'member'],
]

const roomList: [name: string, building: string, capacity: number, equipment: string[]][] = [
  ['Sala de consiliu', 'Palatul Victoria', 40, ['screen', 'camera', 'microphones', 'hearing-loop']],
  ['Sala 214', 'Corp B, etaj 2', 12, ['screen', 'camera']],
  ['Sala mică', 'Corp B, etaj 2', 6, ['whiteboard', 'step-free']],
  [
    'Sala „Mihail Kogălniceanu”',
    'Corp A, parter',
    90,
    ['projector', 'microphones', 'step-free', 'hearing-loop', 'camera'],
  ],
]
