/** Reads iCalendar with Debian's python3-icalendar: what we write must be right for a reader that is not ours. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const Property = z.object({ value: z.string(), text: z.string(), params: z.record(z.string(), z.string()) })
const Properties = z.record(z.string(), z.array(Property))

const ReadCalendar = z.object({
  properties: Properties,
  /** TZIDs of the VTIMEZONEs. */
  zones: z.array(z.string()),
  events: z.array(
    z.object({
      /** UTC instants, reckoned with the calendar's own VTIMEZONE. */
      startsAt: z.string(),
      endsAt: z.string(),
      stampedAt: z.string(),
      properties: Properties,
    }),
  ),
})
export type ReadCalendar = z.infer<typeof ReadCalendar>

const script = fileURLToPath(new URL('read-calendar.py', import.meta.url))

/** Throws with Python's message where the text is not valid iCalendar. */
export async function readCalendar(text: string): Promise<ReadCalendar> {
  const output = await new Promise<string>((resolve, reject) => {
    // Debian's own Python, which has Debian's python3-icalendar; another one on the PATH need not.
    const child = execFile('/usr/bin/python3', [script], (error, stdout, stderr) =>
      error ? reject(new Error(stderr || error.message)) : resolve(stdout),
    )
    child.stdin?.end(text)
  })
  return ReadCalendar.parse(JSON.parse(output))
}
