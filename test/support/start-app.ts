/**
 * The real product, composed as in production, on a free port with a folder of its own. By default on SQLite, everything
 * in one process; give `databaseUrl` for PostgreSQL, and `roles` to leave the media workers out where no media is needed.
 *
 *     const app = await startApp({ roles: ['web', 'worker'] })
 *     const browser = app.browser()
 *     await browser.post('/api/session', { email, password })
 *     await app.stop()
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, compose } from '../../api/compose.ts'
import { type Environment, type ProcessRole, readConfig } from '../../api/config.ts'
import type { DatabaseTarget } from '../../api/db/data-source.ts'
import { createLogger } from '../../api/log.ts'
import { createBrowser, type Browser } from './browser.ts'
import { freePort } from './free-port.ts'
import { until } from './until.ts'

export const administrator = { email: 'ana.pop@example.ro', password: 'trei nuci pe masa lungă' } as const

export type StartOptions = {
  /** Where it keeps its data; a PostgreSQL target of `forEachDatabase`, else SQLite in the app's own folder. */
  target?: DatabaseTarget
  roles?: readonly ProcessRole[]
  /** Further variables; `ADMIN_EMAIL: ''` leaves the product waiting for its set-up. */
  env?: Environment
}

export type TestApp = {
  /** Where it listens; the same as its public address unless PUBLIC_URL is given. */
  url: string
  app: App
  dataDir: string
  /** Every line of the log so far. */
  log: string[]
  /** A new browser without cookies, whose requests come from our own page. */
  browser(): Browser
  /** A browser in which the first administrator is signed in. */
  administrator(): Promise<Browser>
  stop(): Promise<void>
}

export async function startApp({ target, roles, env = {} }: StartOptions = {}): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-app-'))
  const log: string[] = []
  const logger = await createLogger({
    level: 'debug',
    terminal: false,
    to: { write: (line) => void log.push(line) },
  })
  const start = async (triesLeft: number): Promise<{ app: App; url: string }> => {
    const port = await freePort()
    const config = readConfig({
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'],
      MEDIASOUP_WORKER_BIN: process.env['MEDIASOUP_WORKER_BIN'],
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      SFU_PORT: '0',
      ADMIN_EMAIL: administrator.email,
      ADMIN_PASSWORD: env['ADMIN_EMAIL'] === '' ? '' : administrator.password,
      ...(target?.kind === 'postgres' ? { DATABASE_URL: target.url } : {}),
      ...env,
    })
    const app = await compose(roles ? { ...config, roles: new Set(roles) } : config, logger)
    try {
      await app.listen()
    } catch (error) {
      await app.close()
      // Somebody else took the port between our look and our listening.
      const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
      if (triesLeft > 0 && cause?.code === 'EADDRINUSE') return start(triesLeft - 1)
      throw error
    }
    return { app, url: `http://${env['HOST'] ?? '127.0.0.1'}:${port}` }
  }
  const remove = () => rm(folder, { recursive: true, force: true })
  const { app, url } = await start(5).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  const browser = () => createBrowser(url)
  return {
    url,
    app,
    dataDir: join(folder, 'data'),
    log,
    browser,
    async administrator() {
      const signedIn = browser()
      // A machine that is busy with other tests makes the server late at first, and it says so.
      await until('the administrator to be signed in', async () => {
        const { status } = await signedIn.post('/api/session', administrator)
        if (status !== 200 && status !== 503)
          throw new Error(`the administrator could not sign in: ${status}`)
        return status === 200
      })
      return signedIn
    },
    async stop() {
      await app.close()
      await remove()
    },
  }
}
