import { AppError } from '../../../contract/errors.ts'
import { retentionLimits } from '../../../contract/limits.ts'
import { forEver, nothingKept, type Retention, type RetentionKind } from '../../../contract/retention.ts'
import type { RetentionStore } from '../../../identity/retention.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'
import { attendanceKept } from '../retention/attendance.ts'
import { auditKept } from '../retention/audit.ts'
import { beginning, type DueRow, type KeptKind, type KeptKinds, within } from '../retention/due.ts'
import { answersKept, mailsKept } from '../retention/letters.ts'
import { meetingsKept } from '../retention/meetings.ts'
import { retentionSchema } from '../schema/privacy.ts'

const kinds: KeptKinds = {
  meetings: meetingsKept,
  attendance: attendanceKept,
  answers: answersKept,
  mails: mailsKept,
  audit: auditKept,
}
const isKept = (kind: RetentionKind): kind is keyof KeptKinds => !nothingKept.includes(kind)

const nothing = {
  removed: 0,
  trimmed: 0,
  stays: 0,
  people: 0,
  files: 0,
  oldest: null,
  newest: null,
  sample: [],
}
const sampled = 5

export function retention(connection: Connection): RetentionStore {
  const { manager, dialect } = connection
  const row = async (lock: boolean): Promise<Retention> => {
    const query = manager.createQueryBuilder(retentionSchema, 'retention').where('retention.id = 1')
    if (lock && dialect === 'postgres') query.setLock('pessimistic_write')
    const { rules, version } = await query.getOneOrFail()
    return { rules: { ...forEver, ...rules }, version }
  }
  const count = async (statement: string, values: Record<string, unknown>): Promise<number> => {
    const [counted] = await ask<{ count: number }>(connection, statement, values)
    return counted?.count ?? 0
  }

  return {
    find: () => row(false),
    hold: () => row(true),

    async save({ rules, version }) {
      const { affected } = await manager.update(
        retentionSchema,
        { id: 1, version: version - 1 },
        { rules, version },
      )
      if (affected !== 1) throw new AppError('row.changed')
    },

    async measure(kind, before, now) {
      if (!isKept(kind)) return nothing
      const { all, due, people, files }: KeptKind = kinds[kind]
      const total = await count(all, {})
      if (before === null) return { ...nothing, stays: total }
      const times = { before, now }
      const among = `(${due()}) due`
      const found = await ask<Pick<DueRow, 'fate'> & { count: number; oldest: string; newest: string }>(
        connection,
        `SELECT fate, COUNT(*) AS count, MIN(at) AS oldest, MAX(at) AS newest FROM ${among} GROUP BY fate`,
        times,
      )
      const of = (fate: DueRow['fate']) => found.find((each) => each.fate === fate)?.count ?? 0
      const sample = await ask<Omit<DueRow, 'id'>>(
        connection,
        `SELECT DISTINCT label, at, fate FROM ${among} ORDER BY at, label LIMIT ${sampled}`,
        times,
      )
      return {
        removed: of('removed'),
        trimmed: of('trimmed'),
        stays: total - of('removed') - of('trimmed'),
        people: await count(people(among), times),
        files: files ? await count(files(among), times) : 0,
        oldest: found.map(({ oldest }) => oldest).toSorted()[0] ?? null,
        newest:
          found
            .map(({ newest }) => newest)
            .toSorted()
            .at(-1) ?? null,
        sample,
      }
    },

    async stretch(kind, before, now, after) {
      if (!isKept(kind)) return { after: beginning, to: null, due: false }
      const { walk, due }: KeptKind = kinds[kind]
      if (walk === null) {
        const [first] = await ask(connection, `SELECT id FROM (${due()}) due LIMIT 1`, { before, now })
        return { after: beginning, to: null, due: first !== undefined }
      }
      const [last] = await ask<{ id: string }>(
        connection,
        `SELECT id FROM ${walk} WHERE id > :after ORDER BY id LIMIT 1 OFFSET ${retentionLimits.rowsLookedAt - 1}`,
        { after: after ?? beginning },
      )
      const stretch = { after: after ?? beginning, to: last?.id ?? null }
      const [only, ends] = within(walk, stretch)
      const statement = `SELECT id FROM (${due(only)}) due LIMIT 1`
      const [found] = await ask(connection, statement, { before, now, ...ends })
      return { ...stretch, due: found !== undefined }
    },

    async remove(kind, stretch, before, now, limit) {
      return isKept(kind)
        ? kinds[kind].remove(connection, { before, now }, stretch, limit)
        : { removed: 0, trimmed: 0 }
    },
  }
}
