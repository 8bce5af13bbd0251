import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Bindings, ChildLoggerOptions, Logger } from 'pino'

/**
 * One line for each answer of the API: writes and refusals at `info`, reads at `debug`. It names the route
 * (`/api/guest/:token`), never the address, and who asked by id.
 */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    done()
    const level = isQuiet(request, reply) ? 'debug' : 'info'
    const route = request.routeOptions.url
    if (!logger.isLevelEnabled(level) || !route?.startsWith('/api/')) return
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      personId: request.knownActor?.personId,
    }
    request.log[level](line, 'answered')
  })
}

const isQuiet = ({ method }: FastifyRequest, { statusCode }: FastifyReply) =>
  statusCode < 400 && (method === 'GET' || method === 'HEAD')

/**
 * Fastify's loggers of single requests, each made when it has something to say: most have not, and to write out what every
 * line of theirs would begin with costs as much as to know who asks.
 */
export const lateLogger = (logger: FastifyBaseLogger, bindings: Bindings, options?: ChildLoggerOptions) =>
  new LateLogger(logger, bindings, options)

type Saying = Parameters<FastifyBaseLogger['info']>

class LateLogger implements FastifyBaseLogger {
  readonly #parent: FastifyBaseLogger
  readonly #bindings: Bindings
  readonly #options: ChildLoggerOptions | undefined
  #made: FastifyBaseLogger | null = null

  constructor(parent: FastifyBaseLogger, bindings: Bindings, options: ChildLoggerOptions | undefined) {
    this.#parent = parent
    this.#bindings = bindings
    this.#options = options
  }
  get #logger(): FastifyBaseLogger {
    return (this.#made ??= this.#parent.child(this.#bindings, this.#options))
  }
  get level(): string {
    return this.#parent.level
  }
  set level(level: string) {
    this.#logger.level = level
  }
  child(bindings: Bindings, options?: ChildLoggerOptions): FastifyBaseLogger {
    return this.#logger.child(bindings, options)
  }
  fatal(...said: Saying): void {
    this.#logger.fatal(...said)
  }
  error(...said: Saying): void {
    this.#logger.error(...said)
  }
  warn(...said: Saying): void {
    this.#logger.warn(...said)
  }
  info(...said: Saying): void {
    this.#logger.info(...said)
  }
  debug(...said: Saying): void {
    this.#logger.debug(...said)
  }
  trace(...said: Saying): void {
    this.#logger.trace(...said)
  }
  silent(...said: Saying): void {
    this.#logger.silent(...said)
  }
}
