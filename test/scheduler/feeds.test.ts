import { describe, expect, it } from 'vitest'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { cancelMeeting } from '../../scheduler/cancel-meeting.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { addFeed, listFeeds, revokeFeed } from '../../scheduler/feeds.ts'
import { readFeed } from '../../scheduler/read-feed.ts'
import { forEachDatabase } from '../support/databases.ts'
import { conveneScene } from '../support/convene-scene.ts'
import { readCalendar } from '../support/read-calendar.ts'
import { bookingForm, changeForm, setScene } from '../support/scheduling.ts'

const tokenOf = ({ url }: { url: string }) => /\/calendar\/([\w-]{43})\.ics$/.exec(url)?.[1] ?? ''

forEachDatabase((open) => {
  const stage = async () => {
    const scene = await setScene(await open())
    const { work, clock } = scene.database
    // Only somebody who can sign in has feeds.
    await work.run(async ({ accounts }) => {
      for (const { personId } of [scene.manager, scene.member, scene.secretary])
        await accounts.add({
          ...{ personId, roles: ['member'], passwordHash: 'x', suspended: false },
          ...{ createdAt: '2026-01-01T00:00:00.000Z', passwordChangedAt: null },
        })
    })
    return { ...scene, feeding: { work, clock, publicUrl: 'https://sfat.example.ro' } }
  }

  describe('a person’s feed', () => {
    it('shows what they organise and attend, with the address of each meeting', async () => {
      const { deps, manager, member, room, feeding } = await stage()
      const mine = await bookMeeting(
        deps,
        manager,
        bookingForm({
          title: 'Cu mine; „da”, nu',
          roomId: room.id,
          attendees: [{ personId: member.personId, role: 'required' }],
        }),
      )
      await bookMeeting(deps, manager, bookingForm({ title: 'Fără mine', start: '2026-11-25T10:00' }))
      const feed = await addFeed(feeding, member, { groupId: null })
      const { calendar } = await readFeed(feeding, tokenOf(feed))
      const read = await readCalendar(calendar)

      expect(read.properties).not.toHaveProperty('METHOD')
      expect(read.properties).toMatchObject({
        'X-WR-CALNAME': [{ text: 'Sfat: întâlnirile mele' }],
        'REFRESH-INTERVAL': [{ text: 'PT1H', params: { VALUE: 'DURATION' } }],
        'X-PUBLISHED-TTL': [{ text: 'PT1H' }],
      })
      expect(read.events).toHaveLength(1)
      expect(read.events[0]).toMatchObject({
        startsAt: '2026-11-24T08:00:00.000Z',
        endsAt: '2026-11-24T09:00:00.000Z',
        properties: {
          UID: [{ text: mine.id }],
          SUMMARY: [{ text: 'Cu mine; „da”, nu' }],
          LOCATION: [{ text: `Sala Unirii, Palat | https://sfat.example.ro/meetings/${mine.id}/join` }],
          URL: [{ text: `https://sfat.example.ro/meetings/${mine.id}` }],
        },
      })
      expect(read.events[0]?.properties).not.toHaveProperty('ATTENDEE')
    })

    it('is the same, but for when it was written, until something changes', async () => {
      const { database, deps, manager, feeding } = await stage()
      const meeting = await bookMeeting(deps, manager, bookingForm())
      const token = tokenOf(await addFeed(feeding, manager, { groupId: null }))
      const first = await readFeed(feeding, token)
      database.clock.set('2026-11-23T08:00:00Z')
      const second = await readFeed(feeding, token)
      expect(second.etag).toBe(first.etag)
      expect(second.calendar).not.toBe(first.calendar)

      await changeMeeting(deps, manager, meeting.id, changeForm(meeting, { title: 'Alt titlu' }))
      expect((await readFeed(feeding, token)).etag).not.toBe(first.etag)
    })

    it('leaves out what was cancelled and what is long over', async () => {
      const { database, deps, manager, feeding } = await stage()
      const meeting = await bookMeeting(deps, manager, bookingForm())
      await bookMeeting(deps, manager, bookingForm({ start: '2026-11-25T10:00', title: 'Rămâne' }))
      await cancelMeeting(deps, manager, meeting.id, { version: meeting.version })
      const token = tokenOf(await addFeed(feeding, manager, { groupId: null }))
      const titles = async () =>
        (await readCalendar((await readFeed(feeding, token)).calendar)).events.map(
          ({ properties }) => properties['SUMMARY']?.[0]?.text,
        )
      expect(await titles()).toEqual(['Rămâne'])

      database.clock.set('2027-02-01T08:00:00Z')
      expect(await titles()).toEqual([])
    })

    it('holds three hundred meetings as well as one', async () => {
      const { deps, manager, feeding } = await stage()
      for (let index = 0; index < 300; index++)
        await bookMeeting(
          deps,
          manager,
          bookingForm({
            title: `Nr. ${index}`,
            start: Temporal.PlainDateTime.from('2026-11-24T08:00')
              .add({ hours: index })
              .toString({ smallestUnit: 'minute' }),
          }),
        )
      const token = tokenOf(await addFeed(feeding, manager, { groupId: null }))
      const { calendar } = await readFeed(feeding, token)

      expect(calendar.match(/BEGIN:VEVENT/g)).toHaveLength(300)
    })
  })

  describe('the address of a feed', () => {
    it('is told once, kept as a hash, and dead when revoked', async () => {
      const { database, member, feeding } = await stage()
      const feed = await addFeed(feeding, member, { groupId: null })
      const token = tokenOf(feed)
      expect(token).toHaveLength(43)
      const rows: object[] = await database.databases.reader.query('SELECT * FROM feed')
      expect(JSON.stringify(rows)).not.toContain(token)
      expect((await listFeeds(feeding, member)).map(({ id, lastReadAt }) => ({ id, lastReadAt }))).toEqual([
        { id: feed.id, lastReadAt: null },
      ])

      await readFeed(feeding, token)
      expect((await listFeeds(feeding, member))[0]?.lastReadAt).toBe('2026-11-23T07:00:00.000Z')
      await revokeFeed(feeding, member, feed.id)
      await expect(readFeed(feeding, token)).rejects.toThrow('feed.missing')
      await expect(revokeFeed(feeding, member, feed.id)).rejects.toThrow('feed.missing')
    })

    it('is nobody else’s to revoke, and answers nothing once its owner is suspended', async () => {
      const { database, manager, member, feeding } = await stage()
      const feed = await addFeed(feeding, member, { groupId: null })
      await expect(revokeFeed(feeding, manager, feed.id)).rejects.toThrow('feed.missing')

      await database.work.run(async ({ accounts }) => {
        const account = await accounts.find(member.personId)
        if (account) await accounts.save({ ...account, suspended: true })
      })
      await expect(readFeed(feeding, tokenOf(feed))).rejects.toThrow('feed.missing')
      await expect(readFeed(feeding, 'x'.repeat(43))).rejects.toThrow('feed.missing')
    })

    it('is one of twenty at most', async () => {
      const { member, feeding } = await stage()
      for (let index = 0; index < 20; index++) await addFeed(feeding, member, { groupId: null })

      await expect(addFeed(feeding, member, { groupId: null })).rejects.toThrow('feed.too-many')
    })
  })

  describe('a group’s feed', () => {
    it('shows its meetings, and of a private one only that the time is taken', async () => {
      const { database, deps, secretary, member, feeding } = await stage()
      const { groupId, convene } = await conveneScene({ deps, database, secretary, member })
      const shown = await convene('2026-11-26T10:00', 'Deschisă')
      const hidden = await convene('2026-11-27T10:00', 'Închisă')
      await changeMeeting(
        deps,
        secretary,
        hidden.id,
        changeForm(hidden, { visibility: 'private', description: 'Secret' }),
      )
      const token = tokenOf(await addFeed(feeding, member, { groupId }))
      const { calendar } = await readFeed(feeding, token)
      const { events, properties } = await readCalendar(calendar)

      expect(properties['X-WR-CALNAME']?.[0]?.text).toBe('Sfat: GLI')
      const bySummary = new Map(events.map((event) => [event.properties['SUMMARY']?.[0]?.text, event]))
      expect([...bySummary.keys()].sort()).toEqual(['Deschisă', 'Ocupat'])
      expect(bySummary.get('Deschisă')?.properties['UID']?.[0]?.text).toBe(shown.id)
      expect(bySummary.get('Ocupat')?.startsAt).toBe('2026-11-27T08:00:00.000Z')
      for (const secret of ['Închisă', 'Secret', hidden.id]) expect(calendar).not.toContain(secret)
    })

    it('is refused for a group that does not exist', async () => {
      const { member, feeding } = await stage()

      await expect(addFeed(feeding, member, { groupId: crypto.randomUUID() })).rejects.toThrow(
        'group.missing',
      )
    })
  })
})
