import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { Organisation } from '../../../contract/identity.ts'
import { Id } from '../../../contract/values.ts'
import { fold } from '../../../identity/fold.ts'
import type { Organisations } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { isReferenceBroken } from '../storage-errors.ts'
import { organisationSchema, type StoredOrganisation } from '../schema/identity.ts'

const orders = {
  name: [
    { by: 'organisation.foldedName', of: (row: StoredOrganisation) => row.foldedName, shape: z.string() },
    { by: 'organisation.id', of: (row: StoredOrganisation) => row.id, shape: Id },
  ],
}

export function organisations({ manager }: Connection): Organisations {
  return {
    async find(id) {
      const row = await manager.findOneBy(organisationSchema, { id })
      return row && plain(row)
    },

    async page({ cursor, limit, sort }) {
      const order = sorted(orders, sort ?? 'name', cursor)
      const query = manager.createQueryBuilder(organisationSchema, 'organisation').where('1 = 1')
      const { rows, next } = order.cut(await inOrder(query, order, limit).getMany(), limit)
      return { items: rows.map(plain), next }
    },

    async add(row) {
      const query = manager.createQueryBuilder().insert().into(organisationSchema)
      await query.values(stored(row)).updateEntity(false).execute()
    },

    async change(row) {
      const { affected } = await manager.update(
        organisationSchema,
        { id: row.id, version: row.version - 1 },
        stored(row),
      )
      if (affected !== 1) throw new AppError('row.changed')
    },

    async remove(id) {
      // The reference from people refuses it, also for somebody who is being added at this moment.
      const { affected } = await manager.delete(organisationSchema, { id }).catch((error: unknown) => {
        throw isReferenceBroken(error) ? new AppError('organisation.in-use') : error
      })
      return affected === 1
    },
  }
}

function stored(row: Organisation): StoredOrganisation {
  return { ...row, foldedName: fold(row.name), searchText: fold(`${row.name} ${row.shortName}`) }
}

function plain({ foldedName: _sort, searchText: _search, ...row }: StoredOrganisation): Organisation {
  return row
}
