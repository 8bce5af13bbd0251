import type { DomainEvent, EventName } from '../../contract/events.ts'
import type { Id } from '../../contract/values.ts'
import {
  type WebhookPayload,
  type WebhookType,
  webhookTypes,
  webhookVersion,
} from '../../contract/webhooks.ts'
import { newDelivery } from '../../identity/webhooks.ts'
import { handler } from '../db/relay.ts'
import type { Tx } from '../db/work.ts'
import { originalRequest } from '../request-context.ts'

type Deps = {
  clock: { now(): Temporal.Instant }
  /** The product's own address, without a slash at the end. */
  publicUrl: string
}

type Told = { [T in WebhookType]: WebhookPayload<T>['data'] }
/** What there is to say of each event; null when what it is about is gone. */
type Tellers = {
  [T in WebhookType]: (tx: Tx, event: DomainEvent<T>, url: string) => Promise<Told[T] | null>
}

async function meetingOf(tx: Tx, id: Id, url: string): Promise<Told['meeting.booked'] | null> {
  const facts = await tx.meetingFacts.find(id)
  if (!facts) return null
  const { title, status, startsAt, durationMinutes, zone, groupId, private: hidden } = facts
  return {
    meeting: {
      // Who receives it is nobody whom the product knows: they are told of a private meeting what outsiders are told.
      ...{ id, title: hidden ? null : title, visibility: hidden ? 'private' : 'normal', status },
      ...{ startsAt, durationMinutes, zone, groupId, url: `${url}/meetings/${id}` },
    },
  }
}

async function projectOf(tx: Tx, id: Id, url: string): Promise<Told['project.changed'] | null> {
  const row = await tx.projects.find(id)
  if (!row) return null
  const { code, name, status, organisationId, managerPersonId } = row
  return {
    project: { id, code, name, status, organisationId, managerPersonId, url: `${url}/projects/${id}` },
  }
}

async function milestoneOf(tx: Tx, id: Id, url: string): Promise<Told['milestone.changed'] | null> {
  const row = await tx.milestones.find(id)
  if (!row) return null
  const { projectId, title, baseline, forecast, actual } = row
  const page = `${url}/projects/${projectId}/milestones/${id}`
  return { milestone: { id, projectId, title, baseline, forecast, actual, url: page } }
}

async function actionOf(tx: Tx, id: Id, url: string): Promise<Told['action.changed'] | null> {
  const row = await tx.actions.find(id)
  if (!row) return null
  const { status, ownerPersonId, dueOn, milestoneId, meetingId } = row
  const page = `${url}/actions/${id}/edit`
  return { action: { id, status, ownerPersonId, dueOn, milestoneId, meetingId, url: page } }
}

async function reportOf(tx: Tx, id: Id, url: string): Promise<Told['report.drafted'] | null> {
  const row = await tx.reports.find(id)
  if (!row) return null
  const { projectId, period, status, dueOn, authorPersonId } = row
  return { report: { id, projectId, period, status, dueOn, authorPersonId, url: `${url}/reports/${id}` } }
}

async function groupOf(tx: Tx, id: Id, url: string): Promise<Told['group.changed'] | null> {
  const row = await tx.groups.find(id)
  if (!row) return null
  const { name, shortName, closed } = row
  return { group: { id, name, shortName, closed, url: `${url}/groups/${id}` } }
}

const ofMeeting = (tx: Tx, { payload }: { payload: { meetingId: Id } }, url: string) =>
  meetingOf(tx, payload.meetingId, url)
const ofAction = (tx: Tx, { payload }: { payload: { actionId: Id } }, url: string) =>
  actionOf(tx, payload.actionId, url)
const ofReport = (tx: Tx, { payload }: { payload: { reportId: Id } }, url: string) =>
  reportOf(tx, payload.reportId, url)

const tellers: Tellers = {
  'meeting.booked': ofMeeting,
  'meeting.convened': ofMeeting,
  'meeting.changed': async (tx, event, url) => {
    const told = await ofMeeting(tx, event, url)
    return told && { ...told, timeChanged: event.payload.timeChanged }
  },
  'meeting.cancelled': ofMeeting,
  'conference.started': ofMeeting,
  'conference.ended': ofMeeting,
  'minutes.approved': ofMeeting,
  'minutes.published': ofMeeting,
  'group.changed': (tx, { payload }, url) => groupOf(tx, payload.groupId, url),
  'project.changed': (tx, { payload }, url) => projectOf(tx, payload.projectId, url),
  'milestone.changed': (tx, { payload }, url) => milestoneOf(tx, payload.milestoneId, url),
  'action.assigned': ofAction,
  'action.changed': ofAction,
  'action.closed': ofAction,
  'report.drafted': ofReport,
  'report.submitted': ofReport,
  'report.returned': ofReport,
  'report.accepted': ofReport,
}

/**
 * When something has happened that a webhook wants to know of, the message to it is put into the queue: once for each webhook
 * and event, as things are at this moment. `send-webhooks.ts` takes it from there.
 */
export const onEventTellWebhooks = ({ clock, publicUrl }: Deps) =>
  handler({
    name: 'on-event-tell-webhooks',
    on: webhookTypes satisfies EventName[],
    save: async (event, tx) => {
      const wanting = (await tx.webhooks.list()).filter(
        ({ enabled, types }) => enabled && types.includes(event.name),
      )
      if (wanting.length === 0) return
      const tell = tellers[event.name] as (tx: Tx, event: DomainEvent, url: string) => Promise<object | null>
      const data = await tell(tx, event, publicUrl)
      if (data === null) return
      const { id, name: type, at: timestamp, actorId: actorPersonId } = event
      const payload = { id, type, version: webhookVersion, timestamp, actorPersonId, data }
      const now = clock.now()
      const requestId = originalRequest()
      await tx.webhooks.enqueue(wanting.map((webhook) => newDelivery(webhook.id, payload, now, requestId)))
    },
  })
