/** What has outlived its time goes, and nothing else, on both databases. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sweepFiles } from '../../api/adapters/sweep-files.ts'
import { erasedName } from '../../contract/erased.ts'
import { forEver, type RetentionKind, type RetentionRules } from '../../contract/retention.ts'
import { proveAudit } from '../../identity/prove-audit.ts'
import { applyRetention, changeRetention, previewRetention, showRetention } from '../../identity/retention.ts'
import { findQuorum } from '../../scheduler/convocations.ts'
import { listAttendance } from '../../scheduler/list-attendance.ts'
import { forEachDatabase, type TestDatabase } from '../support/databases.ts'
import { heldByMeetings } from './find-words.ts'
import { type OldScene, setOldScene } from './retention-scene.ts'

const set = (scene: OldScene, rules: Partial<RetentionRules>) =>
  showRetention(scene.database, scene.administrator).then(({ version }) =>
    changeRetention(scene.database, scene.administrator, { rules: { ...forEver, ...rules }, version }),
  )
const forecastOf = async (scene: OldScene, kind: RetentionKind) =>
  (await previewRetention(scene.database, scene.administrator, {})).find((each) => each.kind === kind)!
const ask = async <R>({ databases }: TestDatabase, statement: string): Promise<R[]> =>
  (await databases.reader.query(statement)) as R[]
const count = async (database: TestDatabase, from: string): Promise<number> => {
  const [row] = await ask<{ count: number }>(database, `SELECT COUNT(*) AS count FROM ${from}`)
  return Number(row!.count)
}

forEachDatabase((open, dialect) => {
  describe('rules of retention', () => {
    it('keep everything for ever until an administrator says otherwise', async () => {
      const scene = await setOldScene(await open())
      expect((await showRetention(scene.database, scene.administrator)).rules).toEqual(forEver)
      expect(await applyRetention(scene.database)).toEqual({})
      expect(() => showRetention(scene.database, scene.secretary)).toThrow('permission.missing')
      expect(() => previewRetention(scene.database, scene.secretary, {})).toThrow('permission.missing')
    })

    it('are not changed over what somebody else has changed meanwhile', async () => {
      const scene = await setOldScene(await open())
      await set(scene, { mails: 12 })
      const rules = { ...forEver, mails: 6 }
      await expect(
        changeRetention(scene.database, scene.administrator, { rules, version: 1 }),
      ).rejects.toThrow('row.changed')
    })

    it.each(['meetings', 'attendance', 'answers', 'mails', 'audit'] as const)(
      'take out of %s what the preview has counted, and nothing more',
      async (kind) => {
        const scene = await setOldScene(await open())
        await set(scene, { [kind]: 12 })
        const before = await forecastOf(scene, kind)
        expect(before.removed + before.trimmed).toBeGreaterThan(0)
        expect(before.stays).toBeGreaterThan(0)
        expect(before.newest! < before.before!).toBe(true)
        expect(await applyRetention(scene.database)).toEqual({ [kind]: before.removed + before.trimmed })
        const after = await forecastOf(scene, kind)
        expect(after).toMatchObject({ removed: 0, trimmed: 0, people: 0, files: 0, sample: [] })
        expect(await applyRetention(scene.database)).toEqual({})
      },
    )

    it('tell what would go under rules that nobody has saved', async () => {
      const scene = await setOldScene(await open())
      const preview = await previewRetention(scene.database, scene.administrator, {
        meetings: 12,
        mails: 600,
      })
      const of = (kind: RetentionKind) => preview.find((each) => each.kind === kind)!
      expect(of('meetings')).toMatchObject({ removed: 1, trimmed: 1, oldest: '2025-06-02T09:00:00.000Z' })
      expect(of('meetings').sample.map(({ fate }) => fate)).toEqual(['removed', 'trimmed'])
      expect(of('mails')).toMatchObject({ removed: 0, stays: 2 })
      expect(of('attendance')).toMatchObject({ months: null, before: null, removed: 0, trimmed: 0 })
      expect(of('recordings')).toMatchObject({ removed: 0, trimmed: 0, stays: 0 })
    })

    it('remove a meeting on which nothing rests, and of an official one only guests and free words', async () => {
      const { database, ...scene } = await setOldScene(await open())
      await set({ database, ...scene }, { meetings: 12 })
      await applyRetention(database)
      const { meetings, work } = { meetings: scene, work: database.work }
      const found = (id: string) => work.read((views) => views.meetings.find(id))
      expect(await found(meetings.oldMeeting)).toBeNull()
      const recent = await found(meetings.recentMeeting)
      expect(recent?.meeting.description).toBe('Despre')
      expect(recent?.attendees.map(({ name }) => name)).toContain('Vasile Oaspete')
      const official = await found(meetings.officialMeeting)
      expect(official?.meeting).toMatchObject({ title: 'Ședință oficială', description: '' })
      const names = official!.attendees.map(({ name }) => name)
      expect(names).toContain(erasedName)
      expect(names).toContain(scene.member.name)
      expect(names).not.toContain('Vasile Oaspete')
      expect(await count(database, `attendee WHERE email = 'vasile@example.org'`)).toBe(1)
      expect(await count(database, 'mailed_answer')).toBe(1)
      expect(await count(database, 'answer WHERE comment IS NOT NULL')).toBe(1)
    })

    it('know of everything that would not let a meeting go', async () => {
      const { databases } = await open()
      // It makes the meeting official; all else goes along.
      expect(await heldByMeetings(databases), 'see api/db/retention/meetings.ts').toEqual([
        'convocation.repeats_meeting_id',
      ])
    })

    it('take names out of the attendance while counts and quorum stay', async () => {
      const { database, ...scene } = await setOldScene(await open())
      const deps = { ...database, zone: 'Europe/Bucharest' }
      const ends = (id: string) => listAttendance(deps, scene.secretary, id)
      const quorum = () => findQuorum(deps, scene.secretary, scene.officialMeeting)
      const before = { seats: await ends(scene.officialMeeting), quorum: await quorum() }
      expect(before.seats).toHaveLength(3)
      expect(before.quorum).toMatchObject({ present: 1 })
      await set({ database, ...scene }, { attendance: 12 })
      await applyRetention(database)
      const seats = await ends(scene.officialMeeting)
      expect(new Set(seats.map(({ name, personId }) => `${name} ${personId}`))).toEqual(
        new Set([`${erasedName} null`]),
      )
      expect(seats.map(({ presentSeconds }) => presentSeconds)).toEqual(
        before.seats.map(({ presentSeconds }) => presentSeconds),
      )
      expect(await quorum()).toEqual(before.quorum)
      expect((await ends(scene.recentMeeting)).map(({ name }) => name)).toContain(scene.member.name)
    })

    it('leave a mail alone while its meeting is still to come', async () => {
      const { database, ...scene } = await setOldScene(await open())
      await set({ database, ...scene }, { mails: 1 })
      const next = '2027-01-10T10:00:00.000Z'
      await database.databases.writer.query(
        `UPDATE mail SET meeting_id = '${scene.recentMeeting}' WHERE state = 'sent'`,
      )
      await database.databases.writer.query(
        `UPDATE occurrence SET starts_at = '2027-01-10T09:00:00.000Z', ends_at = '${next}' WHERE meeting_id = '${scene.recentMeeting}'`,
      )
      expect(await applyRetention(database)).toEqual({})
      database.clock.set('2027-02-20T10:00:00Z')
      expect(await applyRetention(database)).toEqual({ mails: 1 })
    })
  })

  describe('the audit after a rule has shortened it', () => {
    const tamper = async ({ databases }: TestDatabase, statement: string) => {
      const guards =
        dialect === 'postgres'
          ? ['ALTER TABLE audit_entry DISABLE TRIGGER USER']
          : ['DROP TRIGGER IF EXISTS audit_entry_stays', 'DROP TRIGGER IF EXISTS audit_entry_remains']
      for (const guard of guards) await databases.writer.query(guard)
      await databases.writer.query(statement)
    }

    it('is proved from its new beginning, and still tells a row that somebody took out', async () => {
      const scene = await setOldScene(await open())
      const { database, administrator } = scene
      await set(scene, { audit: 12 })
      const removed = (await applyRetention(database)).audit!
      const proof = await proveAudit(database, administrator)
      expect(proof).toMatchObject({ whole: true, beginsAfter: removed })
      expect(proof.entries).toBe(proof.head.seq - removed)
      await expect(
        database.databases.writer.query(`DELETE FROM audit_entry WHERE seq = ${removed + 1}`),
      ).rejects.toThrow('only added to')

      const [entry] = await database.work.read(({ audit }) => audit.after(removed, 1))
      await tamper(database, `DELETE FROM audit_entry WHERE seq = ${removed + 1}`)
      expect((await proveAudit(database, administrator)).whole).toBe(false)
      // Whoever moves the beginning along with it is found out as well: no entry tells of that one.
      await tamper(database, `UPDATE audit_anchor SET seq = ${entry!.seq}, hash = '${entry!.hash}'`)
      expect(await proveAudit(database, administrator)).toMatchObject({ whole: false, brokenAt: entry!.seq })
    })

    it('can lose everything but the entry that says so', async () => {
      const scene = await setOldScene(await open())
      const { database, administrator } = scene
      await set(scene, { audit: 12 })
      database.clock.set('2029-01-01T00:00:00Z')
      await applyRetention(database)
      expect(await proveAudit(database, administrator)).toMatchObject({ whole: true, entries: 1 })
      database.clock.set('2031-01-01T00:00:00Z')
      await applyRetention(database)
      expect(await proveAudit(database, administrator)).toMatchObject({ whole: true, entries: 1 })
    })
  })

  describe('a removal that is interrupted', { timeout: 90_000 }, () => {
    it('by a kill goes on at the next run, and has removed nothing twice', async () => {
      const database = await open()
      const scene = await setOldScene(database)
      await set(scene, { meetings: 12, attendance: 12, answers: 12, mails: 12, audit: 12 })
      const file = fileURLToPath(new URL('retention-child.ts', import.meta.url))
      const child = spawn(process.execPath, [file, JSON.stringify(database.target)], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      const [, signal] = (await once(child, 'close')) as [number | null, string | null]
      expect(signal).toBe('SIGKILL')
      expect(await count(database, `audit_entry WHERE action = 'retention.applied'`)).toBe(1)
      const rest = await previewRetention(database, scene.administrator, {})
      const expected = rest.filter(({ removed, trimmed }) => removed + trimmed > 0).map(({ kind }) => kind)
      expect(expected).not.toContain('meetings')
      expect(Object.keys(await applyRetention(database)).toSorted()).toEqual(expected.toSorted())
      const left = await previewRetention(database, scene.administrator, {})
      expect(left.every(({ removed, trimmed }) => removed + trimmed === 0)).toBe(true)
      expect((await proveAudit(database, scene.administrator)).whole).toBe(true)
    })

    it('by another process that does the same removes each thing once', async () => {
      const scene = await setOldScene(await open())
      await set(scene, { meetings: 12, attendance: 12, answers: 12, mails: 12, audit: 12 })
      const before = await previewRetention(scene.database, scene.administrator, {})
      const [one, other] = await Promise.all([applyRetention(scene.database), applyRetention(scene.database)])
      for (const kind of ['mails', 'audit'] as const) {
        const { removed } = before.find((each) => each.kind === kind)!
        expect((one[kind] ?? 0) + (other[kind] ?? 0)).toBe(removed)
      }
      expect((await proveAudit(scene.database, scene.administrator)).whole).toBe(true)
    })
  })

  describe('the files of removed documents', () => {
    it('go with the last row that has them, and none that has just come', async () => {
      const { work, clock } = await open()
      const folder = await mkdtemp(join(tmpdir(), 'sfat-files-'))
      onTestFinished(() => rm(folder, { recursive: true, force: true }))
      clock.set(Temporal.Now.instant().toString())
      const put = async (name: string, hours: number) => {
        const path = join(folder, name.slice(0, 2), name)
        await mkdir(join(folder, name.slice(0, 2)), { recursive: true })
        await writeFile(path, name)
        const at = new Date(Date.now() - hours * 3_600_000)
        await utimes(path, at, at)
      }
      await put('aa11', 5)
      await put('aa22', 0)
      await put('bb33.unused', 5)
      const sweep = () => sweepFiles({ work, clock, folder })
      expect(await sweep()).toBe(1)
      expect(await readdir(join(folder, 'aa'))).toEqual(['aa22'])
      // What a killed sweep had put aside is looked at again.
      expect(await readdir(join(folder, 'bb'))).toEqual(['bb33'])
      expect(await sweep()).toBe(1)
      expect(await readdir(join(folder, 'bb'))).toEqual([])
    })
  })
})
