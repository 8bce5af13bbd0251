/** How long personal data is kept, kind by kind, and what goes when its time is over. */
import { z } from 'zod'
import { retentionLimits } from './limits.ts'
import { Instant, Version } from './values.ts'

/**
 * `answers` are the words that people wrote with their answers, and answers by mail that were nobody's. Of `chat` and
 * `recordings` nothing is kept: a chat lives as long as its conference, and nothing is recorded.
 */
export const retentionKinds = [
  'meetings',
  'attendance',
  'answers',
  'mails',
  'audit',
  'chat',
  'recordings',
] as const
export const RetentionKind = z.enum(retentionKinds)
export type RetentionKind = z.infer<typeof RetentionKind>

/** Kinds of which there is nothing that could grow old. */
export const nothingKept: readonly RetentionKind[] = ['chat', 'recordings']

const { monthsLeast, monthsMost, auditMonthsLeast } = retentionLimits
const months = (least: number) => z.int().min(least).max(monthsMost)
/** Months; null is for ever. */
const keep = (kind: RetentionKind) => months(kind === 'audit' ? auditMonthsLeast : monthsLeast).nullable()

export const RetentionRules = z.object({
  meetings: keep('meetings'),
  attendance: keep('attendance'),
  answers: keep('answers'),
  mails: keep('mails'),
  audit: keep('audit'),
  chat: keep('chat'),
  recordings: keep('recordings'),
})
export type RetentionRules = z.infer<typeof RetentionRules>

/** Nothing goes before somebody has decided so. */
export const forEver: RetentionRules = {
  ...{ meetings: null, attendance: null, answers: null, mails: null, audit: null },
  ...{ chat: null, recordings: null },
}

export const Retention = z.object({ rules: RetentionRules, version: Version })
export type Retention = z.infer<typeof Retention>

export const ChangeRetention = z.object({ rules: RetentionRules, version: Version })
export type ChangeRetention = z.infer<typeof ChangeRetention>

/** As in a form: what is not said is as it is saved, `never` is for ever. */
const asked = (kind: RetentionKind) =>
  z
    .union([
      z.literal('never'),
      z.coerce
        .number()
        .int()
        .min(kind === 'audit' ? auditMonthsLeast : monthsLeast)
        .max(monthsMost),
    ])
    .optional()
export const RetentionPreviewQuery = z.object({
  meetings: asked('meetings'),
  attendance: asked('attendance'),
  answers: asked('answers'),
  mails: asked('mails'),
  audit: asked('audit'),
  chat: asked('chat'),
  recordings: asked('recordings'),
})
export type RetentionPreviewQuery = z.infer<typeof RetentionPreviewQuery>

export const RetentionForecast = z.object({
  kind: RetentionKind,
  months: z.int().nullable(),
  /** What is older goes; null for ever. */
  before: Instant.nullable(),
  /** Rows that go as a whole. */
  removed: z.int(),
  /** Rows that stay without the personal data in them. */
  trimmed: z.int(),
  /** Rows that stay as they are. */
  stays: z.int(),
  /** People whose data goes, told apart by person or address. */
  people: z.int(),
  /** Uploaded documents that nothing refers to any more afterwards. */
  files: z.int(),
  /** Of what goes. */
  oldest: Instant.nullable(),
  newest: Instant.nullable(),
  /** The oldest few of it. */
  sample: z.array(z.object({ label: z.string(), at: Instant, fate: z.enum(['removed', 'trimmed']) })),
})
export type RetentionForecast = z.infer<typeof RetentionForecast>
