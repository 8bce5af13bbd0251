import { toInstant } from '../../identity/instants.ts'
import type { Work } from '../db/work.ts'
import type { KeptWrites } from '../plugins/repeatable-writes.ts'

/** What the door knows of writes that were sent with a key. */
export const createKeptWrites = ({
  work,
  clock,
}: {
  work: Pick<Work, 'run' | 'read'>
  clock: { now(): Temporal.Instant }
}): KeptWrites => ({
  find: (personId, key) =>
    work.read(({ keptWrites }) => keptWrites.find(personId, key, toInstant(clock.now()))),
  settle: (personId, key, answer) =>
    work.run(({ keptWrites }) => keptWrites.keep({ personId, key, final: true, ...answer })),
})
