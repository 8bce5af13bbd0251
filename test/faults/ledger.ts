/** What the product has promised to those who asked: an answer of 2xx is a promise, whatever happens afterwards. */
import type { Id } from '../../contract/values.ts'

/** Something that was acknowledged; `mark` stands in it and in nothing else. */
export type Kept = {
  kind:
    'project' | 'milestone' | 'meeting' | 'document' | 'decision' | 'task' | 'action' | 'report' | 'answer'
  mark: string
  /** The id in the answer; for what is kept within a meeting, that of the meeting. */
  id: Id
}
/** A mail that follows from something that was acknowledged. */
export type PromisedMail = { to: string; mark: string }

export type Ledger = {
  kept: Kept[]
  mails: PromisedMail[]
  /** Requests that were answered in the end. */
  answered: number
  /** Attempts whose answer never came. */
  lost: number
  /** Attempts that were turned away with words, by their code. */
  refused: Record<string, number>
  /** Writes that were done before their answer was lost, and answered when they were sent again. */
  replayed: number
}

export const createLedger = (): Ledger => ({
  ...{ kept: [], mails: [], answered: 0, lost: 0, refused: {}, replayed: 0 },
})
