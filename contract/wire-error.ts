/** Errors as they travel: inside problem documents and socket acknowledgements, and what some of them carry. */
import { z } from 'zod'
import { type ErrorCode as Code, errorKinds } from './errors.ts'

export const ErrorCode = z.enum(Object.keys(errorKinds) as [Code, ...Code[]])

/** What is in the way of a booking. A private meeting shows when, never what: `title` is then null. */
export const Clash = z.object({
  meetingId: z.string().nullable(),
  title: z.string().nullable(),
  roomName: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  zone: z.string(),
})
export type Clash = z.infer<typeof Clash>

/** One field that did not parse: where it is (`attendees.0.email`), and what is wrong with it in a word the page can translate. */
export const FieldIssue = z.object({
  path: z.string(),
  rule: z.enum([
    'required',
    'unknown',
    'type',
    'format',
    'too-short',
    'too-long',
    'too-small',
    'too-big',
    'choice',
    'other',
  ]),
  limit: z.number().optional(),
})
export type FieldIssue = z.infer<typeof FieldIssue>

/** The error as it travels in a socket acknowledgement and inside a problem document. */
export const WireError = z.object({ code: ErrorCode, params: z.record(z.string(), z.unknown()) })
export type WireError = z.infer<typeof WireError>

/** RFC 9457 problem details: `title` and `detail` are already in the reader's language; `code` and `params` are for programs. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  code: ErrorCode,
  params: z.record(z.string(), z.unknown()),
})
export type Problem = z.infer<typeof Problem>

/** Turns zod's issues into field issues; the person's own value never travels back. */
export function fieldIssues(error: z.ZodError): FieldIssue[] {
  return error.issues.slice(0, 20).flatMap((issue): FieldIssue[] => {
    const path = issue.path.map(String).join('.')
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys
          .slice(0, 10)
          .map((key) => ({ path: path ? `${path}.${key}` : key, rule: 'unknown' }))
      case 'invalid_type':
        return [{ path, rule: isAbsent(issue) ? 'required' : 'type' }]
      case 'too_small':
        return [
          {
            path,
            rule: issue.origin === 'number' || issue.origin === 'int' ? 'too-small' : 'too-short',
            limit: Number(issue.minimum),
          },
        ]
      case 'too_big':
        return [
          {
            path,
            rule: issue.origin === 'number' || issue.origin === 'int' ? 'too-big' : 'too-long',
            limit: Number(issue.maximum),
          },
        ]
      case 'invalid_format':
        return [{ path, rule: 'format' }]
      case 'invalid_value':
      case 'invalid_union':
        return [{ path, rule: 'choice' }]
      default:
        return [{ path, rule: 'other' }]
    }
  })
}

/** zod keeps the input out of its issues unless it is asked to report it; only its English message tells then. */
const isAbsent = (issue: z.core.$ZodIssue): boolean =>
  'input' in issue ? issue.input === undefined : issue.message.endsWith('received undefined')
