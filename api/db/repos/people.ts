import { In } from 'typeorm'
import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { Person } from '../../../contract/identity.ts'
import { Id } from '../../../contract/values.ts'
import { fold } from '../../../identity/fold.ts'
import type { AccountRow, People, PersonRow } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { isReferenceBroken } from '../storage-errors.ts'
import { accountSchema, organisationSchema, personSchema, type StoredPerson } from '../schema/identity.ts'
import { searchPatterns } from './search-words.ts'

const orders = {
  name: [
    { by: 'person.foldedName', of: (row: StoredPerson) => row.foldedName, shape: z.string() },
    { by: 'person.id', of: (row: StoredPerson) => row.id, shape: Id },
  ],
  // Nobody shares one.
  email: [{ by: 'person.email', of: (row: StoredPerson) => row.email, shape: z.string() }],
}

export function people({ manager, dialect }: Connection): People {
  /** People as others see them, with their organisations and accounts fetched for all of them at once. */
  async function show(rows: StoredPerson[]): Promise<Person[]> {
    const organisationIds = [...new Set(rows.flatMap(({ organisationId }) => organisationId ?? []))]
    const organisations = await manager.findBy(organisationSchema, { id: In(organisationIds) })
    const accounts = await manager.findBy(accountSchema, { personId: In(rows.map(({ id }) => id)) })
    const organisationOf = new Map(
      organisations.map(({ id, name, shortName }) => [id, { id, name, shortName }]),
    )
    const accountOf = new Map(accounts.map((account) => [account.personId, account]))
    return rows.map((row) => {
      const account = accountOf.get(row.id)
      return {
        id: row.id,
        name: row.name,
        email: row.email,
        position: row.position,
        organisation: (row.organisationId && organisationOf.get(row.organisationId)) || null,
        locale: row.locale,
        hasAccount: account !== undefined,
        canSignIn: account !== undefined && maySignIn(account),
        suspended: account?.suspended ?? false,
        roles: account?.roles ?? [],
        version: row.version,
      }
    })
  }

  const one = async (where: { id: string } | { email: string }): Promise<PersonRow | null> => {
    const row = await manager.findOneBy(personSchema, where)
    return row && plain(row)
  }

  return {
    find: (id) => one({ id }),
    findByEmail: (email) => one({ email }),

    async hold(which) {
      const query = manager.createQueryBuilder(personSchema, 'person').where(which)
      if (dialect === 'postgres') query.setLock('for_no_key_update')
      const row = await query.getOne()
      return row && plain(row)
    },

    async show(id) {
      const row = await manager.findOneBy(personSchema, { id })
      return row ? ((await show([row]))[0] ?? null) : null
    },

    async page({ cursor, limit, search, organisationId, sort }) {
      const order = sorted(orders, sort ?? 'name', cursor)
      const query = manager.createQueryBuilder(personSchema, 'person').where('person.erasedAt IS NULL')
      if (organisationId !== undefined)
        query.andWhere('person.organisationId = :organisationId', { organisationId })
      const patterns = searchPatterns(search ?? '')
      if (patterns.length > 0)
        query.leftJoin(
          organisationSchema.options.name,
          'organisation',
          'organisation.id = person.organisationId',
        )
      patterns.forEach((pattern, index) =>
        query.andWhere(
          `(person.searchText LIKE :word${index} ESCAPE '\\' OR organisation.searchText LIKE :word${index} ESCAPE '\\')`,
          { [`word${index}`]: pattern },
        ),
      )
      const { rows, next } = order.cut(await inOrder(query, order, limit).getMany(), limit)
      return { items: await show(rows), next }
    },

    async add(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(personSchema)
        .values(stored(row))
        .updateEntity(false)
        .execute()
        .catch(refuseUnknownOrganisation)
    },

    async change(row) {
      const { affected } = await manager
        .update(personSchema, { id: row.id, version: row.version - 1 }, stored(row))
        .catch(refuseUnknownOrganisation)
      if (affected !== 1) throw new AppError('row.changed')
    },
  }
}

export const maySignIn = ({ suspended, passwordHash, providerSince }: AccountRow): boolean =>
  !suspended && (passwordHash !== null || Boolean(providerSince))

function stored(row: PersonRow): StoredPerson {
  return { ...row, foldedName: fold(row.name), searchText: fold(`${row.name} ${row.email}`) }
}

export function plain({ foldedName: _sort, searchText: _search, ...row }: StoredPerson): PersonRow {
  return row
}

function refuseUnknownOrganisation(error: unknown): never {
  if (isReferenceBroken(error)) throw new AppError('organisation.missing')
  throw error
}
