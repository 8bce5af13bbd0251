/** Codes from an app beside the password, told on both databases. */
import { Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { createCounters } from '../../api/adapters/counters-memory.ts'
import { AppError, type ErrorCode } from '../../contract/errors.ts'
import type { Role } from '../../contract/identity.ts'
import { guessLimits } from '../../contract/limits.ts'
import { addPerson } from '../../identity/add-person.ts'
import { askForNewPassword, askedLinkHours, linksPerHour } from '../../identity/ask-for-new-password.ts'
import { changePerson } from '../../identity/change-person.ts'
import { choosePassword } from '../../identity/choose-password.ts'
import { makeAccountLink } from '../../identity/make-account-link.ts'
import { createPasswords } from '../../identity/password-hash.ts'
import { showMe } from '../../identity/people.ts'
import { resumeSession } from '../../identity/resume-session.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  dropSecondFactor,
  resetSecondFactor,
} from '../../identity/second-factor.ts'
import { addFirstAdministrator } from '../../identity/set-up.ts'
import { signIn } from '../../identity/sign-in.ts'
import { createSlowGuessing } from '../../identity/slow-guessing.ts'
import { forEachDatabase, type Open } from '../support/databases.ts'

const password = 'trei nuci pe masa lungă'
const from = { address: '10.0.0.1', userAgent: 'Firefox' }
const email = 'ana@example.ro'

async function installation(open: Open, demandedOf: readonly Role[] = []) {
  const { work, clock, databases } = await open()
  const sent: { email: string; url: string; expiresAt: string }[] = []
  const deps = {
    ...{ work, clock, demandedOf, deviceKey: 'k'.repeat(43), publicUrl: 'https://sfat.example.ro' },
    passwords: createPasswords(),
    counters: createCounters(),
    refused: () => undefined,
    guessing: createSlowGuessing({ counters: createCounters(), pause: async () => undefined }),
    onSeenFailed: () => undefined,
    pause: async () => undefined,
    mailLink: async (to: { email: string }, link: { url: string; expiresAt: string }) =>
      void sent.push({ email: to.email, ...link }),
  }
  await addFirstAdministrator(deps, { email, password, name: 'Ana Pop', locale: 'ro' })
  const enter = (code?: string, address = from.address) =>
    signIn(
      deps,
      { email, password, ...(code === undefined ? {} : { code }) },
      { ...from, address },
      { token: null, device: null },
    )
  const ana = await enter()
  const codeNow = (secret: string) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().epochMilliseconds })
  /** Adds an app to Ana's account; answers its codes. */
  async function addApp() {
    const { secret } = await beginSecondFactor(deps, ana.actor, { current: password })
    const { codes } = await confirmSecondFactor(deps, ana.actor, { code: codeNow(secret) })
    clock.advance({ minutes: 1 })
    return { secret, codes, code: () => codeNow(secret) }
  }
  return { deps, work, clock, databases, ana, enter, codeNow, addApp, sent }
}

const refusal = (promise: Promise<unknown>): Promise<ErrorCode | 'done'> =>
  promise.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof AppError) return error.code
      throw error
    },
  )

forEachDatabase((open) => {
  describe('a second factor', () => {
    it('is asked for once its first code was typed, and not before', async () => {
      const { deps, ana, enter, codeNow, clock } = await installation(open)
      expect(await refusal(beginSecondFactor(deps, ana.actor, { current: 'alta' }))).toBe(
        'account.wrong-password',
      )
      const { secret, uri } = await beginSecondFactor(deps, ana.actor, { current: password })
      expect(uri).toBe(
        `otpauth://totp/Sfat:ana%40example.ro?issuer=Sfat&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
      )
      expect(await refusal(enter())).toBe('done')
      expect(await refusal(confirmSecondFactor(deps, ana.actor, { code: '000000' }))).toBe(
        'account.wrong-code',
      )

      await confirmSecondFactor(deps, ana.actor, { code: codeNow(secret) })
      clock.advance({ minutes: 1 })
      expect(await refusal(enter())).toBe('session.code-required')
      expect(await refusal(enter('000000'))).toBe('session.wrong-code')
      expect(await refusal(enter(codeNow(secret)))).toBe('done')
    })

    it('signs other browsers out when it is added, and keeps this one', async () => {
      const { deps, ana, enter, addApp } = await installation(open)
      const other = await enter()
      await addApp()

      expect(await resumeSession(deps, other.token)).toBeNull()
      expect(await resumeSession(deps, ana.token)).not.toBeNull()
    })

    it('takes each code once, and one of half a minute ago, but none older', async () => {
      const { enter, addApp, clock } = await installation(open)
      const app = await addApp()
      const now = app.code()
      expect(await refusal(enter(`${now.slice(0, 3)} ${now.slice(3)}`))).toBe('done')
      expect(await refusal(enter(now))).toBe('session.wrong-code')

      clock.advance({ minutes: 2 })
      const late = app.code()
      clock.advance({ seconds: 30 })
      expect(await refusal(enter(late))).toBe('done')
      const old = app.code()
      clock.advance({ minutes: 2 })
      expect(await refusal(enter(old))).toBe('session.wrong-code')
    })

    it('lets one of two in who use the same code at once', async () => {
      const { enter, addApp } = await installation(open)
      const app = await addApp()
      const code = app.code()
      const outcomes = await Promise.all([enter, enter, enter].map((one) => refusal(one(code))))
      expect(outcomes.sort()).toEqual(['done', 'session.wrong-code', 'session.wrong-code'])
    })

    it('takes a recovery code once, however it is written', async () => {
      const { deps, ana, enter, addApp } = await installation(open)
      const { codes } = await addApp()
      expect(new Set(codes).size).toBe(10)
      const [first = ''] = codes
      expect(first).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/)

      expect(await refusal(enter(first.toUpperCase().replaceAll('-', ' ')))).toBe('done')
      expect(await refusal(enter(first))).toBe('session.wrong-code')
      expect((await showMe(deps, ana.actor)).secondFactor).toMatchObject({
        recoveryCodesLeft: 9,
        demanded: false,
      })
    })

    it('is kept so that the database alone gives no code away', async () => {
      const { databases, addApp } = await installation(open)
      const { secret, codes } = await addApp()
      const stored = JSON.stringify(await databases.writer.query('SELECT * FROM second_factor'))
      for (const told of [secret, ...codes]) expect(stored).not.toContain(told)
    })

    it('slows who knows the password and guesses codes', async () => {
      const { enter, addApp } = await installation(open)
      await addApp()
      const outcomes: string[] = []
      for (let guess = 0; guess <= guessLimits.perPair; guess += 1)
        outcomes.push(await refusal(enter(String(guess).padStart(6, '1'), '192.0.2.7')))
      expect(outcomes.at(-1)).toBe('request.limited')
    })

    it('is not passed by a link that chooses a new password', async () => {
      const { deps, ana, addApp } = await installation(open)
      const app = await addApp()
      const { url } = await makeAccountLink(deps, ana.actor, ana.actor.personId)
      const token = new URL(url).searchParams.get('token') ?? ''
      const choose = (code?: string) =>
        choosePassword(
          deps,
          { token, password: 'patru mere sub pat verde', ...(code === undefined ? {} : { code }) },
          from,
        )

      expect(await refusal(choose())).toBe('session.code-required')
      expect(await refusal(choose('123456'))).toBe('session.wrong-code')
      expect(await refusal(choose(app.code()))).toBe('done')
    })

    it('is taken away by its owner with the password, or by an administrator from who has lost it', async () => {
      const { deps, ana, enter, addApp, clock } = await installation(open)
      await addApp()
      expect(await refusal(dropSecondFactor(deps, ana.actor, { current: 'alta' }))).toBe(
        'account.wrong-password',
      )
      await dropSecondFactor(deps, ana.actor, { current: password })
      expect(await refusal(enter())).toBe('done')

      clock.advance({ minutes: 1 })
      await addApp()
      const member = { ...ana.actor, roles: ['member'] as const }
      expect(() => resetSecondFactor(deps, member, ana.actor.personId)).toThrow(AppError)
      await resetSecondFactor(deps, ana.actor, ana.actor.personId)
      expect(await refusal(enter())).toBe('done')
    })

    it('is owed by those of whom the installation demands it, until they have one', async () => {
      const { deps, ana, addApp } = await installation(open, ['administrator'])
      expect(ana.actor.owes).toBe('second-factor')
      expect((await showMe(deps, ana.actor)).secondFactor).toMatchObject({ since: null, demanded: true })
      await addApp()
      const actor = await resumeSession(deps, ana.token)
      expect(actor).not.toBeNull()
      expect(actor?.owes).toBeUndefined()
    })
  })

  describe('a forgotten password', () => {
    it('brings a link to the address of an account, and the same answer to every other', async () => {
      const { deps, sent, clock } = await installation(open)
      for (const one of [email, 'nimeni@example.ro']) await askForNewPassword(deps, { email: one })
      expect(sent.map((link) => link.email)).toEqual([email])

      const token = new URL(sent[0]?.url ?? '').searchParams.get('token') ?? ''
      clock.advance({ minutes: askedLinkHours * 60 - 1 })
      expect(await refusal(choosePassword(deps, { token, password: 'patru mere sub pat verde' }, from))).toBe(
        'done',
      )
    })

    it('brings none to a suspended account, and no more than a few an hour to any', async () => {
      const { deps, ana, sent, work } = await installation(open)
      const { person } = await addPerson(deps, ana.actor, {
        ...{ name: 'Dan Radu', email: 'dan@example.ro', position: null, organisationId: null, locale: 'ro' },
        roles: ['member'],
      })
      const { position, locale, version } = person
      await changePerson(deps, ana.actor, person.id, {
        ...{ name: person.name, email: person.email, position, organisationId: null, locale, version },
        ...{ roles: ['member'], suspended: true },
      })
      await askForNewPassword(deps, { email: 'dan@example.ro' })
      expect(sent).toEqual([])

      for (let time = 0; time <= linksPerHour; time += 1) await askForNewPassword(deps, { email })
      expect(sent).toHaveLength(linksPerHour)
      await expect(work.read(({ accounts }) => accounts.find(person.id))).resolves.toMatchObject({
        suspended: true,
      })
    })
  })
})
