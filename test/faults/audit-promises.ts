/**
 * Afterwards: whether each promise is there, exactly once, and each mail that was promised has arrived. Lists are read
 * whole over HTTP, so that what is there twice shows.
 */
import { z } from 'zod'
import type { MailServer } from '../support/mail-server.ts'
import { readMetrics } from '../support/read-metrics.ts'
import { administrator } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import type { Kept } from './ledger.ts'
import { mailsWith, messageIdOf } from './mails.ts'
import { type Office, password } from './office.ts'
import type { Steadfast } from './steadfast.ts'

export type Audited = {
  /** How many promises were looked for, without the mails. */
  promises: number
  mails: number
  /** Copies of mails beyond the first: sent again because nobody had written down that they had left. */
  copies: number
  /** What is wrong, in words; nothing of it may be. */
  wrong: string[]
}

const Page = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  next: z.string().nullable(),
})
async function listAll(by: Steadfast, path: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  let cursor: string | null = null
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: z.infer<typeof Page> = Page.parse(
      (await by.ask('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200${more}`)).body,
    )
    rows.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return rows
}

const Attendees = z.object({ attendees: z.array(z.object({ comment: z.string().nullable() })) })
const Documents = z.object({
  items: z.array(z.object({ documents: z.array(z.object({ id: z.string(), name: z.string() })) })),
})
const Written = z.object({
  status: z.string(),
  entries: z.array(
    z.object({
      decisions: z.array(z.object({ text: z.string() })),
      actions: z.array(z.object({ text: z.string() })),
    }),
  ),
})
const Entry = z.object({
  seq: z.number(),
  at: z.string(),
  action: z.string(),
  subject: z.object({ id: z.string() }).nullable(),
})

/** Waits until nothing is left to do, and compares. `log` is all that the product has said. */
export async function auditPromises(
  office: Office,
  mail: Pick<MailServer, 'accepted'>,
  log: () => string,
): Promise<Audited> {
  const { people, ledger, admin } = office
  const { secretary, manager } = people
  await untilSettled(office)

  const now = Temporal.Now.instant()
  const span = `from=${now.subtract({ hours: 48 }).toString()}&to=${now.add({ hours: 24 * 60 }).toString()}`
  const [meetings, projects, milestones, actions, reports] = await Promise.all([
    listAll(secretary, `/api/meetings?${span}`),
    listAll(manager, '/api/projects'),
    listAll(manager, '/api/milestones'),
    listAll(manager, '/api/actions'),
    listAll(manager, '/api/reports'),
  ])
  const trail = (await admin.ask('GET', '/api/audit/export?format=json')).text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Entry.parse(JSON.parse(line)))
  const acts = (action: string, id: string) =>
    trail.filter((entry) => entry.action === action && entry.subject?.id === id).length

  /** How often it is there, and was done. */
  async function timesOf({ kind, mark, id }: Kept): Promise<number[]> {
    const path = `/api/meetings/${id}`
    const count = (rows: Record<string, unknown>[], field: string, idField: string) => {
      const found = rows.filter((row) => row[field] === mark)
      return [found.length, found.filter((row) => row[idField] === id).length]
    }
    switch (kind) {
      case 'meeting':
        return [...count(meetings, 'title', 'meetingId'), acts('meeting.booked', id)]
      case 'project':
        return count(projects, 'name', 'id')
      case 'milestone':
        return count(milestones, 'title', 'id')
      case 'action': {
        const done = actions.filter(({ text, status }) => text === mark && status === 'done')
        return [...count(actions, 'text', 'id'), done.length]
      }
      case 'report': {
        const ours = reports.filter(({ project }) => (project as { name: string }).name === mark)
        return [ours.length, ours.filter((row) => row['id'] === id && row['status'] === 'accepted').length]
      }
      case 'task': {
        const minutes = Written.parse((await secretary.ask('GET', `${path}/minutes`)).body)
        const drafts = minutes.entries.flatMap((entry) => entry.actions)
        return [
          minutes.status === 'published' ? 1 : 0,
          drafts.filter(({ text }) => text === mark).length,
          actions.filter(({ text }) => text === mark).length,
          acts('minutes.published', id),
        ]
      }
      case 'decision': {
        const { entries } = Written.parse((await secretary.ask('GET', `${path}/minutes`)).body)
        return [entries.flatMap(({ decisions }) => decisions).filter(({ text }) => text === mark).length]
      }
      case 'answer': {
        const { attendees } = Attendees.parse((await secretary.ask('GET', path)).body)
        return [attendees.filter(({ comment }) => comment === mark).length]
      }
      case 'document': {
        const { items } = Documents.parse((await secretary.ask('GET', `${path}/agenda`)).body)
        const found = items.flatMap(({ documents }) => documents).filter(({ name }) => name === mark)
        for (const one of found) await secretary.ask('GET', `/api/documents/${one.id}`)
        return [found.length]
      }
    }
  }

  const wrong: string[] = []
  for (const kept of ledger.kept) {
    const times = await timesOf(kept)
    if (times.some((one) => one !== 1)) wrong.push(`${kept.kind} "${kept.mark}": ${times.join(', ')} times`)
  }
  for (const promised of ledger.mails) {
    const found = mailsWith(mail.accepted, promised)
    const different = new Set(found.map(messageIdOf)).size
    if (different !== 1) wrong.push(`mail "${promised.mark}" to ${promised.to}: ${different} of them`)
  }
  const gaps = trail.map(({ seq }) => seq).toSorted((one, other) => one - other)
  if (gaps.some((seq, index) => seq !== index + 1)) wrong.push('the audit has a gap')
  const proof = (await admin.ask('GET', '/api/audit/proof')).body
  if (!z.object({ whole: z.literal(true) }).safeParse(proof).success)
    wrong.push(`the audit is not whole: ${JSON.stringify(proof)}`)

  const said = log()
  for (const secret of secretsOf(office, mail))
    if (said.includes(secret)) wrong.push(`the log tells: ${secret}`)

  const different = new Set(mail.accepted.map(messageIdOf)).size
  if (new Set(mail.accepted.map(({ raw }) => raw)).size !== different) wrong.push('a copy of a mail differs')
  const copies = mail.accepted.length - different
  return { promises: ledger.kept.length, mails: ledger.mails.length, copies, wrong }
}

/** What people typed, are called or hold: nothing of it is for the log. */
function secretsOf({ ledger, people, admin }: Office, { accepted }: Pick<MailServer, 'accepted'>): string[] {
  const links = accepted.flatMap(({ raw }) =>
    [...raw.replace(/=\r\n/g, '').matchAll(/\/(?:i|a)\/([\w-]{20,})/g)].map(([, token]) => token ?? ''),
  )
  const browsers = [admin.browser, ...Object.values(people).map(({ browser }) => browser)]
  return [
    ...[password, administrator.email, administrator.password],
    ...['@minister.example', '@partner.example'],
    ...ledger.kept.map(({ mark }) => mark),
    ...browsers.flatMap(({ cookies }) => [...cookies.values()]),
    ...new Set(links),
  ]
}

/** Until every event is handled and every mail has left; what was given up on is a failure. */
async function untilSettled({ url }: Office): Promise<void> {
  await until(
    'everything that was promised to be done',
    async () => {
      const samples = readMetrics(await (await fetch(`${url}/metrics`)).text())
      const value = (name: string, state?: string) =>
        samples.find((one) => one.name === name && (state === undefined || one.labels['state'] === state))
          ?.value ?? Number.NaN
      const parked = value('sfat_events_parked')
      const failed = value('sfat_mails', 'failed')
      if (parked + failed > 0) return { failed: `${parked} events and ${failed} mails were given up on` }
      const left =
        value('sfat_events_waiting') + value('sfat_mails', 'waiting') + value('sfat_mails', 'sending')
      return left === 0 ? { failed: null } : null
    },
    90_000,
  ).then(({ failed }) => {
    if (failed !== null) throw new Error(failed)
  })
}
