/** Projects in every colour and status, with a slip that a meeting decided and an action whose owner left. */
import type { Boot, Organisation, Person } from '../../contract/identity.ts'
import type { Minutes } from '../../contract/minutes.ts'
import type { Meeting } from '../../contract/scheduling.ts'
import type { Action, MilestoneDetail, Project } from '../../contract/tracking.ts'
import type { Browser } from '../support/browser.ts'

export type ReadyProjects = {
  projectId: string
  /** Beyond tolerance, with a forecast that came from a decision. */
  milestoneId: string
  /** Of the project that has no milestones. */
  emptyId: string
  /** Of another project: what meetings talk about. */
  analysisId: string
  /** An open action of the project, and the token of its personal link. */
  action: { id: string; ownerPersonId: string }
  token: string
}

export const noProjects: ReadyProjects = {
  ...{ projectId: '', milestoneId: '', emptyId: '', analysisId: '', token: '' },
  action: { id: '', ownerPersonId: '' },
}

const zone = 'Europe/Bucharest'

/** `browser` is signed in as the administrator, who manages the projects. `sign` makes the token of an action's link. */
export async function makeReadyProjects(
  browser: Browser,
  people: Readonly<Record<string, Person>>,
  now: Temporal.Instant,
  sign: (action: ReadyProjects['action']) => Promise<string>,
): Promise<ReadyProjects> {
  const ask = async <T>(method: 'post' | 'put', path: string, body?: unknown): Promise<T> => {
    const answer = await browser[method](path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
    return answer.body as T
  }
  const post = <T>(path: string, body?: unknown) => ask<T>('post', path, body)
  const me = ((await browser.get('/api/session')).body as Boot).me!.person
  const { items } = (await browser.get('/api/organisations')).body as { items: Organisation[] }
  const ministry = items.find(({ shortName }) => shortName === 'MDLPA')!
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const day = (days: number) => today.add({ days }).toString()

  async function begin(code: string, name: string, status: Project['status'], more: object = {}) {
    const form = { code, name, description: '', organisationId: ministry.id, managerPersonId: me.id, ...more }
    const { id, version } = await post<Project>('/api/projects', form)
    if (status !== 'planned') await ask('put', `/api/projects/${id}`, { ...form, status, version })
    return id
  }
  const milestone = (projectId: string, title: string, baseline: number, more: object = {}) =>
    post<MilestoneDetail>(`/api/projects/${projectId}/milestones`, {
      ...{ title, criteria: 'Procesul-verbal de recepție este semnat de comisie, fără obiecțiuni.' },
      ...{ baseline: day(baseline), toleranceDays: 5, ownerPersonId: me.id, ...more },
    })
  const meet = ({ id, version }: MilestoneDetail, actual: number) =>
    post<MilestoneDetail>(`/api/milestones/${id}/meet`, { actual: day(actual), version })
  const forecast = (
    { id, version }: MilestoneDetail,
    date: number,
    reason: string,
    decisionId: string | null,
  ) =>
    post<MilestoneDetail>(`/api/milestones/${id}/forecasts`, { date: day(date), reason, decisionId, version })
  const act = (milestoneId: string, text: string, ownerPersonId: string, dueOn: number) =>
    post<Action>('/api/actions', { text, ownerPersonId, dueOn: day(dueOn), milestoneId })

  const network = await begin(
    'VID-02',
    'Extinderea sistemului de videoconferință la inspectoratele județene',
    'running',
    {
      description:
        'Conectarea celor 42 de inspectorate la sistemul central, cu echipamente de sală și instruirea utilizatorilor.',
    },
  )
  await meet(await milestone(network, 'Caietul de sarcini avizat', -90), -80)
  const delivery = await milestone(network, 'Livrarea echipamentelor de sală', -4)
  const training = await milestone(network, 'Instruirea celor 42 de inspectorate', 60)
  await milestone(network, 'Recepția finală', 150, { toleranceDays: 0 })

  const decisionId = await decide(delivery.id, training.id)
  const second = await forecast(
    delivery,
    12,
    'Vama a reținut al doilea transport pentru verificarea documentelor.',
    null,
  )
  await forecast(
    second,
    40,
    'Comitetul a aprobat înlocuirea camerelor cu modelul nou, care se livrează mai târziu.',
    decisionId,
  )

  const { person: gone } = await post<{ person: Person }>('/api/people', {
    ...{ name: 'Horia Iliescu', email: 'horia.iliescu@mdlpa.example', position: 'Consilier' },
    ...{ organisationId: ministry.id, roles: ['member'] },
  })
  const owner = people['Elena Constantinescu-Brătianu']!
  const action = await act(delivery.id, 'Solicită furnizorului graficul de livrare refăcut', owner.id, -6)
  await act(delivery.id, 'Verifică certificatele de conformitate ale camerelor', gone.id, 5)
  await act(training.id, 'Propune calendarul instruirii pe județe', me.id, 3)
  await act(training.id, 'Comandă manualele tipărite', me.id, 25)
  const done = await act(delivery.id, 'Transmite vămii documentele de însoțire', me.id, -12)
  await post(`/api/actions/${done.id}/close`, {
    ...{ status: 'done', note: 'Adresa nr. 4512.', version: done.version },
  })
  const { id, name, email, position, organisation, locale, roles, version } = gone
  await ask('put', `/api/people/${id}`, {
    ...{ name, email, position, organisationId: organisation?.id ?? null, locale, roles, version },
    suspended: true,
  })

  const archive = await begin('ARH-05', 'Arhiva electronică a avizelor tehnice', 'running')
  await meet(await milestone(archive, 'Modelul de date aprobat', -30), -31)
  await milestone(archive, 'Migrarea avizelor din 2015–2025', 75)
  await milestone(archive, 'Punerea în funcțiune', 200)
  const register = await begin('REG-11', 'Registrul unic al construcțiilor', 'running')
  const analysis = await milestone(register, 'Analiza registrelor existente', 20, { toleranceDays: 10 })
  await forecast(analysis, 27, 'Trei județe au cerut o săptămână în plus.', null)
  const emptyId = await begin('PLN-09', 'Platforma de consultare publică', 'planned')
  const closed = await begin('SIT-01', 'Situl instituției, versiunea accesibilă', 'running')
  await meet(await milestone(closed, 'Raportul de accesibilitate', -200), -200)
  const { version: last } = (await browser.get(`/api/projects/${closed}`)).body as Project
  await ask('put', `/api/projects/${closed}`, {
    ...{ code: 'SIT-01', name: 'Situl instituției, versiunea accesibilă', description: '' },
    ...{ organisationId: ministry.id, managerPersonId: me.id, status: 'closed', version: last },
  })

  const signed = { id: action.id, ownerPersonId: owner.id }
  return {
    ...{ projectId: network, milestoneId: delivery.id, emptyId, analysisId: analysis.id },
    ...{ action: signed, token: await sign(signed) },
  }

  /** A meeting whose published minutes decide about one milestone and mention another. Answers the decision's id. */
  async function decide(milestoneId: string, otherId: string): Promise<string> {
    const meeting = await post<Meeting>('/api/meetings', {
      ...{ title: 'Comitetul de proiect pentru videoconferință', description: '', zone },
      ...{ durationMinutes: 30, roomId: null, video: true, attendees: [] },
      start: `${day(6)}T16:00`,
    })
    const path = `/api/meetings/${meeting.id}/minutes`
    await ask('put', `/api/meetings/${meeting.id}/agenda`, {
      items: [
        {
          ...{ title: 'Stadiul livrărilor și calendarul instruirii', kind: 'decision', durationMinutes: 20 },
          ...{ speaker: null, milestoneId: otherId },
        },
      ],
      version: 1,
    })
    const opened = await post<Minutes>(path)
    const written = await post<Minutes>(`${path}/entries/${opened.entries[0]!.id}/decisions`, {
      ...{
        text: 'Se aprobă înlocuirea camerelor video cu modelul nou și recalcularea termenului.',
        milestoneId,
      },
    })
    const { version: draft } = (await browser.get(path)).body as Minutes
    const approved = await post<Minutes>(`${path}/approve`, { version: draft })
    await post(`${path}/publish`, { version: approved.version })
    return written.entries.flatMap(({ decisions }) => decisions)[0]!.id
  }
}
