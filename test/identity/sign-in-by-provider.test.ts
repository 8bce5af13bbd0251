/** What a provider's word amounts to, told on both databases; the way there is in test/api/routes/provider-session.test.ts. */
import { describe, expect, it } from 'vitest'
import { createCounters } from '../../api/adapters/counters-memory.ts'
import { isError } from '../../contract/errors.ts'
import type { Actor, Role } from '../../contract/identity.ts'
import { addPerson } from '../../identity/add-person.ts'
import { askForNewPassword } from '../../identity/ask-for-new-password.ts'
import { changePerson } from '../../identity/change-person.ts'
import { createPasswords } from '../../identity/password-hash.ts'
import { type Claims, newcomerOf, type ProviderRules } from '../../identity/provider.ts'
import { beginSecondFactor, freshMinutes } from '../../identity/second-factor.ts'
import { addFirstAdministrator } from '../../identity/set-up.ts'
import { signInByProvider } from '../../identity/sign-in-by-provider.ts'
import { type SignedIn, signIn } from '../../identity/sign-in.ts'
import { createSlowGuessing } from '../../identity/slow-guessing.ts'
import { untieOwnProvider, untieProvider } from '../../identity/untie-provider.ts'
import { forEachDatabase, onPostgres, type Open } from '../support/databases.ts'
import { overtake } from '../support/overtake.ts'

const password = 'trei nuci pe masa lungă'
const from = { address: '10.0.0.1', userAgent: 'Firefox' }
const nothing = { token: null, device: null }
const rules: ProviderRules = {
  groupRoles: new Map<string, Role[]>([
    ['admini', ['administrator']],
    ['secretari', ['secretariat', 'member']],
    ['membri', ['member']],
  ]),
  ...{ newPeople: 'groups', locale: 'ro' },
}
const claims: Claims = {
  ...{ issuer: 'https://id.example.ro', subject: 's-1', name: 'Dan Ene', email: 'Dan.Ene@example.ro' },
  ...{ emailVerified: true, groups: ['secretari'], locale: 'en-GB', severalFactors: false },
}

async function installation(open: Open) {
  const database = await open()
  const { work, clock } = database
  const sent: string[] = []
  const deps = {
    ...{ work, clock, deviceKey: 'k'.repeat(43), publicUrl: 'https://sfat.example.ro' },
    passwords: createPasswords(),
    counters: createCounters(),
    guessing: createSlowGuessing({ counters: createCounters(), pause: async () => undefined }),
    refused: () => undefined,
    pause: async () => undefined,
    mailLink: async ({ email }: { email: string }) => void sent.push(email),
  }
  await addFirstAdministrator(deps, { email: 'ana@example.ro', password, name: 'Ana Pop', locale: 'ro' })
  const ana = await signIn(deps, { email: 'ana@example.ro', password }, from, nothing)
  const enter = (said: Partial<Claims> = {}, through = work) => {
    const newcomer = newcomerOf({ ...claims, ...said }, rules)
    return signInByProvider({ ...deps, work: through }, { newcomer, rules }, from, nothing)
  }
  /** Puts Dan on the list, without an account. */
  const list = async () => {
    const known = { name: 'Dan Ene', email: 'dan.ene@example.ro', locale: 'ro' as const }
    return addPerson(deps, ana.actor, { ...known, position: null, organisationId: null, roles: [] })
  }
  return { database, deps, work, clock, ana, enter, list, sent }
}

/** Whom a sign-in has let in. */
const personIn = (settled: PromiseSettledResult<SignedIn>) =>
  settled.status === 'fulfilled' ? settled.value.actor.personId : settled.reason

describe('what the provider says', () => {
  it('is taken for a person: a name in one line, a verified address in small letters, roles of groups once', () => {
    const said = {
      name: ' Dan\u0000\nEne ',
      groups: ['secretari', 'secretari', 'admini', 'alții'],
      locale: 'de',
    }
    expect(newcomerOf({ ...claims, ...said }, rules)).toEqual({
      ...{ issuer: 'https://id.example.ro', subject: 's-1', name: 'Dan Ene', email: 'dan.ene@example.ro' },
      ...{ roles: ['secretariat', 'member', 'administrator'], locale: 'ro', severalFactors: false },
    })
  })

  it('gives no address that is not verified, or is none', () => {
    expect(newcomerOf({ ...claims, emailVerified: false }, rules).email).toBeNull()
    expect(newcomerOf({ ...claims, email: 'dan' }, rules).email).toBeNull()
    expect(newcomerOf({ ...claims, name: null }, rules).name).toBe('dan.ene')
  })
})

forEachDatabase((open) => {
  describe('a sign-in by the provider', () => {
    it('of somebody new in two browsers at once makes one person', async () => {
      const { enter } = await installation(open)
      const [one, other] = await Promise.all([enter(), enter()])
      expect(one.actor.personId).toBe(other.actor.personId)
      expect(one.token).not.toBe(other.token)
    })

    it('takes nothing of what was given by hand, and all of what the provider gave', async () => {
      const { deps, ana, work, enter } = await installation(open)
      const { personId } = (await enter()).actor
      const person = (await work.read(({ people }) => people.show(personId)))!
      const { name, email, locale, version } = person
      await changePerson(deps, ana.actor, personId, {
        ...{ name, email, locale, version, position: null, organisationId: null, suspended: false },
        roles: ['secretariat', 'member', 'directorate'],
      })
      expect((await enter({ groups: [] })).actor.roles).toEqual(['directorate'])
      expect((await enter()).actor.roles).toEqual(['directorate', 'secretariat', 'member'])
    })

    it('leaves the last administrator in office, and takes the role once there is another', async () => {
      const { deps, ana, work, enter } = await installation(open)
      // The first administrator ties the account to the provider, which gives the same role from then on.
      const own = { subject: 's-ana', email: 'ana@example.ro' }
      await work.run(async ({ providerLinks }) =>
        providerLinks.save({
          ...{ issuer: claims.issuer, subject: own.subject, personId: ana.actor.personId },
          ...{ roles: ['administrator'], createdAt: '2026-01-01T00:00:00.000Z' },
          lastUsedAt: '2026-01-01T00:00:00.000Z',
        }),
      )
      expect((await enter({ ...own, groups: [] })).actor.roles).toEqual(['administrator'])

      const { personId } = (await enter({ groups: ['admini'] })).actor
      const passwordHash = await deps.passwords.hash(password)
      await work.run(async ({ accounts }) => {
        const account = await accounts.hold(personId)
        await accounts.save({ ...account!, passwordHash })
      })
      const refusal = await enter({ ...own, groups: [] }).catch((error: unknown) => error)
      expect(isError(refusal, 'session.provider-no-role')).toBe(true)
      expect(await work.read(({ accounts }) => accounts.find(ana.actor.personId))).toBeNull()
    })

    it('is untied by its owner only where a password and a role of their own let them in', async () => {
      const { deps, ana, work, enter } = await installation(open)
      const untie = (actor: Actor, current?: string) =>
        untieOwnProvider(deps, actor, current === undefined ? {} : { current }).then(
          () => 'untied',
          (error: { code?: string }) => error.code,
        )
      const { actor } = await enter()
      const { personId } = actor
      expect(await untie(actor)).toBe('account.only-by-provider')
      const change = (changed: object) =>
        work.run(async ({ accounts }) => {
          const account = await accounts.hold(personId)
          await accounts.save({ ...account!, ...changed })
        })
      await change({ passwordHash: await deps.passwords.hash(password) })
      expect(await untie(actor, 'altceva decât parola')).toBe('account.wrong-password')
      // All that they may do comes from the provider.
      expect(await untie(actor, password)).toBe('account.only-by-provider')
      await change({ roles: ['secretariat', 'member', 'directorate'] })
      const elsewhere = await enter()
      expect(await untie(actor, password)).toBe('untied')

      const left = await work.run(async ({ accounts, providerLinks, sessions, audit }) => ({
        account: await accounts.find(personId),
        links: await providerLinks.holdOf(personId),
        sessions: (await sessions.listOf(personId)).map(({ id }) => id),
        said: (await audit.after(0, 100)).at(-1),
      }))
      expect(left.account).toMatchObject({ roles: ['directorate'], providerSince: null })
      expect(left.links).toEqual([])
      expect(left.sessions).toEqual([actor.sessionId])
      expect(left.sessions).not.toContain(elsewhere.actor.sessionId)
      expect(left.said).toMatchObject({ action: 'person.changed', actorId: personId })
      expect(left.said?.changes).toContain('provider')
      expect(await untie(actor, password)).toBe('account.missing')
      const signed = await signIn(deps, { email: 'dan.ene@example.ro', password }, from, nothing)
      expect(signed.actor.roles).toEqual(['directorate'])
      expect(await untie(ana.actor, password)).toBe('account.missing')
    })

    it('gives no password by mail to who has none, past the provider', async () => {
      const { deps, enter, sent } = await installation(open)
      await enter()
      await askForNewPassword(deps, { email: 'dan.ene@example.ro' })
      await askForNewPassword(deps, { email: 'ana@example.ro' })
      expect(sent).toEqual(['ana@example.ro'])
    })

    it('lets who has no password add an app within ten minutes, and not later', async () => {
      const { deps, clock, enter } = await installation(open)
      clock.set('2026-11-26T08:00:00Z')
      const { actor } = await enter()
      clock.advance({ minutes: freshMinutes })
      await beginSecondFactor(deps, actor, {})
      clock.advance({ seconds: 1 })
      const refusal = await beginSecondFactor(deps, actor, {}).catch((error: unknown) => error)
      expect(isError(refusal, 'session.not-fresh')).toBe(true)
    })

    it('counts whom the provider lets in among those who have a role', async () => {
      const { work, enter } = await installation(open)
      const { personId } = (await enter()).actor
      expect(await work.read(({ accounts }) => accounts.withRole('secretariat'))).toEqual([personId])
    })
  })
})

onPostgres((open) => {
  describe('a sign-in by the provider', () => {
    it('lets in somebody new whose other browser comes in between the two looks of this one', async () => {
      const { database, enter } = await installation(open)
      const [here, there] = await overtake(
        database,
        ['providerLinks', 'hold'],
        (work) => enter({}, work),
        () => enter(),
      )
      expect(personIn(here)).toBe(personIn(there))
    })

    it('does not take for given by hand what the provider gives in another browser at that moment', async () => {
      const { database, enter } = await installation(open)
      const fewer = { groups: ['membri'] }
      await enter(fewer)
      const [here, there] = await overtake(
        database,
        ['providerLinks', 'hold'],
        (work) => enter(fewer, work),
        () => enter(),
      )
      expect([here.status, there.status]).toEqual(['fulfilled', 'fulfilled'])
      expect((await enter(fewer)).actor.roles).toEqual(['member'])
    })

    it('leaves somebody untied whom an administrator unties at that moment', async () => {
      const { database, deps, work, ana, enter } = await installation(open)
      const { personId } = (await enter()).actor
      const [here, untied] = await overtake(
        database,
        ['providerLinks', 'hold'],
        (held) => enter({}, held),
        () => untieProvider(deps, ana.actor, personId),
      )
      expect([here.status, untied.status]).toEqual(['fulfilled', 'fulfilled'])
      const links = await work.run(({ providerLinks }) => providerLinks.holdOf(personId))
      const account = await work.read(({ accounts }) => accounts.find(personId))
      expect([links, account?.providerSince]).toEqual([[], null])
    })

    it('lets in somebody listed without an account in two browsers at once', async () => {
      const { database, enter, list } = await installation(open)
      const { person } = await list()
      const [here, there] = await overtake(
        database,
        ['providerLinks', 'save'],
        (work) => enter({}, work),
        () => enter(),
      )
      expect([personIn(here), personIn(there)]).toEqual([person.id, person.id])
      expect((await enter({ groups: ['membri'] })).actor.roles).toEqual(['member'])
    })

    it('lets in one of two who have the address of somebody listed at once, and says so to the other', async () => {
      const { database, enter, list } = await installation(open)
      const { person } = await list()
      const [here, there] = await overtake(
        database,
        ['providerLinks', 'save'],
        (work) => enter({}, work),
        () => enter({ subject: 's-2' }),
      )
      expect(personIn(here)).toBe(person.id)
      expect(there).toMatchObject({ status: 'rejected', reason: { code: 'session.provider-other' } })
    })

    it('lets in somebody listed to whom an administrator gives their first role at that moment', async () => {
      const { database, deps, ana, enter, list } = await installation(open)
      const { id, name, email, locale, version } = (await list()).person
      const [here, given] = await overtake(
        database,
        ['providerLinks', 'save'],
        (work) => enter({}, work),
        () =>
          changePerson(deps, ana.actor, id, {
            ...{ name, email, locale, version, position: null, organisationId: null, suspended: false },
            roles: ['directorate'],
          }),
      )
      expect(personIn(here)).toBe(id)
      expect(given).toMatchObject({ status: 'fulfilled', value: { roles: ['directorate'] } })
    })
  })
})
