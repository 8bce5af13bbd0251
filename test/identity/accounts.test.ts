/** The story of accounts and sessions, told on both databases with the real repositories. */
import { describe, expect, it } from 'vitest'
import { createCounters } from '../../api/adapters/counters-memory.ts'
import { AppError, type ErrorCode } from '../../contract/errors.ts'
import type { Actor, AddPerson, ChangePerson, Role } from '../../contract/identity.ts'
import { addPerson } from '../../identity/add-person.ts'
import { changePerson } from '../../identity/change-person.ts'
import { changePassword, choosePassword } from '../../identity/choose-password.ts'
import { endOtherSessions, endSession, listSessions, signOut } from '../../identity/end-sessions.ts'
import { accountLinkHours, makeAccountLink } from '../../identity/make-account-link.ts'
import { createPasswords } from '../../identity/password-hash.ts'
import { purgeExpired } from '../../identity/purge-expired.ts'
import { resumeSession } from '../../identity/resume-session.ts'
import { addFirstAdministrator, isSetUpNeeded, offerSetUp, setUp } from '../../identity/set-up.ts'
import { sessionLife } from '../../identity/sessions.ts'
import { signIn, type SignedIn } from '../../identity/sign-in.ts'
import { createSlowGuessing } from '../../identity/slow-guessing.ts'
import { forEachDatabase, type Open } from '../support/databases.ts'
import { until } from '../support/until.ts'

const password = 'trei nuci pe masa lungă'
const other = 'patru mere sub pat verde'
const from = { address: '10.0.0.1', userAgent: 'Firefox' }
const nothing = { token: null, device: null }

async function installation(open: Open) {
  const { work, clock } = await open()
  const passwords = createPasswords()
  const guessing = createSlowGuessing({ counters: createCounters(), pause: async () => undefined })
  const failures: unknown[] = []
  const deps = {
    work,
    clock,
    passwords,
    guessing,
    refused: () => undefined,
    deviceKey: 'k'.repeat(43),
    publicUrl: 'https://sfat.example.ro',
    onSeenFailed: (error: unknown) => void failures.push(error),
  }
  await addFirstAdministrator(deps, { email: 'ana@example.ro', password, name: 'Ana Pop', locale: 'ro' })
  const enter = (email: string, word = password, brought: Parameters<typeof signIn>[3] = nothing) =>
    signIn(deps, { email, password: word }, from, brought)
  const ana = await enter('ana@example.ro')
  const resume = (signed: SignedIn) => resumeSession(deps, signed.token)

  /** Adds somebody who has chosen the usual password, and answers their signed-in browser. */
  async function join(name: string, roles: Role[]): Promise<SignedIn> {
    const email = `${name}@example.ro`
    const { link } = await addPerson(deps, ana.actor, ask({ name, email, roles }))
    return choosePassword(deps, { token: tokenOf(link?.url), password }, from)
  }
  return { ...deps, deps, ana, enter, resume, join, failures }
}

const ask = (some: Partial<AddPerson> & { name: string; email: string }): AddPerson => ({
  position: null,
  organisationId: null,
  locale: 'ro',
  roles: [],
  ...some,
})
const tokenOf = (url: string | undefined) => new URL(url ?? '').searchParams.get('token') ?? ''
const refusal = (promise: Promise<unknown>): Promise<ErrorCode | 'done'> =>
  promise.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof AppError) return error.code
      throw error
    },
  )

forEachDatabase((open) => {
  /** The whole form of a person as it stands, with some of it changed. */
  async function change(
    deps: Awaited<ReturnType<typeof installation>>['deps'],
    actor: Actor,
    id: string,
    some: Partial<ChangePerson>,
  ) {
    const person = await deps.work.read(({ people }) => people.show(id))
    if (!person) throw new Error('no such person')
    const { name, email, position, locale, roles, version } = person
    const form = {
      name,
      email,
      position,
      locale,
      roles,
      version,
      organisationId: person.organisation?.id ?? null,
      suspended: false,
    }
    return changePerson(deps, actor, id, { ...form, ...some })
  }

  describe('set-up', () => {
    it('is won by one of many who use the same link at once', async () => {
      const { work, clock } = await open()
      const deps = {
        work,
        clock,
        passwords: createPasswords(),
        deviceKey: 'k',
        publicUrl: 'http://localhost',
      }
      expect(await isSetUpNeeded(deps)).toBe(true)
      const token = tokenOf((await offerSetUp(deps)) ?? undefined)
      const organisation = { name: 'Ministerul Culturii', shortName: 'MC' }
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, count) =>
          refusal(
            setUp(
              deps,
              { token, name: 'Ana', email: `ana${count}@x.ro`, password, organisation, locale: 'ro' },
              from,
            ),
          ),
        ),
      )
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
      expect(new Set(answers)).toEqual(new Set(['done', 'setup.closed']))
      expect(await isSetUpNeeded(deps)).toBe(false)
      const everybody = await work.read(({ people }) => people.page({ limit: 50 }))
      expect(everybody.items).toHaveLength(1)
      expect(everybody.items[0]).toMatchObject({
        roles: ['administrator'],
        organisation: { shortName: 'MC' },
        canSignIn: true,
      })
    })

    it('takes only the link of the last start, and none once it is done', async () => {
      const { work, clock } = await open()
      const deps = {
        work,
        clock,
        passwords: createPasswords(),
        deviceKey: 'k',
        publicUrl: 'http://localhost',
      }
      const old = tokenOf((await offerSetUp(deps)) ?? undefined)
      const token = tokenOf((await offerSetUp(deps)) ?? undefined)
      const form = {
        name: 'Ana',
        email: 'a@x.ro',
        password,
        organisation: { name: 'M', shortName: 'M' },
        locale: 'ro' as const,
      }
      expect(await refusal(setUp(deps, { ...form, token: old }, from))).toBe('setup.wrong-link')
      expect(await refusal(setUp(deps, { ...form, token, password: 'parolaparola' }, from))).toBe(
        'account.weak-password',
      )
      expect(await refusal(setUp(deps, { ...form, token }, from))).toBe('done')
      expect(await refusal(setUp(deps, { ...form, token }, from))).toBe('setup.closed')
      expect(await offerSetUp(deps)).toBeNull()
    })

    it('from the environment happens once and closes the link', async () => {
      const { deps } = await installation(open)
      const again = { email: 'b@example.ro', password, name: 'B', locale: 'ro' as const }
      expect(await addFirstAdministrator(deps, again)).toBe(false)
      expect(await offerSetUp(deps)).toBeNull()
    })
  })

  describe('signing in', () => {
    it('opens a session that the token resumes', async () => {
      const { ana, resume } = await installation(open)
      expect(await resume(ana)).toEqual(ana.actor)
      expect(ana.actor).toMatchObject({ name: 'Ana Pop', roles: ['administrator'], locale: 'ro' })
    })

    it('keeps nothing in the database that could be used as a cookie', async () => {
      const { ana, work } = await installation(open)
      const rows = await work.read(({ sessions }) => sessions.listOf(ana.actor.personId))
      expect(JSON.stringify(rows)).not.toContain(ana.token)
      expect(
        await resumeSession(
          { work, clock: { now: () => Temporal.Now.instant() }, onSeenFailed: () => undefined },
          rows[0]?.tokenHash ?? '',
        ),
      ).toBeNull()
    })

    it('says the same of a wrong password, an unknown address, a suspended account and one without a password', async () => {
      const { deps, ana, enter, join } = await installation(open)
      const dan = await join('dan', ['member'])
      await change(deps, ana.actor, dan.actor.personId, { suspended: true })
      await addPerson(deps, ana.actor, ask({ name: 'New', email: 'new@example.ro', roles: ['member'] }))
      await addPerson(deps, ana.actor, ask({ name: 'None', email: 'none@example.ro' }))
      expect(await refusal(enter('ana@example.ro', 'wrong'))).toBe('session.wrong-credentials')
      for (const who of ['nobody', 'dan', 'new', 'none'])
        expect(await refusal(enter(`${who}@example.ro`))).toBe('session.wrong-credentials')
    })

    it('never keeps the session that the browser had before', async () => {
      const { ana, enter, resume, join } = await installation(open)
      const again = await enter('ana@example.ro', password, { token: ana.token, device: ana.device })
      expect(again.token).not.toBe(ana.token)
      expect(again.actor.sessionId).not.toBe(ana.actor.sessionId)
      expect(await resume(ana)).toBeNull()
      // Also when somebody else signs in on the same browser.
      const ion = await join('ion', ['member'])
      await enter('ion@example.ro', password, { token: again.token, device: null })
      expect(await resume(again)).toBeNull()
      expect(await resume(ion)).not.toBeNull()
    })

    it('makes a stronger hash when today’s parameters are stronger', async () => {
      const { ana, enter, work } = await installation(open)
      const hashOf = async () =>
        (await work.read(({ accounts }) => accounts.find(ana.actor.personId)))?.passwordHash ?? ''
      // The hash of the same password with half of the memory, made with node:crypto.
      const { argon2Sync, randomBytes } = await import('node:crypto')
      const salt = randomBytes(16)
      const tag = argon2Sync('argon2id', {
        message: password,
        nonce: salt,
        parallelism: 1,
        tagLength: 32,
        memory: 9728,
        passes: 2,
      })
      const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
      await work.run(async ({ accounts }) => {
        const account = await accounts.hold(ana.actor.personId)
        if (account)
          await accounts.save({
            ...account,
            passwordHash: `$argon2id$v=19$m=9728,t=2,p=1$${b64(salt)}$${b64(tag)}`,
          })
      })
      await enter('ana@example.ro')
      expect(await hashOf()).toContain('m=19456')
      await enter('ana@example.ro')
    })
  })

  describe('a session', () => {
    it('ends when it is idle for a day', async () => {
      const { ana, resume, clock } = await installation(open)
      clock.advance({ hours: sessionLife.idleHours, minutes: 1 })
      expect(await resume(ana)).toBeNull()
    })

    it('lives on while it is used, but not beyond its absolute end', async () => {
      const { ana, resume, clock, work } = await installation(open)
      const seenAt = async () =>
        (await work.read(({ sessions }) => sessions.listOf(ana.actor.personId)))[0]?.lastSeenAt
      for (let hours = 20; hours < sessionLife.absoluteHours; hours += 20) {
        clock.advance({ hours: 20 })
        const before = await seenAt()
        expect(await resume(ana)).not.toBeNull()
        await until('it is written that it was seen', async () => (await seenAt()) !== before)
      }
      clock.advance({ hours: 20 })
      expect(await resume(ana)).toBeNull()
    })

    it('writes when it was last seen at most once a minute', async () => {
      const { ana, resume, clock, work } = await installation(open)
      clock.set('2027-01-01T08:00:00Z')
      const seenAt = async () =>
        (await work.read(({ sessions }) => sessions.listOf(ana.actor.personId)))[0]?.lastSeenAt
      await work.run(({ sessions }) =>
        sessions.touch({
          id: ana.actor.sessionId,
          lastSeenAt: '2027-01-01T07:59:30.000Z',
          expiresAt: '2027-01-02T07:59:30.000Z',
          before: '2027-01-01T07:00:00.000Z',
        }),
      )
      await Promise.all(Array.from({ length: 10 }, () => resume(ana)))
      // A unit of work after them: had they written, it would be done.
      await work.run(async () => undefined)
      expect(await seenAt()).toBe('2027-01-01T07:59:30.000Z')
      clock.advance({ minutes: 1 })
      await Promise.all(Array.from({ length: 10 }, () => resume(ana)))
      await until('it is written', async () => (await seenAt()) === '2027-01-01T08:01:00.000Z' || null)
    })

    it.each([
      ['nothing', ''],
      ['the right length', 'A'.repeat(43)],
      ['a great length', 'A'.repeat(5000)],
      ['SQL', "' OR 1=1 --"],
    ])('is not resumed by a made-up token: %s', async (_what, token) => {
      const { deps } = await installation(open)
      expect(await resumeSession(deps, token)).toBeNull()
    })

    it('is listed to its owner, who can end each and all others', async () => {
      const { ana, deps, enter, resume, join } = await installation(open)
      const second = await enter('ana@example.ro')
      const third = await enter('ana@example.ro')
      const ion = await join('ion', ['member'])
      const list = await listSessions(deps, ana.actor)
      expect(list.map(({ id }) => id)).toEqual([third, second, ana].map(({ actor }) => actor.sessionId))
      expect(list.map(({ current }) => current)).toEqual([false, false, true])
      expect(list[0]).toMatchObject({ userAgent: 'Firefox', address: '10.0.0.1' })
      expect(await refusal(endSession(deps, ana.actor, ion.actor.sessionId))).toBe('session.missing')
      await endSession(deps, ana.actor, second.actor.sessionId)
      expect(await refusal(endSession(deps, ana.actor, second.actor.sessionId))).toBe('session.missing')
      expect(await resume(second)).toBeNull()
      await endOtherSessions(deps, ana.actor)
      expect(await resume(third)).toBeNull()
      expect(await resume(ana)).not.toBeNull()
      expect(await resume(ion)).not.toBeNull()
      await signOut(deps, ana.actor)
      expect(await resume(ana)).toBeNull()
    })

    it('is purged when its time is over', async () => {
      const { ana, deps, clock, work } = await installation(open)
      expect(await purgeExpired(deps)).toEqual({ sessions: 0, links: 0 })
      await makeAccountLink(deps, ana.actor, ana.actor.personId)
      clock.advance({ hours: accountLinkHours + 1 })
      expect(await purgeExpired(deps)).toEqual({ sessions: 1, links: 1 })
      expect(await work.read(({ sessions }) => sessions.listOf(ana.actor.personId))).toEqual([])
    })
  })

  describe('a link to choose a password', () => {
    it('works once, signs in, and ends what was open', async () => {
      const { deps, ana, join, enter, resume } = await installation(open)
      const ion = await join('ion', ['member'])
      const link = await makeAccountLink(deps, ana.actor, ion.actor.personId)
      const token = tokenOf(link.url)
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => refusal(choosePassword(deps, { token, password: other }, from))),
      )
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
      expect(new Set(answers)).toEqual(new Set(['done', 'account.link-invalid']))
      expect(await resume(ion)).toBeNull()
      expect(await refusal(enter('ion@example.ro', password))).toBe('session.wrong-credentials')
      expect(await refusal(enter('ion@example.ro', other))).toBe('done')
    })

    it('dies after three days, when a newer one is made, and with the account', async () => {
      const { deps, ana, join, clock } = await installation(open)
      const ion = await join('ion', ['member'])
      const make = async () => tokenOf((await makeAccountLink(deps, ana.actor, ion.actor.personId)).url)
      const choose = (token: string) => refusal(choosePassword(deps, { token, password: other }, from))
      const older = await make()
      const newer = await make()
      expect(await choose(older)).toBe('account.link-invalid')
      clock.advance({ hours: accountLinkHours, seconds: 1 })
      expect(await choose(newer)).toBe('account.link-invalid')
      const last = await make()
      await change(deps, ana.actor, ion.actor.personId, { suspended: true })
      expect(await choose(last)).toBe('account.link-invalid')
      expect(await choose('A'.repeat(43))).toBe('account.link-invalid')
    })

    it('is made by administrators only, and only for somebody with an account', async () => {
      const { deps, ana, join } = await installation(open)
      const ion = await join('ion', ['secretariat'])
      const { person } = await addPerson(deps, ana.actor, ask({ name: 'Eva', email: 'eva@example.ro' }))
      expect(
        await refusal(Promise.resolve().then(() => makeAccountLink(deps, ion.actor, ana.actor.personId))),
      ).toBe('permission.missing')
      expect(await refusal(makeAccountLink(deps, ana.actor, person.id))).toBe('account.missing')
      expect(await refusal(makeAccountLink(deps, ana.actor, '0197a1e0-0000-7000-8000-000000000000'))).toBe(
        'person.missing',
      )
    })
  })

  describe('changing the password', () => {
    it('asks for the old one, refuses a weak one, and signs the other browsers out', async () => {
      const { deps, ana, enter, resume } = await installation(open)
      const second = await enter('ana@example.ro')
      expect(await refusal(changePassword(deps, ana.actor, { current: 'wrong', password: other }))).toBe(
        'account.wrong-password',
      )
      expect(
        await refusal(changePassword(deps, ana.actor, { current: password, password: 'ana.pop@example' })),
      ).toBe('account.weak-password')
      expect(await resume(second)).not.toBeNull()
      await changePassword(deps, ana.actor, { current: password, password: other })
      expect(await resume(second)).toBeNull()
      expect(await resume(ana)).not.toBeNull()
      expect(await refusal(enter('ana@example.ro', password))).toBe('session.wrong-credentials')
      expect(await refusal(enter('ana@example.ro', other))).toBe('done')
    })

    it('cannot be tried again and again at an open browser', async () => {
      const { deps, ana } = await installation(open)
      const tries = []
      for (let count = 0; count < 12; count++)
        tries.push(
          await refusal(changePassword(deps, ana.actor, { current: `wrong ${count}`, password: other })),
        )
      expect(tries.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'account.wrong-password'))
      expect(tries.slice(10)).toEqual(['request.limited', 'request.limited'])
    })
  })

  describe('roles', () => {
    it('are given by administrators; the secretariat adds people without any', async () => {
      const { deps, ana, join } = await installation(open)
      const sorin = await join('sorin', ['secretariat'])
      const mara = await join('mara', ['member'])
      const add = (actor: Actor, email: string, roles: Role[]) =>
        refusal(Promise.resolve().then(() => addPerson(deps, actor, ask({ name: 'X', email, roles }))))
      expect(await add(sorin.actor, 'x1@example.ro', [])).toBe('done')
      expect(await add(sorin.actor, 'x2@example.ro', ['member'])).toBe('permission.missing')
      expect(await add(mara.actor, 'x3@example.ro', [])).toBe('permission.missing')
      expect(await add(ana.actor, 'x4@example.ro', ['administrator'])).toBe('done')
      expect(
        await refusal(
          Promise.resolve().then(() => change(deps, sorin.actor, mara.actor.personId, { name: 'M' })),
        ),
      ).toBe('permission.missing')
    })

    it('change at once for whoever is signed in', async () => {
      const { deps, ana, join, resume } = await installation(open)
      const mara = await join('mara', ['member'])
      await change(deps, ana.actor, mara.actor.personId, { roles: ['directorate', 'member', 'member'] })
      expect((await resume(mara))?.roles).toEqual(['directorate', 'member'])
      await change(deps, ana.actor, mara.actor.personId, { roles: [] })
      expect(await resume(mara)).toBeNull()
      await change(deps, ana.actor, mara.actor.personId, { roles: ['member'] })
      expect(await deps.work.read(({ people }) => people.show(mara.actor.personId))).toMatchObject({
        hasAccount: true,
        canSignIn: false,
        // Nobody suspended it: its owner only has to choose a password again.
        suspended: false,
      })
    })

    it('never leave the installation without an administrator', async () => {
      const { deps, ana, join } = await installation(open)
      const take = (some: Partial<ChangePerson>) => refusal(change(deps, ana.actor, ana.actor.personId, some))
      expect(await take({ roles: ['member'] })).toBe('account.last-administrator')
      expect(await take({ roles: [] })).toBe('account.last-administrator')
      expect(await take({ suspended: true })).toBe('account.last-administrator')
      // One who has been invited and has not come yet does not count.
      await addPerson(deps, ana.actor, ask({ name: 'B', email: 'b@example.ro', roles: ['administrator'] }))
      expect(await take({ roles: ['member'] })).toBe('account.last-administrator')
      await join('c', ['administrator'])
      expect(await take({ roles: ['member'] })).toBe('done')
    })

    it('cannot be lost by two administrators who demote one another at the same time', async () => {
      const { deps, ana, join } = await installation(open)
      const bea = await join('bea', ['administrator'])
      const answers = await Promise.all([
        refusal(change(deps, ana.actor, bea.actor.personId, { roles: ['member'] })),
        refusal(change(deps, bea.actor, ana.actor.personId, { roles: ['member'] })),
      ])
      expect(answers.sort()).toEqual(['account.last-administrator', 'done'])
    })

    it('do not come back when a password is chosen while the account is suspended', async () => {
      const { deps, ana, join, enter } = await installation(open)
      const ion = await join('ion', ['member'])
      const token = tokenOf((await makeAccountLink(deps, ana.actor, ion.actor.personId)).url)
      await Promise.allSettled([
        choosePassword(deps, { token, password: other }, from),
        change(deps, ana.actor, ion.actor.personId, { suspended: true }),
      ])
      const account = await deps.work.read(({ accounts }) => accounts.find(ion.actor.personId))
      expect(account?.suspended).toBe(true)
      expect(await deps.work.read(({ sessions }) => sessions.listOf(ion.actor.personId))).toEqual([])
      expect(await refusal(enter('ion@example.ro', other))).toBe('session.wrong-credentials')
    })
  })

  describe('people', () => {
    it('have an address of their own, in any case', async () => {
      const { deps, ana } = await installation(open)
      expect(await refusal(addPerson(deps, ana.actor, ask({ name: 'X', email: 'ana@example.ro' })))).toBe(
        'person.email-taken',
      )
      const answers = await Promise.all(
        Array.from({ length: 6 }, () =>
          refusal(addPerson(deps, ana.actor, ask({ name: 'X', email: 'x@example.ro' }))),
        ),
      )
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
      expect(answers.filter((answer) => answer === 'person.email-taken')).toHaveLength(5)
    })

    it('are not changed by a form that was filled in on an older version', async () => {
      const { deps, ana, join } = await installation(open)
      const ion = await join('ion', ['member'])
      await change(deps, ana.actor, ion.actor.personId, { name: 'Ion Nou' })
      expect(
        await refusal(change(deps, ana.actor, ion.actor.personId, { name: 'Ion Vechi', version: 1 })),
      ).toBe('row.changed')
      const answers = await Promise.all(
        Array.from({ length: 5 }, (_, count) =>
          refusal(change(deps, ana.actor, ion.actor.personId, { name: `Ion ${count}`, version: 2 })),
        ),
      )
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
      expect(answers.filter((answer) => answer === 'row.changed')).toHaveLength(4)
    })
  })
})
