/** The log of a whole story: it leads from a request to the mails that came of it, and tells nothing about anybody. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AccountLink } from '../../contract/identity.ts'
import { Meeting } from '../../contract/scheduling.ts'
import type { Browser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { type MailServer, Refusal, startMailServer } from '../support/mail-server.ts'
import { leaves, readMail } from '../support/read-mail.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'

const zone = 'Europe/Bucharest'
const Row = z.object({ id: z.string() })
const Line = z.looseObject({
  level: z.string(),
  time: z.string(),
  requestId: z.string().nullish(),
  msg: z.string(),
})

/** What people type in this story; none of it is ever in the log. */
const said = {
  organisation: 'Agenția Zăpezilor',
  name: 'Smaranda Vulturescu',
  email: 'smaranda.vulturescu@zapezi.example.ro',
  password: 'un cuc pe o creangă lungă',
  wrongPassword: 'o parolă care nu este',
  title: 'Ședința despre nămeți',
  description: 'Despre plugurile din Harghita',
  room: 'Sala Omătului',
  invitedName: 'Casandra Brumărescu',
  invitedEmail: 'casandra.brumarescu@partener.example.com',
  refusedEmail: 'refuzat.de.server@partener.example.com',
  guestName: 'Oaspetele Viscol',
  comment: 'Vin cu sania',
  search: 'vulturesc',
  userAgent: 'Navigatorul Gerila 7',
}

forEachDatabase((open) => {
  describe('the log', { timeout: 60_000 }, () => {
    let mail: MailServer
    let app: TestApp
    let ana: Browser
    beforeAll(async () => {
      mail = await startMailServer({
        onRecipient(address) {
          if (address === said.refusedEmail)
            throw new Refusal(550, `5.1.1 <${address}>: no such ${said.invitedName}`)
        },
      })
      const { target } = await open()
      app = await startApp({
        target,
        roles: ['web', 'worker'],
        env: { SMTP_URL: mail.url, MAIL_FROM: 'Ministerul <sfat@example.ro>' },
      })
      ana = await app.administrator()
    })
    afterAll(async () => {
      await app?.stop()
      await mail?.close()
    })
    const lines = () => app.log.map((line) => Line.parse(JSON.parse(line)))

    it('leads from a request to the events and the mails that came of it', async () => {
      const booked = await ana.post('/api/meetings', {
        ...{ title: said.title, description: said.description, roomId: null, video: true },
        start: Temporal.Now.plainDateTimeISO(zone).add({ days: 2 }).toString({ smallestUnit: 'minute' }),
        ...{ zone, durationMinutes: 60 },
        attendees: [
          { email: said.invitedEmail, name: said.invitedName, role: 'required' },
          { email: said.refusedEmail, name: 'R', role: 'optional' },
        ],
      })
      expect(booked.status).toBe(201)
      const requestId = booked.headers.get('x-request-id')
      const ofRequest = () => lines().filter((line) => line.requestId === requestId)
      await until('the log tells of both mails', () =>
        ['A mail was sent', 'A mail has failed for good'].every((msg) =>
          ofRequest().some((line) => line.msg === msg),
        ),
      )
      expect(ofRequest().map(({ msg }) => msg)).toEqual(
        expect.arrayContaining(['answered', 'An event was handled', 'A mail was sent']),
      )
      expect(ofRequest().find(({ msg }) => msg === 'A mail has failed for good')).toMatchObject({
        ...{ kind: 'invitation', failure: 'refused', responseCode: 550, command: 'RCPT TO' },
      })
      // Another request is another story.
      const other = await ana.post('/api/organisations', { name: said.organisation, shortName: 'AZ' })
      expect(other.headers.get('x-request-id')).not.toBe(requestId)
    })

    it('holds no name, address, title, token or password of the whole story', async () => {
      const secrets: string[] = [...Object.values(said), administrator.email, administrator.password]
      const { id: organisationId } = Row.parse(
        (await ana.post('/api/organisations', { name: `${said.organisation} II`, shortName: 'Z2' })).body,
      )
      const person = await ana.post('/api/people', {
        ...{
          name: said.name,
          email: said.email,
          position: null,
          organisationId,
          locale: 'ro',
          roles: ['member'],
        },
      })
      expect(person.status).toBe(201)
      const { link } = z.object({ link: AccountLink }).parse(person.body)
      const linkToken = new URL(link.url).searchParams.get('token') ?? link.url.split('/').at(-1) ?? ''
      expect(linkToken.length).toBeGreaterThan(20)
      const smaranda = app.browser()
      await smaranda.post('/api/session', { email: said.email, password: said.wrongPassword })
      const chosen = await smaranda.post(
        '/api/password',
        { token: linkToken, password: said.password },
        { 'user-agent': said.userAgent },
      )
      expect(chosen.status).toBe(200)
      await ana.get(`/api/people?search=${said.search}`)
      await ana.post('/api/rooms', { name: said.room, building: 'A', capacity: 4, equipment: [] })
      await ana.post('/api/rooms', { name: said.room, building: 'A', capacity: 4, equipment: [] })
      await ana.post('/api/people', { name: said.name, email: said.email, wrong: said.comment })

      const sent = await until('the invitation', () =>
        mail.accepted.find(({ to }) => to === said.invitedEmail),
      )
      const text =
        leaves((await readMail(sent.raw)).body).find(({ type }) => type === 'text/plain')?.text ?? ''
      const token = /\/i\/([\w-]+)/.exec(text)?.[1] ?? ''
      const anybody = app.browser()
      const answer = { partStat: 'accepted', comment: said.comment }
      await anybody.get(`/api/invitation/${token}`)
      await anybody.get(`/i/${token}`)
      await anybody.post(`/api/invitation/${token}/answer`, answer)

      const listed = await ana.get(`/api/meetings?${range()}`)
      const { items } = z.object({ items: z.array(z.object({ meetingId: z.string() })) }).parse(listed.body)
      const meetingId = items[0]?.meetingId
      expect(Meeting.parse((await ana.get(`/api/meetings/${meetingId}`)).body).title).toBe(said.title)
      const guest = (await ana.post(`/api/meetings/${meetingId}/guest-link`, {})).text
      const guestToken = /\/g\/([\w.-]+)/.exec(guest)?.[1] ?? ''
      expect(guestToken.length).toBeGreaterThan(20)
      await anybody.get(`/api/guest/${guestToken}`)
      await anybody.post(`/api/guest/${guestToken}/join`, {
        name: said.guestName,
        organisation: null,
        locale: 'ro',
      })
      await anybody.send('POST', '/api/rooms', `{"name": "${said.room}`, {
        ...{ origin: app.url, 'content-type': 'application/json', cookie: ana.cookieHeader() },
      })
      await smaranda.delete('/api/session')

      const kept = z
        .record(z.string(), z.string())
        .parse(JSON.parse(await readFile(join(app.dataDir, 'secrets.json'), 'utf8')))
      secrets.push(linkToken, token, guestToken, ...Object.values(kept))
      secrets.push(...ana.cookies.values(), ...smaranda.cookies.values())
      expect(secrets.filter((secret) => secret.length < 6)).toEqual([])
      const log = app.log.join('').toLowerCase()
      expect(secrets.filter((secret) => log.includes(secret.toLowerCase()))).toEqual([])
      // It would have been there to find: the story has been told to the log.
      expect(lines().filter(({ msg }) => msg === 'answered').length).toBeGreaterThan(12)
    })
  })
})

const range = () => {
  const from = Temporal.Now.instant()
  return new URLSearchParams({
    from: from.toString({ smallestUnit: 'millisecond' }),
    to: from.add({ hours: 24 * 10 }).toString({ smallestUnit: 'millisecond' }),
  }).toString()
}
