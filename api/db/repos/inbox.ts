import type { Instant } from '../../../contract/values.ts'
import type { Connection } from '../repositories.ts'
import { type InboxRow, inboxSchema } from '../schema/inbox.ts'

/** How far the mailbox of answers has been read, kept in the unit of work of what was read: nothing is read twice or left out. */
export function inbox({ manager, dialect }: Connection) {
  return {
    state: (mailbox: string): Promise<InboxRow | null> => manager.findOneBy(inboxSchema, { mailbox }),

    /** The same, held until the unit of work ends: of two processes that read the mailbox one waits for the other. */
    async hold(mailbox: string): Promise<InboxRow | null> {
      const query = manager
        .createQueryBuilder(inboxSchema, 'inbox')
        .where('inbox.mailbox = :mailbox', { mailbox })
      if (dialect === 'postgres') query.setLock('pessimistic_write')
      return query.getOne()
    },

    /** Saves how far it has been read; what was in the way is over. */
    async save(mailbox: string, uidValidity: string, lastUid: number, readAt: Instant): Promise<void> {
      await upsert({ mailbox, uidValidity, lastUid, readAt, trouble: null, troubleAt: null }, [
        'uid_validity',
        'last_uid',
        'read_at',
        'trouble',
        'trouble_at',
      ])
    },

    /** Notes why it cannot be read; since when is kept while it goes on. */
    async noteTrouble(mailbox: string, trouble: string, at: Instant): Promise<void> {
      const before = await manager.findOneBy(inboxSchema, { mailbox })
      const troubleAt = before?.trouble ? before.troubleAt : at
      await upsert({ mailbox, uidValidity: '', lastUid: 0, readAt: at, trouble, troubleAt }, [
        'trouble',
        'trouble_at',
      ])
    },
  }

  async function upsert(row: InboxRow, columns: string[]): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(inboxSchema)
      .values(row)
      .orUpdate(columns, ['mailbox'])
      .updateEntity(false)
      .execute()
  }
}
