import { AppError } from '../../../contract/errors.ts'
import type { Role } from '../../../contract/identity.ts'
import type { Id } from '../../../contract/values.ts'
import type { Accounts } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { accountSchema } from '../schema/identity.ts'

const byPassword = 'account.passwordHash IS NOT NULL'
const bySomeDoor = `(${byPassword} OR account.providerSince IS NOT NULL)`

export function accounts({ manager, dialect }: Connection): Accounts {
  const query = () => manager.createQueryBuilder(accountSchema, 'account')
  /** SQLite has one writer at a time, so there a row that was read in a unit of work is held anyway. */
  const held = () => (dialect === 'postgres' ? query().setLock('pessimistic_write') : query())

  return {
    find: (personId) => query().where({ personId }).getOne(),
    hold: (personId) => held().where({ personId }).getOne(),

    async add(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(accountSchema)
        .values(row)
        .updateEntity(false)
        .execute()
    },

    async save(row) {
      const { affected } = await manager.update(accountSchema, { personId: row.personId }, row)
      if (affected !== 1) throw new AppError('row.changed')
    },

    async remove(personId) {
      await manager.delete(accountSchema, { personId })
    },

    withRole: (role) => ownersWith(role, query(), bySomeDoor),
    holdAdministrators: () => ownersWith('administrator', held(), byPassword),
  }

  async function ownersWith(role: Role, among: ReturnType<typeof query>, door: string): Promise<Id[]> {
    const rows = await among
      .where('account.suspended = :suspended', { suspended: false })
      .andWhere(door)
      .andWhere('CAST(account.roles AS text) LIKE :role', { role: `%"${role}"%` })
      .orderBy('account.personId')
      .getMany()
    return rows.map(({ personId }) => personId)
  }
}
