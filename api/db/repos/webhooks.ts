import { AppError } from '../../../contract/errors.ts'
import { Id, type Instant } from '../../../contract/values.ts'
import type {
  TakenDelivery,
  WebhookDeliveryRow,
  WebhookRow,
  Webhooks,
} from '../../../identity/webhook-ports.ts'
import { presentDelivery } from '../../../identity/webhooks.ts'
import { ask } from '../ask.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { webhookDeliverySchema, webhookSchema } from '../schema/webhooks.ts'

// Ids of version 7 sort by age.
const orders = {
  createdAt: [{ by: 'delivery.id', of: (row: WebhookDeliveryRow) => row.id, shape: Id }],
}

/** Beyond what the domain asks for: what the sender needs. */
export type WebhookQueue = Webhooks & {
  /** Those that are on and have something that is due, without a lock. */
  ready(now: Instant): Promise<Id[]>
  /**
   * Takes the oldest messages that are due, so many for each webhook as are named, and marks them as being sent until
   * `until`; of two processes each gets others, and none gets `held`: those that it is still at, whatever the clock says of
   * their leases.
   */
  take(
    room: ReadonlyMap<Id, number>,
    now: Instant,
    until: Instant,
    held: readonly Id[],
  ): Promise<TakenDelivery[]>
  /** Gives a message back that was taken and not tried, as if it had never been taken. */
  giveBack(taken: TakenDelivery, now: Instant): Promise<void>
  /** Gives up every lease: only for a process that is alone with its database and has just started. */
  releaseLeases(now: Instant): Promise<void>
  /** What waits is due now, whatever it was put off until: by a clock that has been set back since. */
  hasten(now: Instant): Promise<void>
}

export function webhooks(connection: Connection): WebhookQueue {
  const { manager, dialect } = connection
  const logOf = () => manager.createQueryBuilder(webhookDeliverySchema, 'delivery')

  return {
    list: () => manager.find(webhookSchema, { order: { createdAt: 'ASC', id: 'ASC' } }),
    find: (id) => manager.findOneBy(webhookSchema, { id }),

    async states(ids) {
      if (ids.length === 0) return []
      const newest = await logOf()
        .innerJoin(
          webhookSchema.options.name,
          'webhook',
          `delivery.id = (${logOf()
            .subQuery()
            .select('newest.id')
            .from(webhookDeliverySchema, 'newest')
            .where('newest.webhookId = webhook.id')
            .orderBy('newest.id', 'DESC')
            .limit(1)
            .getQuery()})`,
        )
        .where('webhook.id IN (:...ids)', { ids })
        .getMany()
      const counts = await logOf()
        .select('delivery.webhookId', 'webhookId')
        .addSelect('COUNT(*)', 'waiting')
        .where('delivery.dueAt IS NOT NULL AND delivery.webhookId IN (:...ids)', { ids })
        .groupBy('delivery.webhookId')
        .getRawMany<{ webhookId: Id; waiting: number }>()
      return ids.map((webhookId) => {
        const last = newest.find((row) => row.webhookId === webhookId)
        return {
          webhookId,
          waiting: Number(counts.find((row) => row.webhookId === webhookId)?.waiting ?? 0),
          last: last ? presentDelivery(last) : null,
        }
      })
    },

    async deliveries(webhookId, { cursor, limit, status, sort }) {
      const query = logOf().where('delivery.webhookId = :webhookId', { webhookId })
      if (status !== undefined) query.andWhere('delivery.status = :status', { status })
      const order = sorted(orders, sort ?? '-createdAt', cursor)
      const { rows, next } = order.cut(await inOrder(query, order, limit).getMany(), limit)
      return { items: rows.map(presentDelivery), next }
    },

    async hold() {
      // Two who add at once are counted one after the other; on SQLite they are anyway.
      if (dialect === 'postgres') await manager.query('LOCK TABLE webhook IN SHARE ROW EXCLUSIVE MODE')
      return manager.count(webhookSchema)
    },

    add: (row) => insertRows(manager, webhookSchema, [row]),

    async change(row) {
      const { affected } = await manager.update(webhookSchema, { id: row.id, version: row.version - 1 }, row)
      if (affected !== 1) throw new AppError('row.changed')
    },

    async remove(id) {
      const { affected } = await manager.delete(webhookSchema, { id })
      return affected === 1
    },

    async enqueue(rows) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(webhookDeliverySchema)
        .values([...rows])
        .orIgnore()
        .updateEntity(false)
        .execute()
    },

    findDelivery: (webhookId, id) => manager.findOneBy(webhookDeliverySchema, { id, webhookId }),

    async askAgain(id, now, giveUpAt) {
      await manager
        .createQueryBuilder()
        .update(webhookDeliverySchema)
        .set({ status: 'waiting', attempts: 0, dueAt: now, giveUpAt, changedAt: now })
        .where("id = :id AND status <> 'sending'", { id })
        .execute()
    },

    async ready(now) {
      const rows = await ask<{ id: Id }>(
        connection,
        `SELECT id FROM webhook WHERE enabled AND EXISTS (SELECT 1 FROM webhook_delivery AS delivery
          WHERE delivery.webhook_id = webhook.id AND delivery.due_at <= :now)`,
        { now },
      )
      return rows.map(({ id }) => id)
    },

    async take(room, now, until, held) {
      const taken: TakenDelivery[] = []
      for (const [webhookId, limit] of room) {
        const webhook = await manager.findOneBy(webhookSchema, { id: webhookId, enabled: true })
        if (!webhook) continue
        const query = logOf()
          .where('delivery.webhookId = :webhookId AND delivery.dueAt <= :now', { webhookId, now })
          .andWhere(held.length > 0 ? 'delivery.id NOT IN (:...held)' : '1 = 1', { held })
          .orderBy('delivery.dueAt')
          .addOrderBy('delivery.id')
          .limit(limit)
        if (dialect === 'postgres') query.setLock('pessimistic_write').setOnLocked('skip_locked')
        for (const row of await query.getMany()) taken.push({ ...withPlace(row, webhook), dueAt: until })
      }
      if (taken.length > 0)
        await manager
          .createQueryBuilder()
          .update(webhookDeliverySchema)
          .set({ status: 'sending', attempts: () => 'attempts + 1', dueAt: until, changedAt: now })
          .where('id IN (:...ids)', { ids: taken.map(({ id }) => id) })
          .execute()
      return taken.map((row) => ({ ...row, status: 'sending', attempts: row.attempts + 1 }))
    },

    async giveBack({ id, attempts }, now) {
      await manager.update(
        webhookDeliverySchema,
        { id, status: 'sending', attempts },
        { status: 'waiting', attempts: attempts - 1, dueAt: now, changedAt: now },
      )
    },

    async releaseLeases(now) {
      await manager.update(webhookDeliverySchema, { status: 'sending' }, { status: 'waiting', dueAt: now })
    },

    async hasten(now) {
      await manager
        .createQueryBuilder()
        .update(webhookDeliverySchema)
        .set({ dueAt: now })
        .where("status = 'waiting' AND dueAt > :now", { now })
        .execute()
    },

    async markDelivered({ id }, now, answered) {
      await manager.update(
        webhookDeliverySchema,
        { id },
        { status: 'delivered', dueAt: null, changedAt: now, answered, error: null },
      )
    },

    async markNotDelivered({ id, attempts }, now, { dueAt, answered, error }) {
      await manager.update(
        webhookDeliverySchema,
        { id, status: 'sending', attempts },
        { status: dueAt === null ? 'failed' : 'waiting', dueAt, changedAt: now, answered, error },
      )
    },

    async markFailing(webhookId, since) {
      const query = manager.createQueryBuilder().update(webhookSchema).set({ failingSince: since })
      await query
        .where(`id = :webhookId AND failingSince IS ${since === null ? 'NOT NULL' : 'NULL'}`, { webhookId })
        .execute()
    },

    async turnOff(webhookId, offReason, offAt, silentSince) {
      const query = manager
        .createQueryBuilder()
        .update(webhookSchema)
        .set({ enabled: false, offReason, offAt, version: () => 'version + 1' })
        .where('id = :webhookId AND enabled = :on', { webhookId, on: true })
      if (silentSince !== null) query.andWhere('failingSince <= :silentSince', { silentSince })
      const { affected } = await query.execute()
      return affected === 1
    },

    async forget(before, now) {
      await manager
        .createQueryBuilder()
        .delete()
        .from(webhookDeliverySchema)
        .where("createdAt < :before AND status <> 'sending'", { before })
        .execute()
      await manager
        .createQueryBuilder()
        .update(webhookSchema)
        .set({ oldSealed: null, oldUntil: null })
        .where('oldUntil <= :now', { now })
        .execute()
    },
  }
}

const withPlace = (row: WebhookDeliveryRow, webhook: WebhookRow): TakenDelivery => ({
  ...row,
  ...{ url: webhook.url, sealed: webhook.sealed },
  ...{ oldSealed: webhook.oldSealed, oldUntil: webhook.oldUntil },
})
