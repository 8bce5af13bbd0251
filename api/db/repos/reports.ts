import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { ReportSummary } from '../../../contract/tracking.ts'
import { Id, LocalDate, type Page } from '../../../contract/values.ts'
import type { ReportRecord, ReportRow, Reports } from '../../../tracker/ports.ts'
import { ask } from '../ask.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { organisationSchema, personSchema } from '../schema/identity.ts'
import { projectSchema, remarkSchema, reportSchema } from '../schema/tracking.ts'

/** What stands beside the report's own columns. */
type Beside = {
  project_code: string
  project_name: string
  project_manager: Id | null
  author_name: string | null
  accepted_by_name: string | null
  project_institution: string | null
  author_institution: string | null
}

type Listed = Pick<
  ReportRow,
  'id' | 'period' | 'status' | 'dueOn' | 'submittedAt' | 'authorPersonId' | 'projectId'
> & {
  /** 0 and 1 on SQLite. */
  submittedLate: boolean | number | null
  projectCode: string
  projectName: string
  foldedCode: string
  authorName: string | null
}

const code = { by: 'project.foldedCode', of: (row: Listed) => row.foldedCode, shape: z.string() }
const orders = {
  // The newest month first, and its projects by their codes: one report to each.
  period: [
    { by: 'report.period', of: (row: Listed) => row.period, shape: z.string() },
    { ...code, down: true },
  ],
  dueOn: [
    { by: 'report.dueOn', of: (row: Listed) => row.dueOn, shape: LocalDate },
    { by: 'report.id', of: (row: Listed) => row.id, shape: Id },
  ],
}

export function reports(connection: Connection): Reports {
  const { manager } = connection

  return {
    find: (id) => manager.findOneBy(reportSchema, { id }),

    concern: async (personId) =>
      (await manager.existsBy(projectSchema, { managerPersonId: personId })) ||
      (await manager.existsBy(reportSchema, { authorPersonId: personId })),

    async show(id): Promise<ReportRecord | null> {
      const { entities, raw } = await manager
        .createQueryBuilder(reportSchema, 'report')
        .addSelect('project.code', 'project_code')
        .addSelect('project.name', 'project_name')
        .addSelect('project.managerPersonId', 'project_manager')
        .addSelect('author.name', 'author_name')
        .addSelect('acceptor.name', 'accepted_by_name')
        .addSelect('institution.name', 'project_institution')
        .addSelect('own.name', 'author_institution')
        .innerJoin(projectSchema.options.name, 'project', 'project.id = report.projectId')
        .leftJoin(personSchema.options.name, 'author', 'author.id = report.authorPersonId')
        .leftJoin(personSchema.options.name, 'acceptor', 'acceptor.id = report.acceptedByPersonId')
        .leftJoin(organisationSchema.options.name, 'institution', 'institution.id = project.organisationId')
        .leftJoin(organisationSchema.options.name, 'own', 'own.id = author.organisationId')
        .where('report.id = :id', { id })
        .getRawAndEntities<Beside>()
      const [row] = entities
      const [beside] = raw
      if (!row || !beside) return null
      return {
        ...row,
        project: {
          id: row.projectId,
          code: beside.project_code,
          name: beside.project_name,
          managerPersonId: beside.project_manager,
        },
        authorName: beside.author_name,
        acceptedByName: beside.accepted_by_name,
        remarks: await remarksOf(id),
        institution: beside.project_institution ?? beside.author_institution,
      }
    },

    async page({ cursor, limit, sort, projectId, period, status, writtenBy, today }) {
      const query = manager
        .createQueryBuilder(reportSchema, 'report')
        .select('report.id', 'id')
        .addSelect('report.period', 'period')
        .addSelect('report.status', 'status')
        .addSelect('report.dueOn', 'dueOn')
        .addSelect('report.submittedAt', 'submittedAt')
        .addSelect('report.submittedLate', 'submittedLate')
        .addSelect('report.authorPersonId', 'authorPersonId')
        .addSelect('report.projectId', 'projectId')
        .addSelect('project.code', 'projectCode')
        .addSelect('project.name', 'projectName')
        .addSelect('project.foldedCode', 'foldedCode')
        .addSelect('author.name', 'authorName')
        .innerJoin(projectSchema.options.name, 'project', 'project.id = report.projectId')
        .leftJoin(personSchema.options.name, 'author', 'author.id = report.authorPersonId')
        .where('1 = 1')
      if (projectId !== undefined) query.andWhere('report.projectId = :projectId', { projectId })
      if (period !== undefined) query.andWhere('report.period = :period', { period })
      if (status !== undefined) query.andWhere('report.status = :status', { status })
      if (writtenBy !== null)
        query.andWhere('(report.authorPersonId = :writtenBy OR project.managerPersonId = :writtenBy)', {
          writtenBy,
        })
      const order = sorted(orders, sort ?? '-period', cursor)
      const { rows, next } = order.cut(await inOrder(query, order, limit).getRawMany<Listed>(), limit)
      return { items: rows.map((row) => summary(row, today)), next } satisfies Page<ReportSummary>
    },

    async since(period, today) {
      const rows = await ask<
        Pick<ReportRow, 'id' | 'projectId' | 'period' | 'status' | 'dueOn'> & Pick<Listed, 'submittedLate'>
      >(
        connection,
        `SELECT id AS "id", project_id AS "projectId", period AS "period", status AS "status", due_on AS "dueOn",
           submitted_late AS "submittedLate"
         FROM report WHERE period >= :period`,
        { period },
      )
      return rows.map(({ dueOn, submittedLate, ...row }) => ({
        ...row,
        late: isLate({ dueOn, submittedLate }, today),
      }))
    },

    overdueOf: (projectId, today) =>
      ask<{ period: string; dueOn: string }>(
        connection,
        `SELECT period AS "period", due_on AS "dueOn" FROM report
         WHERE project_id = :projectId AND due_on < :today AND submitted_late IS NULL ORDER BY period`,
        { projectId, today },
      ),

    async add(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(reportSchema)
        .values(row)
        .orIgnore()
        .updateEntity(false)
        .execute()
      // Whether it is there under this id, or the month had a report before.
      return manager.existsBy(reportSchema, { id: row.id })
    },

    async change({ id, version, ...row }: ReportRow) {
      const { affected } = await manager.update(
        reportSchema,
        { id, version: version - 1 },
        { ...row, version },
      )
      if (affected !== 1) throw new AppError('row.changed')
    },

    addRemark: (row) => insertRows(manager, remarkSchema, [row]),
  }

  async function remarksOf(reportId: Id): Promise<ReportRecord['remarks']> {
    const { entities, raw } = await manager
      .createQueryBuilder(remarkSchema, 'remark')
      .addSelect('author.name', 'author_name')
      .innerJoin(personSchema.options.name, 'author', 'author.id = remark.byPersonId')
      .where('remark.reportId = :reportId', { reportId })
      .orderBy('remark.at')
      .addOrderBy('remark.id')
      .getRawAndEntities<{ author_name: string }>()
    return entities.map(({ text, at }, index) => ({ text, by: raw[index]!.author_name, at }))
  }
}

const summary = (row: Listed, today: string): ReportSummary => ({
  id: row.id,
  project: { id: row.projectId, code: row.projectCode, name: row.projectName },
  period: row.period,
  status: row.status,
  author: row.authorPersonId === null ? null : { personId: row.authorPersonId, name: row.authorName ?? '' },
  dueOn: row.dueOn,
  submittedAt: row.submittedAt,
  late: isLate(row, today),
})

const isLate = ({ dueOn, submittedLate }: Pick<Listed, 'dueOn' | 'submittedLate'>, today: string): boolean =>
  submittedLate === null ? dueOn < today : Boolean(submittedLate)
