import { factNames } from '../../contract/events.ts'
import { recordAttendance } from '../../scheduler/record-attendance.ts'
import { handler } from '../db/relay.ts'

/** When an SFU node reports who came, went or was cut off, the meeting's attendance says so. */
export const onConferenceFactRecordAttendance = () =>
  handler({
    name: 'on-conference-fact-record-attendance',
    on: factNames,
    save: (fact, tx) => recordAttendance(tx, fact),
  })
