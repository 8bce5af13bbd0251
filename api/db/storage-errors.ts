/**
 * What the two databases say when something goes wrong, in the words of `contract/errors.ts`.
 * Codes: https://www.sqlite.org/rescode.html and PostgreSQL's Appendix A.
 */
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm'
import { AppError, type ErrorCode } from '../../contract/errors.ts'

type Unique = {
  /** The constraint's or index's name on PostgreSQL. */
  constraint: string
  /** How SQLite names the same: `table.column, table.column`. */
  columns: string
  code: Extract<ErrorCode, `${string}-taken`>
}

/** Names that may be given only once, and what a person is told who gives them a second time. */
const uniques: Unique[] = [
  { constraint: 'person_email', columns: 'person.email', code: 'person.email-taken' },
  {
    constraint: 'organisation_name',
    columns: 'organisation.folded_name',
    code: 'organisation.name-taken',
  },
  { constraint: 'room_name', columns: 'room.folded_building, room.folded_name', code: 'room.name-taken' },
  { constraint: 'project_code', columns: 'project.folded_code', code: 'project.code-taken' },
  { constraint: 'working_group_name', columns: 'working_group.folded_name', code: 'group.name-taken' },
]

type Cause = { code?: string; constraint?: string; message?: string }

function causeOf(error: unknown): Cause {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error
  return typeof cause === 'object' && cause !== null ? (cause as Cause) : {}
}

/** Turns a database's error into the `AppError` that a person can act on; what nobody can act on stays as it is. */
export function translate(error: unknown): unknown {
  if (error instanceof AppError) return error
  const cause = causeOf(error)
  const code = typeof cause.code === 'string' ? cause.code : ''
  if (code === 'SQLITE_FULL' || code === '53100') return withCause('server.storage-full', error)
  if (isUnwritable(code)) return withCause('server.storage-read-only', error)
  // What TypeORM says when the server has cut the connection in the middle of a unit of work.
  if (error instanceof QueryRunnerAlreadyReleasedError) return withCause('server.busy', error)
  if (isLocked(error) || postgresIsBusy(code, cause.message ?? '')) return withCause('server.busy', error)
  const taken = uniques.find(
    ({ constraint, columns }) =>
      (code === '23505' && cause.constraint === constraint) ||
      (code === 'SQLITE_CONSTRAINT_UNIQUE' && cause.message === `UNIQUE constraint failed: ${columns}`),
  )
  return taken ? withCause(taken.code, error) : error
}

/** Keeps what the database said, for the log. */
function withCause(
  code: 'server.storage-full' | 'server.storage-read-only' | 'server.busy' | Unique['code'],
  cause: unknown,
): AppError {
  const error = new AppError(code)
  error.cause = cause
  return error
}

/** Whether another process holds the SQLite file. */
export function isLocked(error: unknown): boolean {
  const { code = '' } = causeOf(error)
  return code === 'SQLITE_BUSY' || code.startsWith('SQLITE_BUSY_')
}

/**
 * The disk refuses to be written, or the server does: it has been set to read only, or has become somebody's standby
 * (25006 read_only_sql_transaction), or met an error of its disk (58030 io_error).
 */
const isUnwritable = (code: string): boolean =>
  code === 'SQLITE_READONLY' ||
  code.startsWith('SQLITE_READONLY_') ||
  code.startsWith('SQLITE_IOERR') ||
  code === '25006' ||
  code === '58030'

/**
 * No connection to be had, the server is going down or coming up, or a lock was not given in time. What has no code is said
 * by the driver of a connection that is gone.
 */
function postgresIsBusy(code: string, message: string): boolean {
  return (
    ['53300', '55P03', '57014', '57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(
      code,
    ) ||
    code.startsWith('08') ||
    message === 'timeout exceeded when trying to connect' ||
    message.startsWith('Connection terminated') ||
    message.endsWith('is not queryable')
  )
}

/**
 * Whether PostgreSQL undid the unit of work only because another one came first: serialization failure, deadlock, and
 * an exclusion constraint (the other's booking is visible on the second try, and the use case then names it).
 */
export function lostRace(error: unknown): boolean {
  const { code } = causeOf(error)
  return code === '40001' || code === '40P01' || code === '23P01'
}

/** Whether a row was refused because of a reference: to one that is gone, or from one that still needs it. */
export function isReferenceBroken(error: unknown): boolean {
  const { code } = causeOf(error)
  return code === '23503' || code === 'SQLITE_CONSTRAINT_FOREIGNKEY'
}
