/**
 * How each row of the table is asked, and what those who may are answered. Most of those who may are told that their form
 * is old, or that what it points to is not there: the right was asked before, and the scene stays as it is for the next.
 */
import { v7 as newId } from 'uuid'
import { z } from 'zod'
import { cookieNames } from '../../api/plugins/auth.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { forEver } from '../../contract/retention.ts'
import { newSession } from '../../identity/sessions.ts'
import { invitationToken } from '../../scheduler/invitation-link.ts'
import { actionToken } from '../../tracker/action-link.ts'
import type { Answer, Browser } from '../support/browser.ts'
import { act, addDocument, type Convened, inDays, inMinutes, made, type Scene, stale, zone } from './scene.ts'
import { upload } from '../support/upload.ts'
import type { Caller } from './table.ts'

export type Asked = {
  scene: Scene
  caller: Caller
  browser: Browser
  /** The meeting that the row is about. */
  meeting: Convened
}
type Path = string | ((asked: Asked) => string | Promise<string>)
export type Request = {
  path: Path
  body?: (asked: Asked) => unknown
  /** What those who may are answered: a status, or the code of an error that comes after the right. */
  allowed: number | ErrorCode
  /** Asks in another way than with JSON. */
  send?: (asked: Asked, path: string) => Promise<Answer>
}

const to = (path: Path, allowed: Request['allowed'], body?: Request['body']): Request =>
  body ? { path, allowed, body } : { path, allowed }
const nowhere = newId()
const invented = 'A'.repeat(54)
const ownToken = (asked: Asked, token: string) => (asked.caller === 'nobody' ? invented : token)
const ofMeeting = (rest: string) => (asked: Asked) => `/api/meetings/${asked.meeting.id}${rest}`
const version = () => ({ version: stale })
const span = () => `from=${inDays(-1)}T00:00:00Z&to=${inDays(2)}T00:00:00Z`

const rules = {
  ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 0, noticeUnit: 'calendar' },
  ...{ minutesApprover: 'chair', reminderHours: 0 },
}
const group = (scene: Scene) => ({
  ...{ name: 'GLI', shortName: 'GLI', purpose: '', act, secretaryPersonId: null, rules },
  chairPersonId: scene.people.chair.id,
})
const booking = {
  ...{ title: 'Alta', description: '', start: inMinutes(6 * 60), zone, durationMinutes: 30, roomId: null },
  ...{ video: true, visibility: 'normal', attendees: [] },
}
const person = { name: 'Nou', position: null, organisationId: null, locale: 'ro' }
const milestone = { title: 'Pilot', criteria: '', toleranceDays: 5, ownerPersonId: null }
const answer = { partStat: 'accepted', comment: null }
const tokenForm = { name: 'Raport', scopes: ['meetings:read'], days: 1 }
const webhook = { name: 'Registratura', url: 'https://10.0.0.1/', types: ['meeting.booked'] }
const decision = { text: 'Se aprobă', milestoneId: null }
const task = ({ scene }: Asked) => ({
  ...{ text: 'Trimite', ownerPersonId: scene.people.member.id, dueOn: inDays(3), milestoneId: null },
})

/** The same person in another browser, that may be signed out. */
async function again({ scene, caller, browser }: Asked): Promise<{ browser: Browser; sessionId: string }> {
  const { app } = scene
  if (caller === 'nobody' || caller === 'guest') return { browser, sessionId: nowhere }
  const { row, token } = newSession(
    scene.people[caller].id,
    { address: '', userAgent: '' },
    Temporal.Now.instant(),
  )
  await app.app.work!.run(({ sessions }) => sessions.add(row))
  const other = app.browser()
  other.cookies.set(cookieNames(app.app.site, Number(new URL(app.url).port)).session, token)
  return { browser: other, sessionId: row.id }
}

const NewFeed = z.object({ id: z.string(), url: z.string() })
async function feedOf(browser: Browser): Promise<z.infer<typeof NewFeed>> {
  const feed = NewFeed.parse((await browser.post('/api/feeds', { groupId: null })).body)
  return feed
}
const linkKey = async ({ scene }: Asked): Promise<string> => {
  const { loadSecrets } = await import('../../api/secrets.ts')
  return (await loadSecrets(scene.app.dataDir)).guestLink
}
const invitation =
  (rest = '') =>
  async (asked: Asked) =>
    `/api/invitation/${ownToken(asked, invitationToken(await linkKey(asked), asked.scene.open.attendeeId))}${rest}`
const actionLink =
  (rest = '') =>
  async (asked: Asked) => {
    const { scene } = asked
    const id = rest === '' ? scene.actionId : await scene.addAction('Trimite')
    const linked = { id, ownerPersonId: scene.people.member.id }
    return `/api/action-link/${ownToken(asked, actionToken(await linkKey(asked), linked))}${rest}`
  }

/** By route, and by route and `about` where rows of one route are asked differently. */
export const requests: Readonly<Record<string, Request>> = {
  'GET /health/live': to('/health/live', 200),
  'GET /health/ready': to('/health/ready', 200),

  'GET /metrics · on the same machine': to('/metrics', 200),
  'GET /metrics · through a proxy, without the token': {
    path: '/metrics',
    allowed: 200,
    send: ({ browser }, path) => browser.get(path, { 'x-forwarded-for': '203.0.113.9' }),
  },
  'GET /api/openapi.json': to('/api/openapi.json', 200),
  'GET /api/docs': to('/api/docs', 200),
  'GET /api/docs.css': to('/api/docs.css', 200),

  'GET /api/session': to('/api/session', 200),
  'POST /api/session': to('/api/session', 'session.wrong-credentials', ({ caller }) => ({
    ...{ email: `${caller.replace(' ', '')}@nowhere.example.ro`, password: 'greșită' },
  })),
  'DELETE /api/session': {
    path: '/api/session',
    allowed: 204,
    send: async (asked, path) => (await again(asked)).browser.delete(path),
  },
  'GET /api/session/oidc': to('/api/session/oidc', 'session.no-provider'),
  'GET /api/session/oidc/return': to('/api/session/oidc/return?code=a', 'session.no-provider'),
  'POST /api/session/oidc/code': to('/api/session/oidc/code', 'session.no-provider', () => ({
    code: '000000',
  })),
  'GET /api/session/oidc/end': to('/api/session/oidc/end', 'session.no-provider'),
  'POST /api/password': to('/api/password', 'account.link-invalid', () => ({
    ...{ token: invented, password: 'patru mere sub pat' },
  })),
  'POST /api/password/forgotten': to('/api/password/forgotten', 'mail.not-configured', () => ({
    email: 'nimeni@nowhere.example.ro',
  })),
  'POST /api/setup': to('/api/setup', 'setup.closed', () => ({
    ...{
      token: invented,
      name: 'Ana',
      email: 'ana@example.ro',
      password: 'patru mere sub pat',
      locale: 'ro',
    },
    organisation: { name: 'M', shortName: 'M' },
  })),
  'GET /api/me': to('/api/me', 200),
  'GET /api/me/needs': to('/api/me/needs', 200),
  'PATCH /api/me': to('/api/me', 200, ({ caller }) => ({
    ...{ name: `P. ${caller}`, position: null, locale: 'en' },
  })),
  'POST /api/me/password': to('/api/me/password', 'account.wrong-password', () => ({
    ...{ current: 'greșită', password: 'patru mere sub pat' },
  })),
  'POST /api/me/second-factor': to('/api/me/second-factor', 'account.wrong-password', () => ({
    current: 'greșită',
  })),
  'POST /api/me/second-factor/confirm': to('/api/me/second-factor/confirm', 'account.wrong-code', () => ({
    code: '000000',
  })),
  'POST /api/me/second-factor/remove': to('/api/me/second-factor/remove', 'account.wrong-password', () => ({
    current: 'greșită',
  })),
  'POST /api/me/provider/remove': to('/api/me/provider/remove', 'account.wrong-password', () => ({
    current: 'greșită',
  })),
  'GET /api/me/sessions': to('/api/me/sessions', 200),
  'DELETE /api/me/sessions': to('/api/me/sessions', 204),
  'DELETE /api/me/sessions/:id · my own': to(
    async (asked) => `/api/me/sessions/${(await again(asked)).sessionId}`,
    204,
  ),
  'DELETE /api/me/sessions/:id · somebody else’s': to(
    async (asked) =>
      `/api/me/sessions/${(await again({ ...asked, caller: asked.caller === 'manager' ? 'chair' : 'manager' })).sessionId}`,
    204,
  ),

  'GET /api/tokens': to('/api/tokens', 200),
  'POST /api/tokens': to('/api/tokens', 201, () => tokenForm),
  'DELETE /api/tokens/:id · my own': to(async ({ caller, browser }) => {
    const stranger = caller === 'nobody' || caller === 'guest'
    return `/api/tokens/${stranger ? nowhere : made(await browser.post('/api/tokens', tokenForm)).id}`
  }, 204),
  'DELETE /api/tokens/:id · somebody else’s': to(async ({ scene, caller }) => {
    const { manager, chair } = scene.people
    const owner = caller === 'manager' ? chair : manager
    return `/api/tokens/${made(await owner.browser.post('/api/tokens', tokenForm)).id}`
  }, 204),

  'GET /api/people': to('/api/people', 200),
  'POST /api/people · somebody to invite': to('/api/people', 'person.email-taken', ({ scene }) => ({
    ...{ ...person, email: scene.people.member.email, roles: [] },
  })),
  'POST /api/people · somebody with an account': to('/api/people', 'person.email-taken', ({ scene }) => ({
    ...{ ...person, email: scene.people.member.email, roles: ['member'] },
  })),
  'GET /api/people/:id': to(({ scene }) => `/api/people/${scene.people.manager.id}`, 200),
  'PUT /api/people/:id': to(
    ({ scene }) => `/api/people/${scene.people.manager.id}`,
    'row.changed',
    ({ scene }) => ({
      ...{ ...person, email: scene.people.manager.email, roles: ['administrator'], suspended: false },
      version: stale,
    }),
  ),
  'POST /api/people/:id/account-link': to(
    ({ scene }) => `/api/people/${scene.people.manager.id}/account-link`,
    201,
  ),
  'DELETE /api/people/:id/second-factor': to(`/api/people/${nowhere}/second-factor`, 'account.missing'),
  'DELETE /api/people/:id/provider': to(`/api/people/${nowhere}/provider`, 'account.missing'),
  'GET /api/organisations': to('/api/organisations', 200),
  'POST /api/organisations': to('/api/organisations', 'organisation.name-taken', () => ({
    ...{ name: 'Ministerul', shortName: 'M' },
  })),
  'PUT /api/organisations/:id': to(
    ({ scene }) => `/api/organisations/${scene.organisationId}`,
    'row.changed',
    () => ({ name: 'Alt nume', shortName: 'M', version: stale }),
  ),
  'DELETE /api/organisations/:id': to(
    ({ scene }) => `/api/organisations/${scene.organisationId}`,
    'organisation.in-use',
  ),

  'GET /api/rooms': to('/api/rooms', 200),
  'GET /api/rooms/availability': to(
    () =>
      `/api/rooms/availability?start=${inMinutes(40)}&zone=${encodeURIComponent(zone)}&durationMinutes=30`,
    200,
  ),
  'POST /api/rooms': to('/api/rooms', 'room.name-taken', () => ({
    ...{ name: 'Sala', building: 'Palat', capacity: 9, equipment: [] },
  })),
  'GET /api/rooms/:id': to(({ scene }) => `/api/rooms/${scene.roomId}`, 200),
  'PUT /api/rooms/:id': to(
    ({ scene }) => `/api/rooms/${scene.roomId}`,
    'row.changed',
    () => ({ name: 'Sala', building: 'Palat', capacity: 9, equipment: [], retired: true, version: stale }),
  ),

  'GET /api/meetings': to(() => `/api/meetings?${span()}`, 200),
  'POST /api/meetings': to('/api/meetings', 'room.missing', () => ({ ...booking, roomId: nowhere })),
  'GET /api/meetings/:id': to(ofMeeting(''), 200),
  'PUT /api/meetings/:id': to(ofMeeting(''), 'row.changed', () => ({ ...booking, version: stale })),
  'POST /api/meetings/:id/cancel': to(ofMeeting('/cancel'), 'row.changed', version),
  'POST /api/meetings/:id/guest-link · a meeting': to(
    ({ scene }) => `/api/meetings/${scene.published.id}/guest-link`,
    200,
  ),
  'POST /api/meetings/:id/guest-link · a private meeting': to(ofMeeting('/guest-link'), 200),
  'POST /api/meetings/:id/join': to(ofMeeting('/join'), 'conference.media-unavailable', () => ({})),
  'GET /api/meetings/:id/attendance': to(ofMeeting('/attendance'), 200),
  'POST /api/meetings/:id/answer': to(ofMeeting('/answer'), 200, () => answer),
  'GET /api/meetings/:id/deliveries': to(ofMeeting('/deliveries'), 200),
  'POST /api/meetings/:id/deliveries/:attendeeId/again': to(
    ofMeeting(`/deliveries/${nowhere}/again`),
    'delivery.missing',
  ),
  'GET /api/meetings/:id/attendees': to(ofMeeting('/attendees'), 200),
  'GET /api/meetings/:id/mailed-answers': to(ofMeeting('/mailed-answers'), 200),
  'POST /api/meetings/:id/mailed-answers/:answerId/settle': to(
    ofMeeting(`/mailed-answers/${nowhere}/settle`),
    'mailed-answer.missing',
    () => ({ attendeeId: null }),
  ),
  'GET /api/guest/:token': to((asked) => `/api/guest/${ownToken(asked, asked.scene.guestToken)}`, 200),
  'POST /api/guest/:token/join': to(
    (asked) => `/api/guest/${ownToken(asked, asked.scene.guestToken)}/join`,
    'conference.media-unavailable',
    () => ({ name: 'Oaspete', organisation: null, locale: 'ro' }),
  ),
  'GET /api/invitation/:token': to(invitation(), 200),
  'POST /api/invitation/:token/answer': to(invitation('/answer'), 200, () => answer),
  'POST /api/invitation/:token/join': to(invitation('/join'), 'conference.media-unavailable', () => ({
    locale: 'ro',
  })),

  'GET /api/groups': to('/api/groups', 200),
  'POST /api/groups': to('/api/groups', 'group.name-taken', ({ scene }) => group(scene)),
  'GET /api/groups/:id': to(({ scene }) => `/api/groups/${scene.groupId}`, 200),
  'PUT /api/groups/:id': to(
    ({ scene }) => `/api/groups/${scene.groupId}`,
    'row.changed',
    ({ scene }) => ({ ...group(scene), closed: true, version: stale }),
  ),
  'POST /api/groups/:id/mandates': to(
    ({ scene }) => `/api/groups/${scene.groupId}/mandates`,
    'mandate.overlaps',
    ({ scene }) => ({
      ...{ personId: scene.people.member.id, organisationId: scene.organisationId, kind: 'titular', act },
      ...{ from: '2026-01-01', until: null },
    }),
  ),
  'POST /api/groups/:id/mandates/:mandateId/revoke': to(
    ({ scene }) => `/api/groups/${scene.groupId}/mandates/${nowhere}/revoke`,
    'mandate.missing',
    () => ({ act, until: inDays(1) }),
  ),
  'GET /api/groups/:id/meetings': to(({ scene }) => `/api/groups/${scene.groupId}/meetings`, 200),
  'POST /api/groups/:id/convene': to(
    ({ scene }) => `/api/groups/${scene.groupId}/convene`,
    'room.missing',
    () => {
      const { visibility: _, ...form } = booking
      return { ...form, roomId: nowhere, agenda: [], shortNoticeReason: 'Test', repeatsMeetingId: null }
    },
  ),

  'GET /api/meetings/:id/agenda': to(ofMeeting('/agenda'), 200),
  'PUT /api/meetings/:id/agenda': to(ofMeeting('/agenda'), 'row.changed', () => ({
    items: [],
    version: stale,
  })),
  'POST /api/meetings/:id/agenda/:itemId/documents': {
    path: ({ meeting }) => `/api/meetings/${meeting.id}/agenda/${meeting.itemId}/documents`,
    allowed: 201,
    send: ({ browser }, path) => upload(browser, path, 'nou.pdf'),
  },
  'GET /api/documents/:id': to(({ meeting }) => `/api/documents/${meeting.documentId}`, 200),
  'DELETE /api/documents/:id': to(async ({ scene, meeting }) => {
    const { browser } = scene.people.secretariat
    return `/api/documents/${await addDocument(browser, meeting.id, meeting.itemId, 'de șters.pdf')}`
  }, 204),
  'GET /api/meetings/:id/convocation': to(ofMeeting('/convocation'), 200),
  'GET /api/meetings/:id/quorum': to(ofMeeting('/quorum'), 200),

  'GET /api/meetings/:id/minutes': to(ofMeeting('/minutes'), 200),
  'GET /api/meetings/:id/minutes/actions': to(ofMeeting('/minutes/actions'), 200),
  'GET /api/meetings/:id/minutes.pdf': to(ofMeeting('/minutes.pdf'), 200),
  'POST /api/meetings/:id/minutes': to(ofMeeting('/minutes'), 200),
  'PUT /api/meetings/:id/minutes/entries/:entryId': to(
    ({ meeting }) => `/api/meetings/${meeting.id}/minutes/entries/${meeting.entryId}`,
    200,
    () => ({ discussion: '', base: '', version: 1 }),
  ),
  'POST /api/meetings/:id/minutes/entries/:entryId/decisions': to(
    ofMeeting(`/minutes/entries/${nowhere}/decisions`),
    'minutes.missing',
    () => decision,
  ),
  'PUT /api/meetings/:id/minutes/decisions/:decisionId': to(
    ({ meeting }) => `/api/meetings/${meeting.id}/minutes/decisions/${meeting.decisionId}`,
    'row.changed',
    () => ({ ...decision, version: stale }),
  ),
  'DELETE /api/meetings/:id/minutes/decisions/:decisionId': to(
    ofMeeting(`/minutes/decisions/${nowhere}`),
    200,
  ),
  'POST /api/meetings/:id/minutes/entries/:entryId/actions': to(
    ofMeeting(`/minutes/entries/${nowhere}/actions`),
    'minutes.missing',
    task,
  ),
  'PUT /api/meetings/:id/minutes/actions/:actionId': to(
    ({ meeting }) => `/api/meetings/${meeting.id}/minutes/actions/${meeting.actionId}`,
    'row.changed',
    (asked) => ({ ...task(asked), version: stale }),
  ),
  'DELETE /api/meetings/:id/minutes/actions/:actionId': to(ofMeeting(`/minutes/actions/${nowhere}`), 200),
  'POST /api/meetings/:id/minutes/approve': to(ofMeeting('/minutes/approve'), 'row.changed', version),
  'POST /api/meetings/:id/minutes/return': to(ofMeeting('/minutes/return'), 'minutes.wrong-state', () => ({
    ...{ version: stale, remark: 'Lipsește anexa.' },
  })),
  'POST /api/meetings/:id/minutes/publish': to(ofMeeting('/minutes/publish'), 'minutes.wrong-state', version),
  'POST /api/meetings/:id/minutes/addenda': to(ofMeeting('/minutes/addenda'), 'minutes.wrong-state', () => ({
    text: 'De adăugat',
  })),

  'GET /api/feeds': to('/api/feeds', 200),
  'POST /api/feeds': to('/api/feeds', 201, () => ({ groupId: null })),
  'DELETE /api/feeds/:id · my own': to(
    async ({ caller, browser }) =>
      `/api/feeds/${caller === 'nobody' || caller === 'guest' ? nowhere : (await feedOf(browser)).id}`,
    204,
  ),
  'DELETE /api/feeds/:id · somebody else’s': to(async ({ scene, caller }) => {
    const { manager, chair } = scene.people
    return `/api/feeds/${(await feedOf((caller === 'manager' ? chair : manager).browser)).id}`
  }, 204),
  'GET /calendar/:file': to(async ({ scene, caller }) => {
    if (caller === 'nobody') return `/calendar/${'A'.repeat(43)}.ics`
    // A group's feed of somebody who sits elsewhere: private meetings are in it, and only as times.
    const { outsider } = scene.people
    const added = await outsider.browser.post('/api/feeds', { groupId: scene.groupId })
    const { id, url } = NewFeed.parse(added.body)
    scene.readFeeds.push(id)
    return new URL(url).pathname
  }, 200),

  'GET /api/projects': to('/api/projects', 200),
  'POST /api/projects': to('/api/projects', 'project.code-taken', ({ scene }) => ({
    ...{ ...scene.projectForm, managerPersonId: null },
  })),
  'GET /api/projects/:id': to(({ scene }) => `/api/projects/${scene.projectId}`, 200),
  'PUT /api/projects/:id': to(
    ({ scene }) => `/api/projects/${scene.projectId}`,
    'row.changed',
    ({ scene }) => ({ ...scene.projectForm, managerPersonId: null, status: 'closed', version: stale }),
  ),
  'GET /api/projects/:id/milestones': to(({ scene }) => `/api/projects/${scene.projectId}/milestones`, 200),
  'GET /api/projects/:id/decisions': to(({ scene }) => `/api/projects/${scene.projectId}/decisions`, 200),
  'POST /api/projects/:id/milestones': to(
    ({ scene }) => `/api/projects/${scene.projectId}/milestones`,
    'person.missing',
    () => ({ ...milestone, baseline: inDays(9), ownerPersonId: nowhere }),
  ),
  'GET /api/milestones': to('/api/milestones', 200),
  'GET /api/milestones/:id': to(({ scene }) => `/api/milestones/${scene.milestoneId}`, 200),
  'PUT /api/milestones/:id': to(
    ({ scene }) => `/api/milestones/${scene.milestoneId}`,
    'row.changed',
    () => ({ ...milestone, version: stale }),
  ),
  'POST /api/milestones/:id/forecasts': to(
    ({ scene }) => `/api/milestones/${scene.milestoneId}/forecasts`,
    'row.changed',
    () => ({ date: inDays(20), reason: 'Întârzie', decisionId: null, version: stale }),
  ),
  'POST /api/milestones/:id/meet': to(
    ({ scene }) => `/api/milestones/${scene.milestoneId}/meet`,
    'row.changed',
    () => ({ actual: null, version: stale }),
  ),

  'GET /api/actions': to('/api/actions?limit=200', 200),
  'POST /api/actions · for myself': to('/api/actions', 201, ({ scene, caller }) => ({
    ...{ text: 'Citește', dueOn: inDays(2), milestoneId: null },
    ownerPersonId: caller === 'nobody' || caller === 'guest' ? nowhere : scene.people[caller].id,
  })),
  'POST /api/actions · for somebody else': to('/api/actions', 'person.missing', ({ scene }) => ({
    ...{ text: 'Citește', dueOn: inDays(2), milestoneId: scene.milestoneId, ownerPersonId: nowhere },
  })),
  'GET /api/actions/:id': to(({ scene }) => `/api/actions/${scene.actionId}`, 200),
  'PUT /api/actions/:id': to(
    ({ scene }) => `/api/actions/${scene.actionId}`,
    'row.changed',
    (asked) => ({ ...task(asked), version: stale }),
  ),
  'POST /api/actions/:id/close': to(
    ({ scene }) => `/api/actions/${scene.actionId}/close`,
    'row.changed',
    () => ({ status: 'done', note: null, version: stale }),
  ),
  'GET /api/action-link/:token': to(actionLink(), 200),
  'POST /api/action-link/:token/close': to(actionLink('/close'), 200, () => ({ note: null })),

  'GET /api/reports': to('/api/reports', 200),
  'GET /api/reports/overview': to('/api/reports/overview', 200),
  'POST /api/reports': to('/api/reports', 'report.exists', ({ scene }) => ({
    ...{ projectId: scene.projectId, period: inDays(0).slice(0, 7) },
  })),
  'GET /api/reports/:id': to(({ scene }) => `/api/reports/${scene.reportId}`, 200),
  'GET /api/reports/:id.pdf': to(({ scene }) => `/api/reports/${scene.reportId}.pdf`, 200),
  'PUT /api/reports/:id': to(
    ({ scene }) => `/api/reports/${scene.reportId}`,
    'row.changed',
    () => ({ sections: [], version: stale }),
  ),
  'POST /api/reports/:id/refresh': to(
    ({ scene }) => `/api/reports/${scene.reportId}/refresh`,
    'row.changed',
    version,
  ),
  'POST /api/reports/:id/submit': to(
    ({ scene }) => `/api/reports/${scene.reportId}/submit`,
    'row.changed',
    version,
  ),
  'POST /api/reports/:id/return': to(
    ({ scene }) => `/api/reports/${scene.reportId}/return`,
    'report.wrong-state',
    () => ({ remark: 'Lipsește', version: stale }),
  ),
  'POST /api/reports/:id/accept': to(
    ({ scene }) => `/api/reports/${scene.reportId}/accept`,
    'report.wrong-state',
    version,
  ),

  'GET /api/audit': to('/api/audit', 200),
  'GET /api/audit/proof': to('/api/audit/proof', 200),
  'GET /api/audit/export': to('/api/audit/export?format=csv', 200),
  'GET /api/me/export': to('/api/me/export', 200),
  // Somebody whom nobody has heard of: the right is asked first.
  'GET /api/people/:id/export': to(`/api/people/${nowhere}/export`, 'person.missing'),
  'GET /api/people/:id/erasure': to(`/api/people/${nowhere}/erasure`, 'person.missing'),
  'POST /api/people/:id/erasure': to(`/api/people/${nowhere}/erasure`, 'person.missing', () => ({})),
  'GET /api/retention': to('/api/retention', 200),
  'PUT /api/retention': to('/api/retention', 'row.changed', () => ({ rules: forEver, version: stale })),
  'GET /api/retention/preview': to('/api/retention/preview?meetings=24', 200),
  'GET /api/webhooks': to('/api/webhooks', 200),
  // Nothing is added that would be told of what the scene does.
  'POST /api/webhooks': to('/api/webhooks', 'webhook.address-refused', () => webhook),
  'GET /api/webhooks/:id': to(`/api/webhooks/${nowhere}`, 'webhook.missing'),
  'PUT /api/webhooks/:id': to(`/api/webhooks/${nowhere}`, 'webhook.missing', () => ({
    ...{ ...webhook, url: 'https://example.ro/', enabled: true, version: stale },
  })),
  'DELETE /api/webhooks/:id': to(`/api/webhooks/${nowhere}`, 'webhook.missing'),
  'POST /api/webhooks/:id/secret': to(`/api/webhooks/${nowhere}/secret`, 'webhook.missing'),
  'POST /api/webhooks/:id/test': to(`/api/webhooks/${nowhere}/test`, 'webhook.missing'),
  'GET /api/webhooks/:id/deliveries': to(`/api/webhooks/${nowhere}/deliveries`, 'webhook.missing'),
  'POST /api/webhooks/:id/deliveries/:deliveryId/again': to(
    `/api/webhooks/${nowhere}/deliveries/${nowhere}/again`,
    'webhook.missing',
  ),
  'GET /api/administration': to('/api/administration', 200),
  'GET /api/administration/conferences': to('/api/administration/conferences', 200),
  'POST /api/administration/parked/:id/retry': to(
    `/api/administration/parked/${nowhere}~x/retry`,
    'event.missing',
  ),
  'POST /api/administration/parked/:id/drop': to(
    `/api/administration/parked/${nowhere}~x/drop`,
    'event.missing',
  ),
  'POST /api/administration/mails/retry': to('/api/administration/mails/retry', 200),
  'POST /api/administration/mails/:id/retry': to(
    `/api/administration/mails/${nowhere}/retry`,
    'mail.missing',
  ),
  'POST /api/administration/jobs/:name/run': to('/api/administration/jobs/nothing/run', 'job.missing'),
}
