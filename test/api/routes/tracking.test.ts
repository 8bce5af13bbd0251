/** Projects, milestones, actions and reports through the doors of the real product: the same on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as newId } from 'uuid'
import { z } from 'zod'
import { Problem } from '../../../contract/wire-error.ts'
import type { Role } from '../../../contract/identity.ts'
import {
  Action,
  MilestoneDetail,
  MilestoneSummary,
  PersonalAction,
  Project,
  ProjectSummary,
  Report,
  ReportSummary,
} from '../../../contract/tracking.ts'
import { pageOf } from '../../../contract/values.ts'
import { actionToken } from '../../../tracker/action-link.ts'
import { loadSecrets } from '../../../api/secrets.ts'
import type { Answer, Browser } from '../../support/browser.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { hasPdfReader, infoOf, textOf } from '../../support/read-pdf.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'

const password = 'patru mere pe masa lungă'
const today = Temporal.Now.plainDateISO('Europe/Bucharest')
const inDays = (days: number) => today.add({ days }).toString()
const period = today.toPlainYearMonth().toString()
const codeOf = (answer: Answer) => `${answer.status} ${Problem.parse(answer.body).code}`

forEachDatabase((open) => {
  describe('tracking through the doors', () => {
    let app: TestApp
    let admin: Browser
    beforeAll(async () => {
      const { target } = await open()
      app = await startApp({ target, roles: ['web', 'worker'] })
      admin = await app.administrator()
    })
    afterAll(() => app.stop())

    /** Somebody with an account, signed in. */
    async function signIn(name: string, roles: Role[]): Promise<{ browser: Browser; id: string }> {
      const email = `${newId()}@example.ro`
      const added = await admin.post('/api/people', { name, email, roles })
      const { person, link } = z
        .object({ person: z.object({ id: z.string() }), link: z.object({ url: z.string() }) })
        .parse(added.body)
      const browser = app.browser()
      const token = new URL(link.url).searchParams.get('token')
      const chosen = await browser.post('/api/password', { token, password })
      expect(chosen.status).toBeLessThan(300)
      return { browser, id: person.id }
    }

    it('goes from a project to its accepted report', { timeout: 60_000 }, async () => {
      const manager = await signIn('Ștefan Țuțuianu', ['project-manager'])
      const director = await signIn('Ioana Păun', ['directorate'])
      const owner = await signIn('Kovács Ödön', ['member'])

      // A code of its own, so that this can be told again in the same installation.
      const code = `CAT-${newId().slice(-4)}`
      const form = { code, name: 'Catalog & registru', description: '', organisationId: null }
      const begun = await manager.browser.post('/api/projects', { ...form, managerPersonId: manager.id })
      expect(begun.status).toBe(201)
      const project = Project.parse(begun.body)
      const running = { ...form, managerPersonId: manager.id, status: 'running', version: 1 }
      expect((await manager.browser.put(`/api/projects/${project.id}`, running)).status).toBe(200)
      expect(codeOf(await owner.browser.put(`/api/projects/${project.id}`, { ...running, version: 2 }))).toBe(
        '403 permission.missing',
      )
      expect(codeOf(await manager.browser.post('/api/projects', { ...form, managerPersonId: null }))).toBe(
        '409 project.code-taken',
      )

      const added = await manager.browser.post(`/api/projects/${project.id}/milestones`, {
        ...{ title: 'Pilot', criteria: '', baseline: inDays(10), toleranceDays: 5, ownerPersonId: null },
      })
      expect(added.status).toBe(201)
      const milestone = MilestoneDetail.parse(added.body)
      const later = await manager.browser.post(`/api/milestones/${milestone.id}/forecasts`, {
        ...{ date: inDays(60), reason: 'Furnizorul întârzie', version: 1 },
      })
      expect(MilestoneDetail.parse(later.body)).toMatchObject({
        baseline: inDays(10),
        health: { colour: 'red' },
      })
      const changed = await manager.browser.put(`/api/milestones/${milestone.id}`, {
        ...{
          title: 'Pilot în 12 școli',
          criteria: '',
          toleranceDays: 5,
          ownerPersonId: owner.id,
          version: 2,
        },
      })
      expect(MilestoneDetail.parse(changed.body).owner?.name).toBe('Kovács Ödön')
      // What was agreed cannot be sent again: the field is unknown to this door.
      const again = {
        title: 'x',
        criteria: '',
        toleranceDays: 5,
        ownerPersonId: null,
        baseline: inDays(60),
        version: 3,
      }
      expect(codeOf(await manager.browser.put(`/api/milestones/${milestone.id}`, again))).toBe(
        '400 request.invalid',
      )

      const list = pageOf(ProjectSummary).parse(
        (await owner.browser.get(`/api/projects?health=red&search=${code}`)).body,
      )
      expect(list.items).toMatchObject([{ code, health: { colour: 'red' }, milestoneCount: 1 }])

      expect((await owner.browser.get(`/api/projects/${project.id}/decisions`)).body).toEqual([])
      const choices = pageOf(MilestoneSummary).parse(
        (await owner.browser.get('/api/milestones?search=scoli&projectStatus=running')).body,
      )
      expect(choices.items).toMatchObject([{ id: milestone.id, project: { id: project.id } }])

      const given = await manager.browser.post('/api/actions', {
        ...{ text: 'Cere avizul', ownerPersonId: owner.id, dueOn: inDays(3), milestoneId: milestone.id },
      })
      const action = Action.parse(given.body)
      const { items: mine } = pageOf(Action).parse(
        (await owner.browser.get('/api/actions?mine=true&status=open')).body,
      )
      expect(mine.map(({ id }) => id)).toEqual([action.id])
      const secrets = await loadSecrets(app.dataDir)
      const token = actionToken(secrets.guestLink, { id: action.id, ownerPersonId: owner.id })
      const anybody = app.browser()
      expect(PersonalAction.parse((await anybody.get(`/api/action-link/${token}`)).body)).toMatchObject({
        ownerName: 'Kovács Ödön',
        projectName: 'Catalog & registru',
      })
      expect((await anybody.post(`/api/action-link/${token}/close`, { note: 'Gata' })).status).toBe(200)
      expect(codeOf(await anybody.post(`/api/action-link/${token}/close`, {}))).toBe('409 action.closed')
      const forged = `${token.slice(0, 30)}${token[30] === 'A' ? 'B' : 'A'}${token.slice(31)}`
      expect(codeOf(await anybody.get(`/api/action-link/${forged}`))).toBe('410 action-link.invalid')
      const closing = { status: 'done', version: 2 }
      expect(codeOf(await owner.browser.post(`/api/actions/${action.id}/close`, closing))).toBe(
        '409 action.closed',
      )

      const drafted = await manager.browser.post('/api/reports', { projectId: project.id, period })
      expect(drafted.status).toBe(201)
      const report = Report.parse(drafted.body)
      expect(codeOf(await manager.browser.post('/api/reports', { projectId: project.id, period }))).toBe(
        '409 report.exists',
      )
      const door = `/api/reports/${report.id}`
      const sections = [{ key: 'corrective-measures', text: 'Se cere o decizie a comitetului.' }]
      expect((await manager.browser.put(door, { sections, version: 1 })).status).toBe(200)
      expect(codeOf(await manager.browser.put(door, { sections, version: 1 }))).toBe('409 row.changed')
      expect(codeOf(await owner.browser.get(door))).toBe('404 report.missing')
      const sent = Report.parse((await manager.browser.post(`${door}/submit`, { version: 2 })).body)
      expect(sent.act?.number).toMatch(/^R-\d+\/\d{4}$/)
      expect(codeOf(await manager.browser.post(`${door}/submit`, { version: 3 }))).toBe(
        '409 report.wrong-state',
      )
      const back = await director.browser.post(`${door}/return`, {
        remark: 'Precizați termenul.',
        version: 3,
      })
      expect(Report.parse(back.body)).toMatchObject({ status: 'returned', rights: { review: false } })
      await manager.browser.post(`${door}/refresh`, { version: 4 })
      await manager.browser.post(`${door}/submit`, { version: 5 })
      const accepted = Report.parse((await director.browser.post(`${door}/accept`, { version: 6 })).body)
      expect(accepted).toMatchObject({ status: 'accepted', act: sent.act, accepted: { by: 'Ioana Păun' } })
      const listed = pageOf(ReportSummary).parse(
        (await director.browser.get(`/api/reports?period=${period}`)).body,
      )
      expect(listed.items).toMatchObject([{ id: report.id, status: 'accepted' }])

      const met = await manager.browser.post(`/api/milestones/${milestone.id}/meet`, {
        ...{ actual: today.toString(), version: 3 },
      })
      expect(MilestoneDetail.parse(met.body)).toMatchObject({
        actual: today.toString(),
        health: { colour: 'green' },
      })

      const paper = await fetch(`${app.url}${door}.pdf`, {
        headers: { cookie: manager.browser.cookieHeader() },
      })
      expect(paper.status).toBe(200)
      expect(paper.headers.get('content-type')).toBe('application/pdf')
      expect(paper.headers.get('content-disposition')).toBe(
        `inline; filename="${code}-${period}.pdf"; filename*=UTF-8''${code}-${period}.pdf`,
      )
      const pdf = new Uint8Array(await paper.arrayBuffer())
      expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
      if (hasPdfReader) {
        expect(await infoOf(pdf)).toMatchObject({ Tagged: 'yes' })
        expect(await textOf(pdf)).toContain('Se cere o decizie a comitetului.')
      }
      expect(codeOf(await owner.browser.get(`${door}.pdf`))).toBe('404 report.missing')
    })

    it('asks everybody to sign in, and says what is wrong with what was sent', async () => {
      const anybody = app.browser()
      for (const path of ['/api/projects', '/api/milestones', '/api/actions', '/api/reports'])
        expect(codeOf(await anybody.get(path))).toBe('401 session.required')
      const nowhere = '01990000-0000-7000-8000-000000000000'
      expect(codeOf(await admin.get(`/api/projects/${nowhere}`))).toBe('404 project.missing')
      expect(codeOf(await admin.get(`/api/milestones/${nowhere}`))).toBe('404 milestone.missing')
      expect(codeOf(await admin.get(`/api/actions/${nowhere}`))).toBe('404 action.missing')
      expect(codeOf(await admin.get(`/api/reports/${nowhere}.pdf`))).toBe('404 report.missing')
      const wrong = await admin.post('/api/projects', {
        code: '',
        name: 'x',
        managerPersonId: 'nobody',
        stray: 1,
      })
      expect(codeOf(wrong)).toBe('400 request.invalid')
      for (const bad of ['cursor=AAAA', 'health=blue', 'limit=0'])
        expect(codeOf(await admin.get(`/api/projects?${bad}`))).toBe('400 request.invalid')
    })
  })
})
