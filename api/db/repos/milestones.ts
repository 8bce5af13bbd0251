import { AppError } from '../../../contract/errors.ts'
import type { ForecastRecord, MilestoneRow, Milestones } from '../../../tracker/ports.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { personSchema } from '../schema/identity.ts'
import { actionSchema, forecastSchema, milestoneSchema } from '../schema/tracking.ts'

export function milestones({ manager }: Connection): Milestones {
  return {
    find: (id) => manager.findOneBy(milestoneSchema, { id }),

    async recordsOf(projectId, today) {
      const { entities, raw } = await manager
        .createQueryBuilder(milestoneSchema, 'milestone')
        .addSelect('owner.name', 'owner_name')
        .leftJoin(personSchema.options.name, 'owner', 'owner.id = milestone.ownerPersonId')
        .where('milestone.projectId = :projectId', { projectId })
        .orderBy('milestone.baseline')
        .addOrderBy('milestone.id')
        .getRawAndEntities<{ owner_name: string | null }>()
      const counts = await manager
        .createQueryBuilder(actionSchema, 'action')
        .select('action.milestoneId', 'milestoneId')
        .addSelect('COUNT(*)', 'open')
        .addSelect('SUM(CASE WHEN action.dueOn < :today THEN 1 ELSE 0 END)', 'late')
        .innerJoin(milestoneSchema.options.name, 'milestone', 'milestone.id = action.milestoneId')
        .where('milestone.projectId = :projectId AND action.status = :open', {
          projectId,
          open: 'open',
          today,
        })
        .groupBy('action.milestoneId')
        .getRawMany<{ milestoneId: string; open: number; late: number }>()
      const countOf = new Map(counts.map((count) => [count.milestoneId, count]))
      return entities.map((row, index) => ({
        ...row,
        ownerName: raw[index]?.owner_name ?? null,
        openActions: countOf.get(row.id)?.open ?? 0,
        lateActions: countOf.get(row.id)?.late ?? 0,
      }))
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
