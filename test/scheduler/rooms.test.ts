import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { addRoom, changeRoom, listRooms, showRoom } from '../../scheduler/rooms.ts'
import { forEachDatabase } from '../support/databases.ts'
import { setScene } from '../support/scheduling.ts'

const form = { name: 'Sala Brâncuși', building: 'Corp B', capacity: 12, equipment: [] }

forEachDatabase((open) => {
  describe('rooms', () => {
    it('are added and changed by the secretariat, with an event that says so', async () => {
      const { deps, secretary, database } = await setScene(await open())
      const room = await addRoom(deps, secretary, { ...form, equipment: ['screen', 'camera', 'screen'] })
      expect(room).toMatchObject({ equipment: ['screen', 'camera'], retired: false, version: 1 })
      expect(await showRoom(deps, secretary, room.id)).toEqual(room)
      const changed = await changeRoom(deps, secretary, room.id, {
        ...form,
        capacity: 20,
        retired: true,
        version: 1,
      })
      expect(changed).toMatchObject({ capacity: 20, retired: true, version: 2 })
      expect(await showRoom(deps, secretary, room.id)).toEqual(changed)
      const events = await database.work.read(({ outbox }) => outbox.unsettled())
      expect(events).toMatchObject([
        { name: 'room.changed', actorId: secretary.personId },
        { name: 'room.changed', payload: { roomId: room.id } },
      ])
    })

    it('are not kept by anybody else', async () => {
      const { deps, manager, room } = await setScene(await open())
      await expect(addRoom(deps, manager, form)).rejects.toMatchObject({ code: 'permission.missing' })
      const change = changeRoom(deps, manager, room.id, { ...form, retired: false, version: 1 })
      await expect(change).rejects.toMatchObject({ code: 'permission.missing' })
    })

    it('have a name once in a building, whatever its case and diacritics', async () => {
      const { deps, secretary, room } = await setScene(await open())
      await addRoom(deps, secretary, form)
      for (const name of ['sala brancusi', 'SALA  BRÂNCUȘI'])
        await expect(addRoom(deps, secretary, { ...form, name })).rejects.toMatchObject({
          code: 'room.name-taken',
        })
      await addRoom(deps, secretary, { ...form, building: 'Corp C' })
      const rename = changeRoom(deps, secretary, room.id, { ...form, retired: false, version: 1 })
      await expect(rename).rejects.toMatchObject({ code: 'room.name-taken' })
    })

    it('are not changed on an old version, nor when they are not there', async () => {
      const { deps, secretary, room } = await setScene(await open())
      const change = (id: string, version: number) =>
        changeRoom(deps, secretary, id, { ...form, retired: false, version })
      await expect(change(room.id, 4)).rejects.toMatchObject({ code: 'row.changed' })
      await expect(change(newId(), 1)).rejects.toMatchObject({ code: 'room.missing' })
      await expect(showRoom(deps, secretary, newId())).rejects.toMatchObject({ code: 'room.missing' })
    })

    it('are listed by building and name, in pages', async () => {
      const { deps, secretary } = await setScene(await open())
      for (const [building, name] of [
        ['Corp B', 'Țepeș'],
        ['corp b', 'Averescu'],
        ['Corp A', 'Zorilor'],
      ] as const)
        await addRoom(deps, secretary, { ...form, building, name })
      const names: string[] = []
      let cursor: string | undefined
      do {
        const page = await listRooms(deps, secretary, {
          limit: 2,
          ...(cursor === undefined ? {} : { cursor }),
        })
        expect(page.items.length).toBeLessThanOrEqual(2)
        names.push(...page.items.map(({ name }) => name))
        cursor = page.next ?? undefined
      } while (cursor)
      expect(names).toEqual(['Zorilor', 'Averescu', 'Țepeș', 'Sala Mică', 'Sala Unirii'])
    })
  })
})
