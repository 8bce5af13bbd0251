/** A group with two meetings: the minutes of one are still written, those of the other are published. */
import type { Group } from '../../contract/groups.ts'
import type { Boot, Person } from '../../contract/identity.ts'
import type { Minutes } from '../../contract/minutes.ts'
import type { Meeting } from '../../contract/scheduling.ts'
import type { Browser } from '../support/browser.ts'

export type ReadyMinutes = { draftId: string; returnedId: string; publishedId: string }

const zone = 'Europe/Bucharest'

/** `browser` is signed in as the administrator, who is the group's secretary and approves its minutes. */
export async function makeReadyMinutes(
  browser: Browser,
  people: Readonly<Record<string, Person>>,
  now: Temporal.Instant,
  about: { milestoneId: string },
): Promise<ReadyMinutes> {
  const ask = async <T>(method: 'post' | 'put', path: string, body?: unknown): Promise<T> => {
    const answer = await browser[method](path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
    return answer.body as T
  }
  const post = <T>(path: string, body?: unknown) => ask<T>('post', path, body)
  const { me } = (await browser.get('/api/session')).body as Boot
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const day = (days: number) => today.add({ days }).toString()
  const act = { number: '412/2026', date: day(-60) }

  const chair = people['Dragoș Văduva']!
  const { id: groupId } = await post<Group>('/api/groups', {
    ...{ name: 'Grupul de lucru pentru interoperabilitatea registrelor', shortName: 'GL-IR', act },
    ...{ purpose: '', chairPersonId: chair.id, secretaryPersonId: me!.person.id },
    rules: {
      ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 0, noticeUnit: 'calendar' },
      ...{ minutesApprover: 'secretary', reminderHours: 24 },
    },
  })
  for (const [name, kind] of [
    ['Bogdan Șerbănescu', 'titular'],
    ['Cătălina Țurcanu', 'titular'],
    ['Elena Constantinescu-Brătianu', 'titular'],
    ['George Munteanu', 'supleant'],
  ] as const)
    await post(`/api/groups/${groupId}/mandates`, {
      ...{ personId: people[name]!.id, organisationId: people[name]!.organisation!.id, kind, act },
      ...{ from: day(-60), until: null },
    })

  const convene = (title: string, minutesFromNow: number) =>
    post<Meeting>(`/api/groups/${groupId}/convene`, {
      ...{ title, description: '', zone, durationMinutes: 60, roomId: null, video: true, attendees: [] },
      start: now
        .add({ minutes: minutesFromNow })
        .toZonedDateTimeISO(zone)
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' }),
      agenda: agenda.map(([itemTitle, kind, durationMinutes, speaker]) => ({
        ...{ title: itemTitle, kind, durationMinutes, speaker, milestoneId: null },
      })),
    })

  async function write(meeting: Meeting): Promise<Minutes> {
    const path = `/api/meetings/${meeting.id}/minutes`
    let minutes = await post<Minutes>(path)
    for (const [index, [discussion, decisions, actions]] of written.entries()) {
      const entry = minutes.entries[index]!
      await ask('put', `${path}/entries/${entry.id}`, {
        ...{ discussion, base: entry.discussion, version: entry.version },
      })
      for (const text of decisions) await post(`${path}/entries/${entry.id}/decisions`, { text, ...about })
      for (const [text, owner, days] of actions)
        minutes = await post<Minutes>(`${path}/entries/${entry.id}/actions`, {
          ...{ text, ownerPersonId: people[owner]!.id, dueOn: day(days), ...about },
        })
    }
    return (await browser.get(path)).body as Minutes
  }

  const approve = async (meeting: Meeting): Promise<Minutes> => {
    const { version } = await write(meeting)
    return post<Minutes>(`/api/meetings/${meeting.id}/minutes/approve`, { version })
  }
  const returned = await convene('Ședința privind accesul la registre', 200)
  const { version } = await approve(returned)
  await post(`/api/meetings/${returned.id}/minutes/return`, {
    version,
    remark: 'La punctul 2 lipsește termenul, iar opinia Ministerului Finanțelor nu este consemnată.',
  })
  const draft = await convene('Ședința de lucru privind catalogul de servicii', 40)
  await write(draft)
  const published = await convene('Ședința privind nomenclatoarele comune', 120)
  const path = `/api/meetings/${published.id}/minutes`
  const approved = await approve(published)
  await post(`${path}/publish`, { version: approved.version })
  await post(`${path}/addenda`, {
    text: 'La punctul 2 se consemnează și opinia separată a Ministerului Finanțelor privind termenul de migrare.',
  })
  return { draftId: draft.id, returnedId: returned.id, publishedId: published.id }
}

const agenda: [title: string, kind: string, minutes: number, speaker: string | null][] = [
  ['Stadiul conectării registrelor de bază', 'information', 15, 'Cătălina Țurcanu'],
  ['Aprobarea nomenclatorului comun de unități administrativ-teritoriale', 'decision', 25, null],
  ['Calendarul migrării pentru semestrul I', 'discussion', 15, 'Elena Constantinescu-Brătianu'],
]

type Written = [
  discussion: string,
  decisions: string[],
  actions: [text: string, owner: string, days: number][],
]
const written: Written[] = [
  [
    'ANL a prezentat stadiul: 7 din 12 registre răspund prin platformă.\nMDLPA semnalează întârzieri la registrul construcțiilor, din cauza datelor istorice.\nMF confirmă disponibilitatea mediului de test până la sfârșitul lunii.',
    [],
    [['Transmite lista câmpurilor lipsă din registrul construcțiilor', 'Elena Constantinescu-Brătianu', 14]],
  ],
  [
    'S-au comparat variantele SIRUTA și nomenclatorul propus. Diferențele privesc 43 de localități.',
    [
      'Se aprobă nomenclatorul comun, versiunea 2.1, cu aplicare de la 1 februarie.',
      'Registrele care nu pot trece la termen raportează lunar stadiul secretariatului grupului.',
    ],
    [
      ['Publică nomenclatorul în catalogul național', 'Cătălina Țurcanu', -2],
      ['Redactează nota de fundamentare pentru perioada de tranziție', 'Bogdan Șerbănescu', 21],
    ],
  ],
  ['', [], []],
]
