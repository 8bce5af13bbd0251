import { AppError } from '../../../contract/errors.ts'
import type { ForecastRecord, MilestoneRecord, MilestoneRow, Milestones } from '../../../tracker/ports.ts'
import { ask } from '../ask.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { personSchema } from '../schema/identity.ts'
import { forecastSchema, milestoneSchema } from '../schema/tracking.ts'

export function milestones(connection: Connection): Milestones {
  const { manager } = connection

  return {
    find: (id) => manager.findOneBy(milestoneSchema, { id }),

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

    add: (row) => insertRows(manager, milestoneSchema, [row]),

    async change({ id, version, ...row }: MilestoneRow) {
      // What was agreed stays as it was agreed, whatever this is given.
      const { baseline: _, ...changed } = row
      const { affected } = await manager.update(
        milestoneSchema,
        { id, version: version - 1 },
        { ...changed, version },
      )
      if (affected !== 1) throw new AppError('row.changed')
    },

    addForecast: (row) => insertRows(manager, forecastSchema, [row]),
  }
}
