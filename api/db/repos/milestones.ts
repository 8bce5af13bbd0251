import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { MilestoneSummary } from '../../../contract/tracking.ts'
import { Id, LocalDate } from '../../../contract/values.ts'
import { fold } from '../../../identity/fold.ts'
import type { ForecastRecord, MilestoneRecord, MilestoneRow, Milestones } from '../../../tracker/ports.ts'
import { ask } from '../ask.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { sorted } from '../sorted.ts'
import { personSchema } from '../schema/identity.ts'
import { forecastSchema, milestoneSchema, type StoredMilestone } from '../schema/tracking.ts'
import { searchPatterns } from './search-words.ts'

/** What a row of the list over projects is read as. */
type Listed = Omit<MilestoneSummary, 'project' | 'slipDays'> & {
  projectId: Id
  code: string
  foldedCode: string
  name: string
  status: MilestoneSummary['project']['status']
}

const code = { by: 'project.folded_code', of: (row: Listed) => row.foldedCode, shape: z.string() }
const baseline = { by: 'milestone.baseline', of: (row: Listed) => row.baseline, shape: LocalDate }
const id = { by: 'milestone.id', of: (row: Listed) => row.id, shape: Id }
const orders = {
  code: [code, baseline, id],
  baseline: [baseline, id],
  forecast: [{ by: 'milestone.forecast', of: (row: Listed) => row.forecast, shape: LocalDate }, id],
}

export function milestones(connection: Connection): Milestones {
  const { manager } = connection

  return {
    async find(id) {
      const row = await manager.findOneBy(milestoneSchema, { id })
      return row && plain(row)
    },

    async page({ cursor, limit, search, projectId, projectStatus, sort }) {
      const patterns = searchPatterns(search ?? '')
      const order = sorted(orders, sort ?? 'code', cursor)
      const conditions = [
        ...(projectId === undefined ? [] : ['project.id = :projectId']),
        ...(projectStatus === undefined ? [] : ['project.status = :projectStatus']),
        ...patterns.map(
          (_, index) =>
            `(project.search_text LIKE :word${index} ESCAPE '\\' OR milestone.search_text LIKE :word${index} ESCAPE '\\')`,
        ),
        ...(order.after ? [order.after.condition] : []),
      ]
      const words = Object.fromEntries(patterns.map((pattern, index) => [`word${index}`, pattern]))
      const found = await ask<Listed>(
        connection,
        `SELECT milestone.id AS "id", milestone.title AS "title", milestone.baseline AS "baseline",
           milestone.tolerance_days AS "toleranceDays", milestone.forecast AS "forecast",
           milestone.actual AS "actual", project.id AS "projectId", project.code AS "code",
           project.folded_code AS "foldedCode", project.name AS "name", project.status AS "status"
         FROM milestone JOIN project ON project.id = milestone.project_id
         ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
         ORDER BY ${order.orderBy} LIMIT :most`,
        // One more than asked for tells whether a page follows.
        { projectId, projectStatus, most: limit + 1, ...words, ...order.after?.values },
      )
      const { rows, next } = order.cut(found, limit)
      return {
        items: rows.map(
          ({ projectId: ofProject, code: projectCode, foldedCode: _, name, status, ...row }) => ({
            ...row,
            project: { id: ofProject, code: projectCode, name, status },
          }),
        ),
        next,
      }
    },

    recordsOf(projectId, today) {
      return ask<MilestoneRecord>(
        connection,
        `SELECT milestone.id AS "id", milestone.project_id AS "projectId", milestone.title AS "title",
           milestone.criteria AS "criteria", milestone.baseline AS "baseline",
           milestone.tolerance_days AS "toleranceDays", milestone.forecast AS "forecast",
           milestone.actual AS "actual", milestone.owner_person_id AS "ownerPersonId",
           milestone.created_at AS "createdAt", milestone.version AS "version", owner.name AS "ownerName",
           COUNT(task.id) AS "openActions",
           COALESCE(SUM(CASE WHEN task.due_on < :today THEN 1 ELSE 0 END), 0) AS "lateActions"
         FROM milestone
         LEFT JOIN person owner ON owner.id = milestone.owner_person_id
         LEFT JOIN tracked_action task ON task.milestone_id = milestone.id AND task.status = 'open'
         WHERE milestone.project_id = :projectId
         GROUP BY milestone.id, owner.id
         ORDER BY milestone.baseline, milestone.id`,
        { projectId, today },
      )
    },

    async forecastsOf(milestoneId): Promise<ForecastRecord[]> {
      const { entities, raw } = await manager
        .createQueryBuilder(forecastSchema, 'forecast')
        .addSelect('author.name', 'author_name')
        .innerJoin(personSchema.options.name, 'author', 'author.id = forecast.byPersonId')
        .where('forecast.milestoneId = :milestoneId', { milestoneId })
        .orderBy('forecast.at')
        .addOrderBy('forecast.id')
        .getRawAndEntities<{ author_name: string }>()
      return entities.map((row, index) => ({ ...row, byName: raw[index]?.author_name ?? '' }))
    },

    forecastsOfProject: (projectId) =>
      manager
        .createQueryBuilder(forecastSchema, 'forecast')
        .innerJoin(milestoneSchema.options.name, 'milestone', 'milestone.id = forecast.milestoneId')
        .where('milestone.projectId = :projectId', { projectId })
        .orderBy('forecast.at')
        .addOrderBy('forecast.id')
        .getMany(),

    add: (row) => insertRows(manager, milestoneSchema, [stored(row)]),

    async change({ id, version, ...row }: MilestoneRow) {
      // What was agreed stays as it was agreed, whatever this is given.
      const { baseline: _, ...changed } = row
      const { affected } = await manager.update(
        milestoneSchema,
        { id, version: version - 1 },
        { ...changed, searchText: fold(row.title), version },
      )
      if (affected !== 1) throw new AppError('row.changed')
    },

    addForecast: (row) => insertRows(manager, forecastSchema, [row]),
  }
}

const stored = (row: MilestoneRow): StoredMilestone => ({ ...row, searchText: fold(row.title) })

function plain({ searchText: _, ...row }: StoredMilestone): MilestoneRow {
  return row
}
