import type { Id } from '../../../contract/values.ts'
import type { Connection } from '../repositories.ts'
import { mailAttachmentSchema, type MailRow, mailSchema } from '../schema/mail.ts'

/** Forgets the files of mails that are settled. They are kept for those who have not got them yet. */
export async function dropAttachments(
  connection: Connection,
  mails: readonly Pick<MailRow, 'attachmentId'>[],
): Promise<void> {
  // In an order that all keep to, so that no two wait for one another.
  for (const id of [...new Set(mails.flatMap(({ attachmentId }) => attachmentId ?? []))].sort())
    await dropAttachment(connection, id)
}

async function dropAttachment({ manager, dialect }: Connection, id: Id): Promise<void> {
  // Two who send the last two mails at once: held, so that the later one sees that the other's is sent.
  if (dialect === 'postgres')
    await manager
      .createQueryBuilder(mailAttachmentSchema, 'file')
      .select('file.id')
      .where({ id })
      .setLock('pessimistic_write')
      .getOne()
  const needed = await manager
    .createQueryBuilder(mailSchema, 'mail')
    .where('mail.attachmentId = :id AND mail.state <> :sent', { id, sent: 'sent' })
    .limit(1)
    .getOne()
  if (needed !== null) return
  await manager.update(mailSchema, { attachmentId: id }, { attachmentId: null })
  await manager.delete(mailAttachmentSchema, { id })
}
