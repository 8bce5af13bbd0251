import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { ProjectSummary } from '../../../contract/tracking.ts'
import type { Id, Page } from '../../../contract/values.ts'
import { fold } from '../../../identity/fold.ts'
import type { Assessments, ProjectRecord, ProjectRow, Projects } from '../../../tracker/ports.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { organisationSchema, personSchema } from '../schema/identity.ts'
import { assessmentSchema, projectSchema, reportSchema, type StoredProject } from '../schema/tracking.ts'
import { searchPatterns } from './search-words.ts'

const Position = z.tuple([z.string()])

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

export function projects({ manager, dialect }: Connection): Projects {
  /** The project with the names beside it, one row each, whatever is asked of it further. */
  const joined = () =>
    manager
      .createQueryBuilder(projectSchema, 'project')
      .select('project.id', 'id')
      .addSelect('project.code', 'code')
      .addSelect('project.name', 'name')
      .addSelect('project.status', 'status')
      .addSelect('project.version', 'version')
      .addSelect('project.organisationId', 'organisationId')
      .addSelect('project.managerPersonId', 'managerPersonId')
      .addSelect('project.foldedCode', 'foldedCode')
      .addSelect('organisation.name', 'organisationName')
      .addSelect('organisation.shortName', 'organisationShortName')
      .addSelect('manager.name', 'managerName')
      .leftJoin(organisationSchema.options.name, 'organisation', 'organisation.id = project.organisationId')
      .leftJoin(personSchema.options.name, 'manager', 'manager.id = project.managerPersonId')

  return {
    async find(id) {
      const row = await manager.findOneBy(projectSchema, { id })
      return row && plain(row)
    },

    async show(id): Promise<ProjectRecord | null> {
      const row = await joined()
        .addSelect('project.description', 'description')
        .addSelect('project.createdAt', 'createdAt')
        .where('project.id = :id', { id })
        .getRawOne<Listed & Pick<ProjectRow, 'description' | 'createdAt'>>()
      return row ? { ...plain({ ...row, searchText: '' }), ...namesOf(row) } : null
    },

    async page({ cursor, limit, search, health, status, managedBy }): Promise<Page<ProjectSummary>> {
      const query = joined()
        .addSelect('assessment.colour', 'colour')
        .addSelect('assessment.reasons', 'reasons')
        .addSelect('assessment.milestoneCount', 'milestoneCount')
        .addSelect('assessment.metCount', 'metCount')
        .addSelect('assessment.openActions', 'openActions')
        .addSelect('assessment.nextMilestone', 'nextMilestone')
        .addSelect('assessment.from', 'from')
        .addSelect('assessment.until', 'until')
        .leftJoin(assessmentSchema.options.name, 'assessment', 'assessment.projectId = project.id')
      if (health !== undefined) query.andWhere('assessment.colour = :health', { health })
      if (status !== undefined) query.andWhere('project.status = :status', { status })
      if (managedBy !== null) query.andWhere('project.managerPersonId = :managedBy', { managedBy })
      searchPatterns(search ?? '').forEach((pattern, index) =>
        query.andWhere(`project.searchText LIKE :word${index} ESCAPE '\\'`, { [`word${index}`]: pattern }),
      )
      if (cursor !== undefined) {
        const [code] = decodeCursor(cursor, Position)
        query.andWhere('project.foldedCode > :code', { code })
      }
      // One more than asked for tells whether a page follows.
      const found = await query
        .orderBy('project.foldedCode')
        .limit(limit + 1)
        .getRawMany<Listed>()
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return {
        items: rows.map(summary),
        next: found.length > limit && last ? encodeCursor(last.foldedCode) : null,
      }
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

  async function idsOf(query: ReturnType<typeof joined>): Promise<Id[]> {
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

function summary(row: Listed): ProjectSummary {
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

function plain(row: StoredProject): ProjectRow {
  const { id, code, name, description, organisationId, managerPersonId, status, createdAt, version } = row
  return { id, code, name, description, organisationId, managerPersonId, status, createdAt, version }
}
