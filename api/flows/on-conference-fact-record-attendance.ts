import { factNames } from '../../contract/events.ts'
import { recordAttendance } from '../../scheduler/record-attendance.ts'
import { handler } from '../db/relay.ts'

/** By this name it is known what attendance has been told. */
export const attendanceName = 'on-conference-fact-record-attendance'

/** When an SFU node reports who came, went or was cut off, the meeting's attendance says so. */
export const onConferenceFactRecordAttendance = () =>
  handler({
    name: attendanceName,
    on: factNames,
    save: (fact, tx) => recordAttendance(tx, fact),
  })
