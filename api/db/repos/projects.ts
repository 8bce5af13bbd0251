import type { SelectQueryBuilder } from 'typeorm'
import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { ProjectSummary } from '../../../contract/tracking.ts'
import { Id, type Page } from '../../../contract/values.ts'
import { fold } from '../../../identity/fold.ts'
import type {
  Assessments,
  ListedProject,
  ProjectRecord,
  ProjectRow,
  Projects,
} from '../../../tracker/ports.ts'
import { ask } from '../ask.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { sorted } from '../sorted.ts'
import { assessmentSchema, projectSchema, reportSchema, type StoredProject } from '../schema/tracking.ts'
import { searchPatterns } from './search-words.ts'

/** What a row of the list is read as: names joined in, JSON still text. */
type Listed = Pick<ProjectRow, 'id' | 'code' | 'name' | 'status' | 'version' | 'managerPersonId'> & {
  foldedCode: string
  organisationId: Id | null
  organisationName: string | null
  organisationShortName: string | null
  managerName: string | null
  colour: ProjectSummary['health']['colour'] | null
  reasons: string | null
  milestoneCount: number | null
  metCount: number | null
  openActions: number | null
  nextMilestone: string | null
  from: string | null
  until: string | null
}

const orders = {
  // No two projects share one.
  code: [{ by: 'project.folded_code', of: (row: Listed) => row.foldedCode, shape: z.string() }],
  // Ids of version 7 sort by age.
  createdAt: [{ by: 'project.id', of: (row: Listed) => row.id, shape: Id }],
}

/** A project beside the names that it is shown with. */
const shown = `
  project.id AS "id", project.code AS "code", project.name AS "name", project.status AS "status",
  project.version AS "version", project.organisation_id AS "organisationId",
  project.manager_person_id AS "managerPersonId", project.folded_code AS "foldedCode",
  organisation.name AS "organisationName", organisation.short_name AS "organisationShortName",
  manager.name AS "managerName"`
const joined = `
  project
  LEFT JOIN organisation ON organisation.id = project.organisation_id
  LEFT JOIN person manager ON manager.id = project.manager_person_id`
const assessed = `
  assessment.colour AS "colour", assessment.reasons AS "reasons",
  assessment.milestone_count AS "milestoneCount", assessment.met_count AS "metCount",
  assessment.open_actions AS "openActions", assessment.next_milestone AS "nextMilestone",
  assessment.from_day AS "from", assessment.until_day AS "until"`

export function projects(connection: Connection): Projects {
  const { manager, dialect } = connection

  return {
    async find(id) {
      const row = await manager.findOneBy(projectSchema, { id })
      return row && plain(row)
    },

    async show(id): Promise<ProjectRecord | null> {
      const [row] = await ask<Listed & Pick<ProjectRow, 'description' | 'createdAt'>>(
        connection,
        `SELECT ${shown}, project.description AS "description", project.created_at AS "createdAt"
         FROM ${joined} WHERE project.id = :id`,
        { id },
      )
      return row ? { ...plain(row), ...namesOf(row) } : null
    },

    async page(query): Promise<Page<ListedProject>> {
      const { cursor, limit, search, health, status, managedBy, sort } = query
      const patterns = searchPatterns(search ?? '')
      const order = sorted(orders, sort ?? 'code', cursor)
      const conditions = [
        ...(health === undefined ? [] : ['assessment.colour = :health']),
        ...(status === undefined ? [] : ['project.status = :status']),
        ...(managedBy === null ? [] : ['project.manager_person_id = :managedBy']),
        ...patterns.map((_, index) => `project.search_text LIKE :word${index} ESCAPE '\\'`),
        ...(order.after ? [order.after.condition] : []),
      ]
      const words = Object.fromEntries(patterns.map((pattern, index) => [`word${index}`, pattern]))
      const found = await ask<Listed>(
        connection,
        `SELECT ${shown}, ${assessed}
         FROM ${joined} LEFT JOIN assessment ON assessment.project_id = project.id
         ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
         ORDER BY ${order.orderBy} LIMIT :most`,
        // One more than asked for tells whether a page follows.
        { health, status, managedBy, most: limit + 1, ...words, ...order.after?.values },
      )
      const { rows, next } = order.cut(found, limit)
      return { items: rows.map(summary), next }
    },

    async withoutReport(period, createdBefore) {
      const reported = manager
        .createQueryBuilder()
        .subQuery()
        .select('1')
        .from(reportSchema, 'report')
        .where('report.projectId = project.id AND report.period = :period')
        .getQuery()
      return idsOf(
        manager
          .createQueryBuilder(projectSchema, 'project')
          .where('project.status = :running AND project.createdAt < :createdBefore', {
            running: 'running',
            createdBefore,
          })
          .andWhere(`NOT EXISTS ${reported}`, { period }),
      )
    },

    async reporting(ids, managedBy) {
      const query = manager
        .createQueryBuilder(projectSchema, 'project')
        .where(
          ids.length > 0
            ? '(project.status = :running OR project.id IN (:...ids))'
            : 'project.status = :running',
          {
            running: 'running',
            ids,
          },
        )
        .orderBy('project.foldedCode')
      if (managedBy !== null) query.andWhere('project.managerPersonId = :managedBy', { managedBy })
      return (await query.getMany()).map(plain)
    },

    assessedBefore: (day) =>
      idsOf(
        manager
          .createQueryBuilder(projectSchema, 'project')
          .innerJoin(assessmentSchema.options.name, 'assessment', 'assessment.projectId = project.id')
          .where('assessment.day < :day AND project.status <> :closed', { day, closed: 'closed' }),
      ),

    async hold(id) {
      const query = manager.createQueryBuilder(projectSchema, 'project').where('project.id = :id', { id })
      // On SQLite the only writer holds everything.
      if (dialect === 'postgres') query.setLock('pessimistic_write')
      const row = await query.getOne()
      return row && plain(row)
    },

    add: (row) => insertRows(manager, projectSchema, [stored(row)]),

    async change(row) {
      const { affected } = await manager.update(
        projectSchema,
        { id: row.id, version: row.version - 1 },
        stored(row),
      )
      if (affected !== 1) throw new AppError('row.changed')
    },
  }

  async function idsOf(query: SelectQueryBuilder<StoredProject>): Promise<Id[]> {
    const rows = await query.select('project.id', 'id').orderBy('project.id').getRawMany<{ id: Id }>()
    return rows.map(({ id }) => id)
  }
}

export function assessments({ manager }: Connection): Assessments {
  return {
    async save({ health, ...row }) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(assessmentSchema)
        .values({ ...row, ...health })
        .orUpdate(
          [
            'day',
            'colour',
            'reasons',
            'milestone_count',
            'met_count',
            'open_actions',
            'next_milestone',
            'from_day',
            'until_day',
          ],
          ['project_id'],
        )
        .updateEntity(false)
        .execute()
    },
  }
}

const namesOf = ({
  organisationId,
  organisationName,
  organisationShortName,
  managerPersonId,
  managerName,
}: Listed) => ({
  organisation:
    organisationId === null
      ? null
      : { id: organisationId, name: organisationName ?? '', shortName: organisationShortName ?? '' },
  manager: managerPersonId === null ? null : { personId: managerPersonId, name: managerName ?? '' },
})

function summary(row: Listed): ListedProject {
  const { id, code, name, status, version, from, until } = row
  return {
    id,
    code,
    name,
    ...namesOf(row),
    status,
    health: {
      colour: row.colour ?? 'green',
      reasons: JSON.parse(row.reasons ?? '[]') as ProjectSummary['health']['reasons'],
    },
    milestoneCount: row.milestoneCount ?? 0,
    metCount: row.metCount ?? 0,
    openActions: row.openActions ?? 0,
    nextMilestone: JSON.parse(row.nextMilestone ?? 'null') as ProjectSummary['nextMilestone'],
    from,
    until,
    version,
  }
}

const stored = (row: ProjectRow): StoredProject => ({
  ...row,
  foldedCode: fold(row.code),
  searchText: fold(`${row.code} ${row.name}`),
})

function plain(row: ProjectRow): ProjectRow {
  const { id, code, name, description, organisationId, managerPersonId, status, createdAt, version } = row
  return { id, code, name, description, organisationId, managerPersonId, status, createdAt, version }
}
