/** The product as a process: what it says, how it stops, and how it refuses to start. */
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { type Product, runProduct, untilReady } from '../support/run-product.ts'
import { until } from '../support/until.ts'

let folder: string
const running: Product[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sfat-process-'))
})
afterEach(async () => {
  for (const product of running.splice(0)) {
    product.signal('SIGKILL')
    await product.ended
  }
  await rm(folder, { recursive: true, force: true })
})

function run(env: Record<string, string>): Product {
  const product = runProduct({ DATA_DIR: join(folder, 'data'), SFU_PORT: '0', ...env })
  running.push(product)
  return product
}
async function start(env: Record<string, string> = {}) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const product = run({ PORT: String(port), ...env })
  await untilReady(product, url)
  return { product, url, port }
}

/** Processes whose parent is this one, as /proc tells. */
async function childrenOf(pid: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const parents = await Promise.all(
    pids.map(async (name) => {
      const line = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
      return [Number(name), Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1])] as const
    }),
  )
  return parents.filter(([, parent]) => parent === pid).map(([child]) => child)
}
const lives = (pid: number) =>
  stat(`/proc/${pid}`).then(
    () => true,
    () => false,
  )

// Whole processes start here, some of them three times over, while other tests run beside them.
describe('the product', { timeout: 90_000 }, () => {
  it('says where it is and how to begin, and makes a new link at each start', async () => {
    const { product, url } = await start()
    const said = await until('it has said all', () => /setup\?token=(\S+)/.exec(product.out()))
    expect(product.out()).toContain(`Sfat is ready at ${url}`)
    expect(await product.stop()).toBe(0)

    const again = await start()
    await until('it has said all', () => /setup\?token=(\S+)/.exec(again.product.out()))
    expect(again.product.out()).not.toContain(said[1])
    const form = {
      token: said[1],
      name: 'Ana Pop',
      email: 'ana@example.ro',
      password: 'trei nuci pe masa lungă',
      organisation: { name: 'Ministerul Culturii', shortName: 'MC' },
      locale: 'ro',
    }
    const browser = createBrowser(again.url)
    expect((await browser.post('/api/setup', form)).body).toMatchObject({ code: 'setup.wrong-link' })
    const token = /setup\?token=(\S+)/.exec(again.product.out())?.[1]
    expect((await browser.post('/api/setup', { ...form, token })).status).toBe(200)
    await again.product.stop()

    const later = await start()
    await until('it has said that it is ready', () => later.product.out().includes('is ready'))
    expect(later.product.out()).not.toContain('setup?token')
    expect(
      (await createBrowser(later.url).post('/api/session', { email: form.email, password: form.password }))
        .status,
    ).toBe(200)
  })

  it('keeps what it writes for its own account', async () => {
    await start()
    const data = join(folder, 'data')
    for (const name of ['secrets.json', 'sfat.db', 'sfat.db-wal'])
      expect(((await stat(join(data, name))).mode & 0o777).toString(8)).toBe('600')
    expect(((await stat(data)).mode & 0o777).toString(8)).toBe('700')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops at %s with code 0, and takes its media workers with it',
    async (signal) => {
      const { product, url } = await start()
      const workers = await childrenOf(product.pid)
      expect(workers.length).toBeGreaterThan(0)
      // A connection that is kept open, as a browser would, does not hold it up.
      await fetch(`${url}/health/live`)
      product.signal(signal)
      expect(await product.ended).toBe(0)
      for (const worker of workers) expect(await lives(worker)).toBe(false)
    },
  )

  it('logs lines of JSON without a secret in them', async () => {
    const { product, url } = await start({
      ADMIN_EMAIL: 'ana@example.ro',
      ADMIN_PASSWORD: 'trei nuci pe masa lungă',
      LOG_LEVEL: 'trace',
    })
    const browser = createBrowser(url)
    await browser.post('/api/session', { email: 'ana@example.ro', password: 'trei nuci pe masa lungă' })
    await browser.post('/api/session', { email: 'ana@example.ro', password: 'a wrong password' })
    await product.stop()
    const lines = product
      .out()
      .split('\n')
      .filter((line) => line.startsWith('{'))
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), time: expect.any(String) })
    const secrets = JSON.parse(await readFile(join(folder, 'data', 'secrets.json'), 'utf8')) as Record<
      string,
      string
    >
    for (const secret of [
      'trei nuci',
      'a wrong password',
      ...browser.cookies.values(),
      ...Object.values(secrets),
    ])
      expect(product.out() + product.err()).not.toContain(secret)
  })

  describe('refuses to start, with code 1 and a sentence,', () => {
    const refused = async (env: Record<string, string>) => {
      const product = run(env)
      const code = await product.ended
      expect(product.err()).not.toMatch(/\n\s+at /)
      expect(product.out()).not.toContain('is ready')
      return { code, said: product.err() }
    }

    it('when the environment is wrong, listing everything', async () => {
      const { code, said } = await refused({ PORT: 'eighty', LOG_LEVEL: 'loud', ROLES: 'web' })
      expect(code).toBe(1)
      for (const name of ['PORT', 'LOG_LEVEL', 'ROLES']) expect(said).toContain(`- ${name}`)
    })

    it('when its port is taken', async () => {
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as { port: number }
      const { code, said } = await refused({ PORT: String(port) })
      expect(code).toBe(1)
      expect(said).toContain(`PORT ${port}`)
      other.close()
    })

    it('when the database or Redis cannot be reached', async () => {
      const nowhere = await freePort()
      const database = await refused({ DATABASE_URL: `postgres://sfat:hunter2@127.0.0.1:${nowhere}/sfat` })
      expect(database).toMatchObject({ code: 1, said: expect.stringContaining('DATABASE_URL') })
      expect(database.said).not.toContain('hunter2')
      const redis = await refused({
        ROLES: 'sfu',
        SFU_URL: 'http://127.0.0.1:9',
        REDIS_URL: `redis://:hunter2@127.0.0.1:${nowhere}`,
      })
      expect(redis).toMatchObject({ code: 1, said: expect.stringContaining('REDIS_URL') })
      expect(redis.said).not.toContain('hunter2')
    })

    it('when the first password is one that everybody guesses', async () => {
      const { code, said } = await refused({ ADMIN_EMAIL: 'ana@example.ro', ADMIN_PASSWORD: 'qazwsxedcrfv' })
      expect(code).toBe(1)
      expect(said).toContain('ADMIN_PASSWORD')
    })

    it('when there is no media worker', async () => {
      const { code, said } = await refused({ MEDIASOUP_WORKER_BIN: '/nonexistent/worker' })
      expect(code).toBe(1)
      expect(said).toContain('MEDIASOUP_WORKER_BIN')
    })
  })
})
