/** What may come in between an erasure, and what the audit still proves afterwards. On both databases. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { erasedName } from '../../contract/erased.ts'
import { sealOf } from '../../identity/audit-chain.ts'
import { finishErasures, planErasure } from '../../identity/erase-person.ts'
import { proveAudit } from '../../identity/prove-audit.ts'
import { newSession } from '../../identity/sessions.ts'
import { withoutErased } from '../../identity/without-erased.ts'
import { readMinutesPaper } from '../../scheduler/minutes-paper.ts'
import { forEachDatabase, type TestDatabase } from '../support/databases.ts'
import { addPerson } from '../support/people.ts'
import { called, erase, setStage } from './erasure-stage.ts'
import { findWords } from './find-words.ts'
import { setOldScene } from './retention-scene.ts'

forEachDatabase((open, kind) => {
  describe('an erasure that is interrupted', { timeout: 90_000 }, () => {
    it('by a kill has closed the account at once, and is finished by the job', async () => {
      const database = await open()
      const { administrator, person, meetingId } = await setStage(database)
      const file = fileURLToPath(new URL('erase-child.ts', import.meta.url))
      const asked = JSON.stringify({ target: database.target, by: administrator, personId: person.personId })
      const child = spawn(process.execPath, [file, asked], { stdio: ['ignore', 'ignore', 'pipe'] })
      const [, signal] = (await once(child, 'close')) as [number | null, string | null]
      expect(signal).toBe('SIGKILL')
      const found = await database.work.read(async ({ people, accounts }) => ({
        row: await people.find(person.personId),
        account: await accounts.find(person.personId),
      }))
      expect(found).toMatchObject({ row: { name: erasedName }, account: null })
      expect(await findWords(database.databases, [called])).toContain('meeting.description')
      expect(await finishErasures(database)).toBe(1)
      expect(await finishErasures(database)).toBe(0)
      expect(await findWords(database.databases, [called, person.email])).toEqual([])
      const meeting = await database.work.read(({ meetings }) => meetings.find(meetingId))
      expect(meeting?.meeting.description).toBe(`Cu ${erasedName}`)
      expect(await proveAudit(database, administrator)).toMatchObject({ whole: true, blanked: 2 })
    })
  })

  describe('while somebody is erased', () => {
    it('they cannot sign in: either they are too late, or the session goes with the account', async () => {
      const database = await open()
      const { administrator, person } = await setStage(database)
      const signIn = database.work.run(async ({ accounts, sessions }) => {
        if (!(await accounts.hold(person.personId))) return
        const { row } = newSession(person.personId, { address: '', userAgent: '' }, database.clock.now())
        await sessions.add(row)
      })
      await Promise.all([signIn, erase(database, administrator, person.personId)])
      const left = await database.work.read(({ sessions }) => sessions.listOf(person.personId))
      expect(left).toEqual([])
    })

    it('another who asks for the same is answered the same', async () => {
      const database = await open()
      const { administrator, person } = await setStage(database)
      const [one, other] = await Promise.all([
        erase(database, administrator, person.personId),
        erase(database, administrator, person.personId),
      ])
      expect(one.erasedAt).toBe(other.erasedAt)
      expect([one, other].filter(({ gone }) => gone.length > 0)).toHaveLength(1)
    })

    it('and sits in a call, neither the fact of their coming nor its handling names them anew', async () => {
      const database = await open()
      const { administrator, person, meetingId } = await setStage(database)
      await erase(database, administrator, person.personId)
      const { work, databases } = database
      const detail = await work.read(({ meetings }) => meetings.find(meetingId))
      const place = { meetingId, occurrenceId: detail!.occurrences[0]!.id, conferenceId: newId() }
      const at = '2026-11-23T07:00:00.000Z'
      const payload = {
        ...{ ...place, seatId: newId(), personId: person.personId, name: called },
        ...{ organisation: null, guest: false, guestId: null },
      }
      await work.run(async ({ people, events, attendance }) => {
        events.append(
          await withoutErased(people, {
            id: newId(),
            name: 'participant.joined',
            at,
            actorId: null,
            payload,
          }),
        )
        await attendance.saveConference({
          ...{ id: place.conferenceId, ...place, startedAt: at, aliveAt: at, endedAt: null },
          finished: false,
        })
        const { seatId: id, meetingId: _, ...seat } = payload
        await attendance.addSeat({ id, ...seat, removedAt: null })
      })
      expect(await findWords(databases, [called])).toEqual([])
    })

    it('nobody mails them any more, and the meeting to come has one guest less', async () => {
      const database = await open()
      const { administrator, person, meetingId, member } = await setStage(database)
      await erase(database, administrator, person.personId)
      const detail = await database.work.read(({ meetings }) => meetings.find(meetingId))
      expect(detail?.attendees.map(({ personId }) => personId)).toEqual([member.personId])
      const row = await database.work.read(({ people }) => people.find(person.personId))
      await database.work.run(({ mails }) =>
        mails.enqueue(
          [
            {
              ...{ key: 'x', kind: 'reminder', to: { name: row!.name, email: row!.email } },
              letter: {
                locale: 'ro',
                subject: 'x',
                preview: '',
                title: '',
                greeting: '',
                reason: '',
                blocks: [],
              },
            },
          ],
          '2026-11-23T07:00:00.000Z',
        ),
      )
      expect(await findWords(database.databases, ['@erased.invalid'])).not.toContain('mail.to_email')
    })
  })

  describe('published minutes on paper', () => {
    it('go on naming whoever was erased: invited, present and approving', async () => {
      const database = await open()
      const { administrator, member, officialMeeting } = await setOldScene(database)
      /** All of it but the addresses and words that are not printed. */
      const paperOf = async () => {
        const paper = await database.work.read((views) =>
          readMinutesPaper(views, officialMeeting, '2026-11-23T07:00:00.000Z'),
        )
        const attendees = paper.meeting.attendees.map(({ email: _, comment: __, ...printed }) => printed)
        return { ...paper, meeting: { ...paper.meeting, attendees } }
      }
      const before = await paperOf()
      expect(before.minutes.approvedBy).toBe(member.name)
      expect(before.attendance.map(({ name }) => name)).toContain(member.name)
      await erase(database, administrator, member.personId)
      expect(await paperOf()).toEqual(before)
    })
  })

  describe('a namesake', () => {
    it('keeps their name in every text, and the plan says so', async () => {
      const database = await open()
      const { administrator, person, meetingId, secretary } = await setStage(database)
      const other = await addPerson(database.work, `Ana ${called}`, secretary.organisationId)
      expect(await planErasure(database, administrator, person.personId)).toMatchObject({ nameShared: true })
      await erase(database, administrator, person.personId)
      const found = await database.work.read(async ({ people, meetings }) => ({
        other: await people.find(other.personId),
        meeting: (await meetings.find(meetingId))?.meeting,
      }))
      expect(found.other?.name).toBe(`Ana ${called}`)
      expect(found.meeting?.description).toBe(`Cu ${called}`)
      expect(await findWords(database.databases, [person.email])).toEqual([])
    })
  })

  describe('the audit of an erased person', () => {
    const tamper = async ({ databases }: TestDatabase, statement: string) => {
      const guards =
        kind === 'postgres'
          ? ['ALTER TABLE audit_entry DISABLE TRIGGER USER']
          : ['DROP TRIGGER IF EXISTS audit_entry_stays', 'DROP TRIGGER IF EXISTS audit_entry_remains']
      for (const guard of guards) await databases.writer.query(guard)
      await databases.writer.query(statement)
    }
    const valued = (database: TestDatabase) =>
      database.work.read(async ({ audit }) =>
        (await audit.after(0, 1_000)).filter(({ changes }) => changes !== '[]').map(({ seq }) => seq),
      )

    it('is found out when a value is blanked that no erasure has blanked', async () => {
      const database = await open()
      const { administrator, person } = await setStage(database)
      await erase(database, administrator, person.personId)
      expect((await proveAudit(database, administrator)).whole).toBe(true)
      const [seq] = (await valued(database)).filter((each) => each > 2)
      // The guard lets a value go; the proof asks who has vouched for it.
      await database.databases.writer.query(
        `UPDATE audit_entry SET changes = '[]', changes_salt = NULL WHERE seq = ${seq}`,
      )
      expect((await proveAudit(database, administrator)).whole).toBe(false)
    })

    it('does not say anything else in what is left of a blanked row', async () => {
      const database = await open()
      const { administrator, person } = await setStage(database)
      const [first] = await valued(database)
      await erase(database, administrator, person.personId)
      await tamper(database, `UPDATE audit_entry SET action = 'meeting.cancelled' WHERE seq = ${first}`)
      expect(await proveAudit(database, administrator)).toMatchObject({ whole: false, brokenAt: first })
    })

    it('is blanked and proved where its rows are from before there were seals', async () => {
      const database = await open()
      const { administrator, person } = await setStage(database)
      // As the version before wrote them: the values are in the hash itself.
      let hash = ''
      for (const row of await database.work.read(({ audit }) => audit.after(0, 1_000))) {
        const old = { ...row, addressSalt: null, addressSeal: null, changesSalt: null, changesSeal: null }
        hash = sealOf(hash, old)
        await tamper(
          database,
          `UPDATE audit_entry SET address_salt = NULL, address_seal = NULL, changes_salt = NULL,
             changes_seal = NULL, hash = '${hash}' WHERE seq = ${row.seq}`,
        )
      }
      await tamper(database, `UPDATE audit_head SET hash = '${hash}'`)
      expect((await proveAudit(database, administrator)).whole).toBe(true)
      await erase(database, administrator, person.personId)
      expect(await findWords(database.databases, [called])).toEqual([])
      expect(await proveAudit(database, administrator)).toMatchObject({ whole: true, blanked: 2 })
      const [first] = await database.work.read(async ({ audit }) =>
        (await audit.after(0, 1_000)).filter(({ action }) => action === 'person.changed'),
      )
      await tamper(database, `UPDATE audit_entry SET actor_id = NULL WHERE seq = ${first!.seq}`)
      expect(await proveAudit(database, administrator)).toMatchObject({ whole: false, brokenAt: first!.seq })
    })
  })
})
