import { v7 as newId } from 'uuid'
import type { RoomRow } from '../../scheduler/ports.ts'

/** A room to save, with whatever matters to the test. */
export const someRoom = (given: Partial<RoomRow> = {}): RoomRow => ({
  id: newId(),
  name: `Sala ${newId()}`,
  building: 'Palatul Victoria',
  capacity: 20,
  equipment: ['screen'],
  retired: false,
  version: 1,
  ...given,
})
