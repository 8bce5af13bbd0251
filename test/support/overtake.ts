/** Two units of work that meet: one is held up in its middle while another comes. */
import type { Work } from '../../api/db/work.ts'
import type { Repositories } from '../../api/db/repositories.ts'
import type { TestDatabase } from './databases.ts'
import { until } from './until.ts'

type Call = (...asked: unknown[]) => Promise<unknown>

/**
 * Runs `first` until a repository has answered it for the first time what `after` names, then `second` to its end, or until
 * it waits for what the first holds; then lets the first go on. Answers with what became of both.
 */
export async function overtake<Name extends keyof Repositories, First, Second>(
  database: TestDatabase,
  after: [Name, string & keyof Repositories[Name]],
  first: (work: Work) => Promise<First>,
  second: () => Promise<Second>,
): Promise<[PromiseSettledResult<First>, PromiseSettledResult<Second>]> {
  const { work } = database
  const [name, member] = after
  const reached = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const held: Work = {
    ...work,
    run: (task, options) =>
      work.run((tx) => {
        const repository = tx[name]
        const call = repository[member] as Call
        const held: Call = async (...asked) => {
          const answer = await call(...asked)
          reached.resolve()
          await goOn.promise
          return answer
        }
        return task({ ...tx, [name]: { ...repository, [member]: held } })
      }, options),
  }
  const one = first(held)
  // Whoever fails before it gets there is awaited for nothing.
  await Promise.race([reached.promise, one])
  const other = second()
  await untilMet(database, other).finally(goOn.resolve)
  return Promise.allSettled([one, other])
}

/** The other has come: it has ended, or waits for the one that is held open. */
export async function untilMet({ databases, work }: TestDatabase, other: Promise<unknown>): Promise<void> {
  let ended = false
  void other.then(
    () => (ended = true),
    () => (ended = true),
  )
  await until('the two to meet', async () => {
    if (ended || work.pools()[0]!.waiting > 0) return true
    if (databases.dialect === 'sqlite') return false
    const [row] = (await databases.reader.query(
      `SELECT COUNT(*) AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )) as { waiting: string }[]
    return Number(row?.waiting) > 0
  })
}
