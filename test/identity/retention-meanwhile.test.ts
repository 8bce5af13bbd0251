import { expect, it } from 'vitest'
import { forEver } from '../../contract/retention.ts'
import { applyRetention, changeRetention, showRetention } from '../../identity/retention.ts'
import { onPostgres } from '../support/databases.ts'
import { overtake } from '../support/overtake.ts'
import { setOldScene } from './retention-scene.ts'

onPostgres((open) => {
  it('a meeting that has outlived its time stays when somebody moves it just when it would go', async () => {
    const database = await open()
    const { administrator, oldMeeting } = await setOldScene(database)
    const { version } = await showRetention(database, administrator)
    await changeRetention(database, administrator, { rules: { ...forEver, meetings: 12 }, version })
    const [moved, applied] = await overtake(
      database,
      ['meetings', 'changeOccurrences'],
      (held) =>
        held.run(async ({ meetings }) => {
          await meetings.hold(oldMeeting)
          const { meeting, occurrences } = (await meetings.find(oldMeeting))!
          const span = { startsAt: '2026-12-01T08:00:00.000Z', endsAt: '2026-12-01T09:00:00.000Z' }
          await meetings.change({ ...meeting, version: meeting.version + 1 })
          await meetings.changeOccurrences(occurrences.map((one) => ({ ...one, ...span })))
        }),
      () => applyRetention(database),
    )
    expect([moved.status, applied.status]).toEqual(['fulfilled', 'fulfilled'])
    expect(await database.work.read(({ meetings }) => meetings.find(oldMeeting))).not.toBeNull()
  })
})
