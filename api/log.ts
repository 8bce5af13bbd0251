/** The log: JSON lines for machines, readable ones on a terminal. Nothing secret is in it. */
import pino, { type DestinationStream, type Logger } from 'pino'
import type { LogLevel } from './config.ts'

/**
 * `terminal` makes lines for a person to read. `to` replaces the standard output.
 * Redaction is a second net: the first is that nobody logs a body, a header or an address.
 */
export async function createLogger(options: {
  level: LogLevel
  terminal: boolean
  to?: DestinationStream
}): Promise<Logger> {
  const settings = {
    level: options.level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['password', 'token', 'cookie', 'authorization', 'headers', 'body', 'ticket', 'seatKey'].flatMap(
      (name) => [name, `*.${name}`],
    ),
    serializers: { err: describeError, error: describeError },
  }
  if (options.to) return pino(settings, options.to)
  if (!options.terminal) return pino(settings)
  const { default: pretty } = await import('pino-pretty')
  return pino(
    settings,
    pretty({ colorize: true, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }),
  )
}

type Described = { type: string; message: string; code?: string; stack?: string; cause?: Described }

/**
 * An error without what hangs on it: a database's error carries the parameters of its statement, and these may be a
 * hash, a mail address or the text of somebody's minutes.
 */
export function describeError(error: unknown, depth = 3): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return {
    type: error.name,
    message: error.message,
    ...code,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth === 0 ? {} : { cause: describeError(error.cause, depth - 1) }),
  }
}
