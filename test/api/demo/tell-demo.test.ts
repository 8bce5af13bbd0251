import { v7 as newId } from 'uuid'
import { expect, it } from 'vitest'
import { tellDemo } from '../../../api/demo/tell-demo.ts'
import { createPasswords } from '../../../identity/password-hash.ts'
import { forEachDatabase } from '../../support/databases.ts'

forEachDatabase((open) => {
  it('tells a ministry at work through the real use cases, and nobody gets a mail about it', async () => {
    const { work } = await open()
    const said: string[] = []
    const telling = { work, zone: 'Europe/Bucharest', publicUrl: 'https://sfat.example.ro', months: 2 }
    await tellDemo({ ...telling, say: (line) => said.push(line) })

    const now = Temporal.Now.instant().toString({ smallestUnit: 'millisecond' })
    await work.read(async (views) => {
      expect((await views.people.page({ limit: 200 })).items).toHaveLength(40)
      expect((await views.organisations.page({ limit: 200 })).items).toHaveLength(6)
      expect(await views.rooms.bookable()).toHaveLength(5)
      const groups = await views.groups.page({ limit: 10 }, newId(), now, now.slice(0, 10))
      expect(groups.items.map(({ memberCount }) => memberCount > 0)).toEqual([true, true, true, true])
      const projects = await views.projects.page({ limit: 50, managedBy: null })
      expect(projects.items).toHaveLength(12)
      const published = await views.actions.page({
        limit: 50,
        ownedBy: null,
        seenBy: null,
        today: now.slice(0, 10),
      })
      expect(published.items.length).toBeGreaterThan(0)
      expect(await views.mails.count()).toEqual({ waiting: 0, sending: 0, sent: 0, failed: 0 })
    })

    const password =
      /demonstration: (.+)$/.exec(said.find((line) => line.includes('password')) ?? '')?.[1] ?? ''
    const addresses = said.flatMap((line) => /\S+@\S+/.exec(line)?.[0] ?? [])
    expect(addresses).toHaveLength(5)
    const passwords = createPasswords()
    await work.read(async ({ people, accounts }) => {
      for (const address of addresses) {
        const account = await accounts.find((await people.findByEmail(address))!.id)
        expect(await passwords.verify(password, account!.passwordHash)).toBe(true)
      }
    })
  }, 120_000)

  it('says when it begins and when all has been told, and only on an empty installation', async () => {
    const { work } = await open()
    const said: string[] = []
    const note = (what: string) => async () => void said.push(what)
    const telling = { begin: note('begins'), end: note('ends') }
    const say = (line: string) => said.push(line.includes('%') ? 'tells' : 'who')
    const options = { work, zone: 'Europe/Bucharest', publicUrl: 'https://sfat.example.ro', say, telling }
    await tellDemo({ ...options, months: 1 })
    expect(said[0]).toBe('begins')
    expect(said.indexOf('ends')).toBeGreaterThan(said.lastIndexOf('tells'))
    said.length = 0
    await tellDemo({ ...options, months: 1 })
    expect(new Set(said)).toEqual(new Set(['who']))
  }, 120_000)

  it('leaves an installation alone that has been set up already', async () => {
    const { work } = await open()
    await work.run(({ installation }) => installation.close(null, '2026-01-01T00:00:00.000Z'))
    await tellDemo({
      work,
      zone: 'Europe/Bucharest',
      publicUrl: 'https://sfat.example.ro',
      say: () => undefined,
    })
    expect((await work.read(({ people }) => people.page({ limit: 10 }))).items).toEqual([])
  })
})
