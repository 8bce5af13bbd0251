/** Sign-in by a real OpenID Connect provider, told on both databases. */
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Environment } from '../../../api/config.ts'
import { loadSecrets } from '../../../api/secrets.ts'
import { AuditEntry } from '../../../contract/audit.ts'
import { Boot, Me, NewSecondFactor, Person, RecoveryCodes, type Role } from '../../../contract/identity.ts'
import { pageOf } from '../../../contract/values.ts'
import { seal } from '../../../identity/sealed.ts'
import type { Answer, Browser } from '../../support/browser.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { type IdentityProvider, startIdentityProvider } from '../../support/identity-provider.ts'
import { administrator, startApp, type TestApp } from '../../support/start-app.ts'
import { until } from '../../support/until.ts'

const groups = { OIDC_ROLES: 'secretari=secretariat; sefi=project-manager; admini=administrator' }
const back = '/api/session/oidc/return'

/** Follows redirections, as a browser does, up to the page that stays. */
async function follow(browser: Browser, from: string): Promise<Answer & { at: URL }> {
  let at = new URL(from, browser.url)
  for (let hops = 0; hops < 12; hops += 1) {
    const answer = await browser.get(at.href)
    const next = answer.headers.get('location')
    if (answer.status < 300 || answer.status > 399 || next === null) return { ...answer, at }
    at = new URL(next, at)
    // The page itself is of no interest here.
    if (at.origin === browser.url && !at.pathname.startsWith('/api/')) return { ...answer, at }
  }
  throw new Error(`redirected without end, last to ${at.href}`)
}

/** Goes as far as the address at which the provider sends the browser back. */
async function comeBackWith(browser: Browser, change: (asked: URL) => void = () => undefined): Promise<URL> {
  const asked = new URL((await browser.get('/api/session/oidc')).headers.get('location') ?? '')
  change(asked)
  let at = asked
  for (let hops = 0; hops < 8; hops += 1) {
    at = new URL((await browser.get(at.href)).headers.get('location') ?? '', at)
    if (at.origin === browser.url) return at
  }
  throw new Error(`the provider did not send the browser back, but to ${at.href}`)
}

const problemAt = (at: URL) => at.searchParams.get('problem')
const whoIs = async (browser: Browser) => Boot.parse((await browser.get('/api/session')).body).me

forEachDatabase((open) => {
  let app: TestApp
  let idp: IdentityProvider
  let admin: Browser
  let count = 0

  async function start(env: Environment = groups): Promise<TestApp> {
    const { target } = await open()
    const started = await startApp({ target, roles: ['web', 'worker'], env: { ...idp.env, ...env } })
    idp.serve(started.url)
    return started
  }
  beforeAll(async () => {
    idp = await startIdentityProvider()
    app = await start()
    admin = await app.administrator()
  })
  afterAll(async () => {
    await app?.stop()
    await idp?.stop()
  })
  /** Somebody new at the provider, who sits there from now on. */
  let login = ''
  beforeEach(() => {
    count += 1
    login = `om${count}`
    const email = `${login}@minister.example.ro`
    idp.people.set(login, { name: `Om ${count}`, email, email_verified: true, groups: ['secretari'] })
    idp.person = login
  })
  const enter = async (browser = app.browser()) => {
    const { at } = await follow(browser, '/api/session/oidc')
    return { browser, at }
  }
  /** Somebody whom an administrator has added here, with the address that sits at the provider. */
  async function invite(roles: Role[]) {
    const form = { name: 'Invitat', email: `${login}@minister.example.ro`, position: null, locale: 'ro' }
    const { body } = await admin.post('/api/people', { ...form, organisationId: null, roles })
    return z.object({ person: Person }).parse(body)
  }
  const change = (claims: object) => idp.people.set(login, { ...idp.people.get(login)!, ...claims })
  const audit = async (query: string) =>
    pageOf(AuditEntry).parse((await admin.get(`/api/audit?${query}`)).body).items

  describe('a sign-in by the provider', () => {
    it('is offered to the page, and makes somebody new whose groups give a role', async () => {
      const browser = app.browser()
      const boot = Boot.parse((await browser.get('/api/session')).body)
      expect(boot.provider).toEqual({ label: 'contul guvernamental' })

      const { at } = await follow(browser, '/api/session/oidc?return=/calendar?view=week')
      expect(at.pathname + at.search).toBe('/calendar?view=week')
      expect(await whoIs(browser)).toMatchObject({
        person: { name: `Om ${count}`, email: `${login}@minister.example.ro`, canSignIn: true },
        ...{ roles: ['secretariat'], hasPassword: false, byProvider: true },
      })
    })

    it('knows somebody again by issuer and subject, whatever their address is by then', async () => {
      const first = await whoIs((await enter()).browser)
      change({ email: `${login}@alt.example.ro`, email_verified: false })
      const again = await whoIs((await enter()).browser)
      expect(again?.person).toMatchObject({ id: first?.person.id, email: first?.person.email })
    })

    it('links somebody who has an account to it by their verified address, and keeps roles given by hand', async () => {
      const { person } = await invite(['directorate'])
      const me = await whoIs((await enter()).browser)
      expect(me?.person.id).toBe(person.id)
      expect(me?.roles.toSorted()).toEqual(['directorate', 'secretariat'])

      change({ groups: [] })
      expect((await whoIs((await enter()).browser))?.roles).toEqual(['directorate'])
    })

    it('believes no address that the provider has not verified', async () => {
      const { person } = await invite(['administrator'])
      change({ email_verified: false })
      const { browser, at } = await enter()
      expect(problemAt(at)).toBe('session.provider-unverified')
      expect(await whoIs(browser)).toBeNull()
      const { body } = await admin.get(`/api/people/${person.id}`)
      expect(Person.parse(body).canSignIn).toBe(false)
    })

    it('does not hand an account over to who has its owner’s address at the provider by now', async () => {
      const owner = await whoIs((await enter()).browser)
      const heir = `${login}-urmas`
      idp.people.set(heir, { ...idp.people.get(login)!, name: 'Urmaș' })
      idp.person = heir
      const { browser, at } = await enter()
      expect(problemAt(at)).toBe('session.provider-other')
      expect(await whoIs(browser)).toBeNull()

      const untie = await admin.delete(`/api/people/${owner?.person.id}/provider`)
      expect(untie.status).toBe(204)
      expect((await whoIs((await enter()).browser))?.person.id).toBe(owner?.person.id)
    })

    it('refuses a stranger whose groups give nothing, and leaves nothing of them behind', async () => {
      change({ groups: ['alții'] })
      const { browser, at } = await enter()
      expect(problemAt(at)).toBe('session.provider-no-role')
      expect(await whoIs(browser)).toBeNull()
      const { body } = await admin.get(`/api/people?search=${login}@`)
      expect(pageOf(Person).parse(body).items).toEqual([])
    })

    it('gives and takes roles as groups change, and signs who has none left out everywhere', async () => {
      const { browser } = await enter()
      change({ groups: ['sefi', 'admini'] })
      await enter()
      const shown = await whoIs(browser)
      expect(shown?.roles.toSorted()).toEqual(['administrator', 'project-manager'])
      const [changed] = await audit(`subjectId=${shown?.person.id}&action=person.changed`)
      expect(changed).toMatchObject({
        actor: { personId: shown?.person.id },
        address: '127.0.0.1',
        changes: [{ field: 'roles', before: ['secretariat'], after: expect.any(Array) as unknown }],
      })

      change({ groups: [] })
      const { at } = await enter()
      expect(problemAt(at)).toBe('session.provider-no-role')
      expect(await whoIs(browser)).toBeNull()

      change({ groups: ['secretari'] })
      expect((await whoIs((await enter()).browser))?.person.id).toBe(shown?.person.id)
    })

    it('refuses who was deactivated, and audits it with from where', async () => {
      const me = await whoIs((await enter()).browser)
      const { email, name, position, locale, roles, version } = me!.person
      const form = { email, name, position, locale, roles, version, organisationId: null }
      const { status } = await admin.put(`/api/people/${me!.person.id}`, { ...form, suspended: true })
      expect(status).toBe(200)

      const { browser, at } = await enter()
      expect(problemAt(at)).toBe('session.suspended')
      expect(await whoIs(browser)).toBeNull()
      await until('the refusal to be in the audit', async () => {
        const [refused] = await audit(`subjectId=${me!.person.id}&action=sign-in.refused`)
        if (!refused) return false
        expect(refused).toMatchObject({ actor: null, address: '127.0.0.1', route: `GET ${back}` })
        expect(refused.changes).toEqual([{ field: 'reason', before: null, after: 'session.suspended' }])
        return true
      })
    })

    it('begins a new session, and ends the one that the browser had', async () => {
      const { browser } = await enter()
      const before = new Map(browser.cookies)
      await enter(browser)
      expect(await whoIs(browser)).not.toBeNull()
      const old = app.browser()
      for (const [name, value] of before) old.cookies.set(name, value)
      expect(await whoIs(old)).toBeNull()
    })

    it('goes back to our own pages alone', async () => {
      const elsewhere = encodeURIComponent('https://evil.example/x')
      const { at } = await follow(app.browser(), `/api/session/oidc?return=${elsewhere}`)
      expect([at.origin, at.pathname]).toEqual([app.url, '/'])
    })

    it('says at the sign-in page that somebody cancelled, and where they wanted to go', async () => {
      idp.person = null
      const { at } = await follow(app.browser(), '/api/session/oidc?return=/rooms')
      expect(at.pathname).toBe('/sign-in')
      expect(problemAt(at)).toBe('session.provider-refused')
      expect(at.searchParams.get('return')).toBe('/rooms')
    })
  })

  describe('what comes back from the provider', () => {
    it('is not taken with another state', async () => {
      const browser = app.browser()
      const at = await comeBackWith(browser)
      at.searchParams.set('state', 'x'.repeat(43))
      expect(problemAt((await follow(browser, at.href)).at)).toBe('session.provider-expired')
      expect(await whoIs(browser)).toBeNull()
    })

    it('is not taken by another browser than the one that went there', async () => {
      const at = await comeBackWith(app.browser())
      const other = app.browser()
      await other.get('/api/session/oidc')
      expect(problemAt((await follow(other, at.href)).at)).toBe('session.provider-expired')
      expect(problemAt((await follow(app.browser(), at.href)).at)).toBe('session.provider-expired')
    })

    it('is not taken with another nonce than was asked for', async () => {
      const browser = app.browser()
      const at = await comeBackWith(browser, (asked) => asked.searchParams.set('nonce', 'n'.repeat(43)))
      expect(problemAt((await follow(browser, at.href)).at)).toBe('session.provider-failed')
      expect(await whoIs(browser)).toBeNull()
    })

    it('is not taken without the verifier of its challenge', async () => {
      const browser = app.browser()
      const at = await comeBackWith(browser, (asked) =>
        asked.searchParams.set('code_challenge', 'c'.repeat(43)),
      )
      expect(problemAt((await follow(browser, at.href)).at)).toBe('session.provider-failed')
    })

    it('is not taken from another issuer, with another code, or with anything else that was not asked for', async () => {
      const odd: ((at: URL) => void)[] = [
        (at) => at.searchParams.set('iss', 'https://alt.example.ro'),
        (at) => at.searchParams.set('code', 'x'.repeat(4_000)),
        (at) => at.searchParams.append('code', 'y'),
        (at) => at.searchParams.set('response', 'eyJ.eyJ.x'),
        (at) => at.searchParams.set('id_token', 'eyJ.eyJ.x'),
        (at) => at.searchParams.delete('code'),
      ]
      for (const change of odd) {
        const browser = app.browser()
        const at = await comeBackWith(browser)
        change(at)
        expect(problemAt((await follow(browser, at.href)).at)).toBe('session.provider-failed')
        expect(await whoIs(browser)).toBeNull()
      }
    })

    it('is good once, also for who has copied the cookie', async () => {
      const browser = app.browser()
      const at = await comeBackWith(browser)
      const thief = app.browser()
      for (const [name, value] of browser.cookies) thief.cookies.set(name, value)
      await follow(browser, at.href)
      expect(await whoIs(browser)).not.toBeNull()
      expect(problemAt((await follow(thief, at.href)).at)).toBe('session.provider-failed')
      expect(await whoIs(thief)).toBeNull()
    })

    it('is not taken when it comes too late, or with a cookie that is not ours', async () => {
      const browser = app.browser()
      const at = await comeBackWith(browser)
      const [name = ''] = [...browser.cookies.keys()].filter((cookie) => cookie.endsWith('-aside'))
      const { device } = await loadSecrets(app.dataDir)
      const state = at.searchParams.get('state') ?? ''
      const kept = { until: Date.now() - 1, back: '/', attempt: { state, nonce: 'n', verifier: 'v' } }
      const late = seal(device, 'sfat sign-in by provider', JSON.stringify({ ...kept, newcomer: null }))
      for (const cookie of [late, 'x'.repeat(200), late.slice(0, -4) + 'AAAA']) {
        browser.cookies.set(name, cookie)
        expect(problemAt((await follow(browser, at.href)).at)).toBe('session.provider-expired')
      }
    })

    it('is believed after the provider has changed its keys', async () => {
      await enter()
      idp.rotateKeys()
      expect(await whoIs((await enter()).browser)).not.toBeNull()
    })

    it('leaves no secret of it in the log', async () => {
      const browser = app.browser()
      const at = await comeBackWith(browser)
      await follow(browser, at.href)
      const log = app.log.join('\n')
      for (const secret of [idp.env.OIDC_CLIENT_SECRET, at.searchParams.get('code')!, `${login}@minister`])
        expect(log).not.toContain(secret)
    })
  })

  describe('a provider that is not there', () => {
    it('is told in a word, and the password opens as before; it needs nobody when it is back', async () => {
      const own = await start()
      try {
        await idp.leave()
        const { at } = await follow(own.browser(), '/api/session/oidc?return=/rooms')
        expect(at.pathname).toBe('/sign-in')
        expect(problemAt(at)).toBe('session.provider-gone')
        expect(at.searchParams.get('return')).toBe('/rooms')
        await own.administrator()
        await idp.comeBack()
        const browser = own.browser()
        await follow(browser, '/api/session/oidc')
        expect(await whoIs(browser)).not.toBeNull()
      } finally {
        await idp.comeBack().catch(() => undefined)
        idp.serve(app.url)
        await own.stop()
      }
    })

    it('keeps nobody waiting when it hangs, neither at the door nor on the way back', async () => {
      const own = await start()
      try {
        const returning = own.browser()
        const at = await comeBackWith(returning)
        idp.hang(true)
        const slow = follow(returning, at.href)
        const fresh = await start()
        const [{ at: told }, { at: door }] = await Promise.all([
          slow,
          follow(fresh.browser(), '/api/session/oidc'),
          fresh.administrator(),
        ])
        await fresh.stop()
        expect([problemAt(told), problemAt(door)]).toEqual(['session.provider-gone', 'session.provider-gone'])
      } finally {
        idp.hang(false)
        idp.serve(app.url)
        await own.stop()
      }
    })
  })

  describe('a second factor beside the provider', () => {
    const strict = { ...groups, SECOND_FACTOR_FOR: 'administrator' }
    const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate()

    it('is owed by whose role demands it, unless the provider has asked for several factors', async () => {
      const own = await start(strict)
      try {
        change({ groups: ['admini'] })
        const browser = own.browser()
        await follow(browser, '/api/session/oidc')
        expect((await browser.get('/api/audit')).body).toMatchObject({
          code: 'account.second-factor-demanded',
        })
        change({ groups: ['admini'], amr: ['pwd', 'mfa'] })
        const strong = own.browser()
        await follow(strong, '/api/session/oidc')
        expect((await strong.get('/api/audit')).status).toBe(200)
      } finally {
        idp.serve(app.url)
        await own.stop()
      }
    })

    it('is added without a password a moment after signing in, and its code is asked for the next time', async () => {
      const { browser } = await enter()
      const added = NewSecondFactor.parse((await browser.post('/api/me/second-factor', {})).body)
      const confirm = { code: codeOf(added.secret) }
      const { body } = await browser.post('/api/me/second-factor/confirm', confirm)
      const { codes } = RecoveryCodes.parse(body)

      const next = await enter()
      expect(next.at.pathname + next.at.search).toBe('/sign-in?code=provider')
      expect(await whoIs(next.browser)).toBeNull()
      const wrong = await next.browser.post('/api/session/oidc/code', { code: '000000' })
      expect(wrong.body).toMatchObject({ code: 'session.wrong-code' })
      const right = await next.browser.post('/api/session/oidc/code', { code: codes[0] })
      expect(Me.parse(right.body).person.email).toBe(`${login}@minister.example.ro`)
      expect(await whoIs(next.browser)).not.toBeNull()
      // What the browser kept for it is gone.
      const again = await next.browser.post('/api/session/oidc/code', { code: codes[1] })
      expect(again.body).toMatchObject({ code: 'session.provider-expired' })

      change({ amr: ['mfa'] })
      expect((await enter()).at.pathname).toBe('/')
    })
  })

  describe('rights that the provider takes away', () => {
    it('do not take the last administrator who has a password', async () => {
      const own = await start()
      try {
        const browser = own.browser()
        change({ groups: ['admini'], email: administrator.email })
        // The first administrator has the role by hand; the provider’s alone is the one that may be taken.
        await follow(browser, '/api/session/oidc')
        expect((await whoIs(browser))?.roles).toEqual(['administrator'])
        change({ groups: [] })
        await follow(browser, '/api/session/oidc')
        expect((await whoIs(browser))?.roles).toEqual(['administrator'])
      } finally {
        idp.serve(app.url)
        await own.stop()
      }
    })

    it('are those of everybody where the operator takes everybody in', async () => {
      const own = await start({ OIDC_NEW_PEOPLE: 'member' })
      try {
        const browser = own.browser()
        await follow(browser, '/api/session/oidc')
        expect((await whoIs(browser))?.roles).toEqual(['member'])
      } finally {
        idp.serve(app.url)
        await own.stop()
      }
    })
  })

  describe('a password that is refused', () => {
    it('is in the audit, with the person and without what was typed', async () => {
      const own = await start({})
      try {
        const first = await own.administrator()
        const typed = 'parola mea din alt loc'
        const browser = own.browser()
        await browser.post('/api/session', { email: administrator.email, password: typed })
        await browser.post('/api/session', { email: 'parola.scrisa.gresit@example.ro', password: typed })
        const refusals = await until('both to be in the audit', async () => {
          const { body } = await first.get('/api/audit?action=sign-in')
          const { items } = pageOf(AuditEntry).parse(body)
          return items.length >= 2 ? items : null
        })
        const me = await whoIs(first)
        expect(new Set(refusals.map(({ subject }) => subject?.id ?? null))).toEqual(
          new Set([me?.person.id, null]),
        )
        for (const { actor, address, route, changes } of refusals)
          expect([actor, address, route, changes[0]?.after]).toEqual([
            ...[null, '127.0.0.1', 'POST /api/session', 'session.wrong-credentials'],
          ])
        expect(JSON.stringify(refusals)).not.toMatch(/parola/)
      } finally {
        idp.serve(app.url)
        await own.stop()
      }
    })
  })

  describe('signing out', () => {
    it('ends the session here, and leads to where it ends at the provider', async () => {
      const { browser } = await enter()
      expect((await browser.delete('/api/session')).status).toBe(204)
      expect(await whoIs(browser)).toBeNull()
      const end = new URL((await browser.get('/api/session/oidc/end')).headers.get('location') ?? '')
      expect(end.origin).toBe(idp.issuer)
      expect(end.searchParams.get('post_logout_redirect_uri')).toBe(`${app.url}/sign-in`)
      expect((await browser.get(end.href)).status).toBe(200)
    })
  })
})
