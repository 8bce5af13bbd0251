/**
 * The Fastify app, apart from its listener: how every request is parsed, protected, limited and answered. It knows no
 * resource; `compose.ts` gives it the routes.
 */
import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type FastifyPluginAsyncZod, serializerCompiler } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import { bodyLimits, patienceLimits, pressureLimits } from '../contract/limits.ts'
import type { Locale } from '../contract/values.ts'
import type { Counters } from '../identity/ports.ts'
import type { TokenHolder } from '../identity/tokens.ts'
import { answerAgain, type AnswerMemory } from './plugins/answers.ts'
import { authenticate, cookieNames, type Resume } from './plugins/auth.ts'
import { answerErrors, sendError, validatorCompiler } from './plugins/errors.ts'
import { limit } from './plugins/limits.ts'
import { measureRequests, type RequestTimes } from './plugins/measure-requests.ts'
import { describeApi } from './plugins/openapi.ts'
import { type KeptWrites, repeatWrites } from './plugins/repeatable-writes.ts'
import { lateLogger, logRequests } from './plugins/request-log.ts'
import { keepPreconditions } from './plugins/preconditions.ts'
import { servePages } from './plugins/pages.ts'
import { protectPages } from './plugins/protect-pages.ts'
import type { Site } from './site.ts'

/** The app, and a plugin that registers a resource's routes, for those who only pass them on. */
export type Server = FastifyInstance
export type Routes = FastifyPluginAsyncZod

export type ServerOptions = {
  site: Site
  port: number
  version: string
  /** Whose word about where a request comes from is believed. */
  trusts: (address: string) => boolean
  defaultLocale: Locale
  logger: Logger
  counters: Counters
  times: RequestTimes
  resume: Resume
  resumeToken: (secret: string) => Promise<TokenHolder | null>
  /** For answers that are given again while nothing has changed; null in a process without a database. */
  memory: AnswerMemory | null
  isStopping: () => boolean
  /** Where writes with a key are known; null in a process without a database. */
  keptWrites: KeptWrites | null
  /** Absolute path of the built pages, or null when this process serves none. */
  pages: string | null
  /** Origins other than our own to which a page may connect: SFU nodes. Asked for each page. */
  connectTo: () => string[]
  /** How long clients may take; less than the product's in tests, which have none. */
  patience?: Record<keyof typeof patienceLimits, number>
  /** The resources, each a plugin that registers its routes. */
  routes: Routes[]
}

/** Builds the app; it listens to nothing yet. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { site, logger, defaultLocale, patience = patienceLimits } = options
  const app = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    // Our own log line names the route and not the address: addresses of guests and set-ups hold secrets.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    childLoggerFactory: lateLogger,
    genReqId: () => randomUUID(),
    trustProxy: (address: string) => options.trusts(address),
    bodyLimit: bodyLimits.jsonBytes,
    routerOptions: { maxParamLength: bodyLimits.pathPartCharacters },
    requestTimeout: patience.requestMs,
    keepAliveTimeout: patience.keepAliveMs,
    connectionTimeout: patience.silenceMs,
    http: { headersTimeout: patience.headMs, connectionsCheckingInterval: patience.lookEveryMs },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply, { defaultLocale }),
  })
  app.server.maxConnections = pressureLimits.connections
  // JSON is the only language of requests; what Fastify would read besides is refused.
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerErrors(app, { defaultLocale })

  measureRequests(app, options.times)
  protectPages(app, site, options.connectTo)
  logRequests(app, logger)
  // Whoever needs a cookie reads it; only writing them is left to the plugin.
  await app.register(cookie, { hook: false })
  await limit(app, {
    counters: options.counters,
    isStopping: options.isStopping,
    underWay: () => options.times.underWay,
  })
  answerAgain(app, options.memory)
  authenticate(app, {
    site,
    port: options.port,
    resume: options.resume,
    resumeToken: options.resumeToken,
  })
  keepPreconditions(app)
  repeatWrites(app, options.keptWrites)
  await describeApi(app, {
    version: options.version,
    url: site.url,
    sessionCookie: cookieNames(site, options.port).session,
  })
  for (const routes of options.routes) await app.register(routes)
  await servePages(app, options.pages)
  return app
}
