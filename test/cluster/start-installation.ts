/**
 * An installation as it is deployed: one process with everything, or several that share PostgreSQL and Redis. A story
 * that is told of both does not know which one it is in.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import type { DatabaseTarget } from '../../api/db/data-source.ts'
import { freePort } from '../support/free-port.ts'
import { type Product, runProduct, untilReady } from '../support/run-product.ts'
import { administrator } from '../support/start-app.ts'

export type SfuProcess = { url: string; product: Product }

export type Installation = {
  /** Where people open it; several addresses where several processes serve them. */
  urls: string[]
  /** The processes that hold conferences. */
  nodes: SfuProcess[]
  /** The processes that store what is told to them; the same as all others in one process. */
  workers: Product[]
  /** Starts another of these. */
  addWorker(): Promise<Product>
  /** What all processes have said. */
  said(): string
  stop(): Promise<void>
}

/** `conferences: false` leaves out the nodes that hold them, where there are several processes. */
export async function startInstallation(
  target: DatabaseTarget,
  { conferences = true } = {},
): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-cluster-'))
  const products: Product[] = []
  const common = {
    // Secrets are shared by all processes of an installation.
    DATA_DIR: join(folder, 'data'),
    SFU_PORT: '0',
    LOG_LEVEL: 'info',
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
  }
  async function start(
    env: Record<string, string>,
    port: number,
  ): Promise<{ url: string; product: Product }> {
    const product = runProduct({ ...common, PORT: String(port), ...env })
    products.push(product)
    const url = `http://127.0.0.1:${port}`
    await untilReady(product, url, 60_000)
    return { url, product }
  }
  const stop = async () => {
    await Promise.all(products.map((product) => product.stop()))
    await rm(folder, { recursive: true, force: true })
  }
  const said = () => products.map((product) => product.out() + product.err()).join('\n')

  if (target.kind === 'sqlite') {
    const all = await start({}, await freePort())
    const addWorker = () => Promise.reject(new Error('one process has one worker'))
    return { urls: [all.url], nodes: [all], workers: [all.product], addWorker, said, stop }
  }

  const shared = { DATABASE_URL: target.url, REDIS_URL: await emptyRedis() }
  const publicUrls = [await freePort(), await freePort()]
  const page = `http://127.0.0.1:${publicUrls[0]}`
  const webs = await Promise.all(
    // Behind a balancer both would have one address; here each is opened at its own.
    publicUrls.map((port) =>
      start({ ...shared, ROLES: 'web', PUBLIC_URL: `http://127.0.0.1:${port}` }, port),
    ),
  )
  const startWorker = async () => {
    const { product } = await start({ ...shared, ROLES: 'worker', PUBLIC_URL: page }, await freePort())
    return product
  }
  const startNode = async () => {
    const port = await freePort()
    // A node knows no database.
    const env = {
      REDIS_URL: shared.REDIS_URL,
      ROLES: 'sfu',
      SFU_URL: `http://127.0.0.1:${port}`,
      PUBLIC_URL: page,
    }
    return start(env, port)
  }
  const [worker, ...nodes] = await Promise.all([
    startWorker(),
    ...(conferences ? [startNode(), startNode()] : []),
  ])
  return { urls: webs.map(({ url }) => url), nodes, workers: [worker], addWorker: startWorker, said, stop }
}

/** A database of the test's Redis with nothing in it; the others belong to tests that run at the same time. */
async function emptyRedis(): Promise<string> {
  const given = process.env['TEST_REDIS_URL']
  if (!given) throw new Error('TEST_REDIS_URL is not set. `npm test` starts a private server and sets it.')
  const url = new URL(given)
  url.pathname = '/15'
  const client = await createClient({ url: url.href }).connect()
  await client.flushDb()
  await client.close()
  return url.href
}
