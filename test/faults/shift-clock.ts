/**
 * Loaded into the product's process before everything else (`--import`): its clock is as far from the world's as the file
 * in SHIFT_CLOCK says, in milliseconds, read anew at each SIGUSR2. As when the system's clock is set, what counts the time
 * that has passed (timers, `performance.now`) does not notice.
 */
import { readFileSync } from 'node:fs'

let ahead = 0
const read = () => {
  ahead = Number(readFileSync(process.env['SHIFT_CLOCK'] ?? '', 'utf8'))
}
read()
process.on('SIGUSR2', read)

const trueNow = Date.now
const now = () => trueNow() + ahead
Date.now = now
globalThis.Date = new Proxy(Date, {
  construct: (date, given: [] | [string | number]) =>
    given.length === 0 ? new date(now()) : new date(...given),
})

const instant = () => Temporal.Instant.fromEpochMilliseconds(now())
const zoned = (zone: Temporal.TimeZoneLike = Temporal.Now.timeZoneId()) => instant().toZonedDateTimeISO(zone)
Object.assign(Temporal.Now, {
  instant,
  zonedDateTimeISO: zoned,
  plainDateTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDateTime(),
  plainDateISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDate(),
  plainTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainTime(),
})
