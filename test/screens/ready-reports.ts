/** Reports in every state, through the product's own API: by the administrator as author, decided by a director. */
import type { Browser } from '../support/browser.ts'
import { createBrowser } from '../support/browser.ts'
import type { MilestoneDetail, Project, Report } from '../../contract/tracking.ts'

export type ReadyReports = {
  /** A draft with facts that have changed since. */
  draftId: string
  returnedId: string
  acceptedId: string
  projectId: string
  /** The first milestone of the draft's project, whose forecast has moved. */
  milestoneId: string
}

const zone = 'Europe/Bucharest'
export const readyPassword = 'trei brazi pe coasta dealului'

type Send = <T>(method: 'post' | 'put', path: string, body?: unknown) => Promise<T>

/** `browser` is the administrator's, who manages the projects; `directorId` is a person with the directorate's role. */
export async function makeReadyReports(
  browser: Browser,
  directorId: string,
  ownerId: string,
): Promise<ReadyReports> {
  const send = sender(browser)
  const { id: me } = ((await browser.get('/api/me')).body as { person: { id: string } }).person
  const today = Temporal.Now.plainDateISO(zone)
  const month = today.toPlainYearMonth()
  const day = (days: number) => today.add({ days }).toString()

  const begin = async (code: string, name: string): Promise<Project> => {
    const form = { code, name, description: '', organisationId: null, managerPersonId: me }
    const { id, version } = await send<Project>('post', '/api/projects', form)
    return send<Project>('put', `/api/projects/${id}`, { ...form, status: 'running', version })
  }
  const milestone = (projectId: string, title: string, baseline: string) =>
    send<MilestoneDetail>('post', `/api/projects/${projectId}/milestones`, {
      ...{ title, criteria: 'Procesul-verbal de recepție este semnat.', baseline },
      ...{ toleranceDays: 5, ownerPersonId: ownerId },
    })
  const action = (milestoneId: string, text: string, dueOn: string) =>
    send('post', '/api/actions', { text, ownerPersonId: ownerId, dueOn, milestoneId })
  const report = (projectId: string, back: number) =>
    send<Report>('post', '/api/reports', {
      projectId,
      period: month.subtract({ months: back }).toString(),
    })
  const submit = ({ id, version }: Report) => send<Report>('post', `/api/reports/${id}/submit`, { version })

  const catalogue = await begin('CAT-01', 'Catalogul electronic național')
  const pilot = await milestone(catalogue.id, 'Prototip în 12 școli pilot din Iași, Cluj și Timiș', day(4))
  const training = await milestone(catalogue.id, 'Instruirea inspectoratelor școlare județene', day(40))
  await milestone(catalogue.id, 'Recepția finală a platformei', day(160))
  await action(pilot.id, 'Cere avizul Autorității pentru Digitalizarea României', day(-3))
  await action(pilot.id, 'Transmite furnizorului notificarea de întârziere', day(2))
  await action(training.id, 'Pregătește sala și echipamentele pentru instruire', day(20))
  const draft = await report(catalogue.id, 0)
  await send('post', `/api/milestones/${pilot.id}/forecasts`, {
    ...{ date: day(30), reason: 'Furnizorul nu a livrat modulul de autentificare.', decisionId: null },
    version: pilot.version,
  })
  await action(training.id, 'Verifică interoperabilitatea cu registrul matricol unic', day(9))

  const housing = await begin('LOC-07', 'Strategia națională a locuirii, etapa a II-a')
  await milestone(housing.id, 'Studiul de piață pentru lotul 2', day(12))
  const director = await signIn(browser, directorId)
  const decide = sender(director)
  const returned = await submit(await report(housing.id, 1))
  await decide('post', `/api/reports/${returned.id}/return`, {
    remark: 'Precizați măsura propusă pentru lotul 2 și cine o aprobă.',
    version: returned.version,
  })
  const accepted = await submit(await report(catalogue.id, 1))
  await decide('post', `/api/reports/${accepted.id}/accept`, { version: accepted.version })
  const older = await submit(await report(housing.id, 2))
  await decide('post', `/api/reports/${older.id}/accept`, { version: older.version })
  await submit(await report(catalogue.id, 2))
  return {
    draftId: draft.id,
    returnedId: returned.id,
    acceptedId: accepted.id,
    projectId: catalogue.id,
    milestoneId: pilot.id,
  }
}

/** Somebody else in a browser of their own, by the one-time link that an administrator hands over. */
export async function signIn(administrator: Browser, personId: string): Promise<Browser> {
  const { url } = await sender(administrator)<{ url: string }>('post', `/api/people/${personId}/account-link`)
  const browser = createBrowser(administrator.url)
  const send = sender(browser)
  const token = new URL(url).searchParams.get('token')
  await send('post', '/api/password', { token, password: readyPassword })
  const { email } = (await administrator.get(`/api/people/${personId}`)).body as { email: string }
  await send('post', '/api/session', { email, password: readyPassword })
  return browser
}

const sender =
  (browser: Browser): Send =>
  async <T>(method: 'post' | 'put', path: string, body?: unknown) => {
    const answer = await browser[method](path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
    return answer.body as T
  }
