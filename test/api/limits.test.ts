/** Limits: that the page and the file agree, and what becomes of those who are beyond them. */
import { readFileSync, globSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { createCounters } from '../../api/adapters/counters-memory.ts'
import { withClient } from '../../api/db/postgres-dump.ts'
import { createRequestTimes } from '../../api/plugins/measure-requests.ts'
import { trustProxies } from '../../api/plugins/trusted-proxies.ts'
import { createServer, type Server } from '../../api/server.ts'
import { createSite } from '../../api/site.ts'
import { patienceLimits, pressureLimits, requestLimits } from '../../contract/limits.ts'
import { onPostgres } from '../support/databases.ts'
import { freePort } from '../support/free-port.ts'
import { sayLimits } from '../support/say-limits.ts'
import { startApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'

const root = join(import.meta.dirname, '..', '..')

describe('the limits', () => {
  it('are on one page of the documentation, each with the value that it has', () => {
    const page = readFileSync(join(root, 'docs', 'operations.md'), 'utf8')
    const section = /^## Limits\n([\s\S]*?)\n## /m.exec(page)?.[1] ?? ''
    const rows = [...section.matchAll(/^\| `([a-zA-Z.-]+)`\s*\| ([^|]+?)\s*\|/gm)]
    expect(Object.fromEntries(rows.map(([, name, value]) => [name, value]))).toEqual(sayLimits())
  })

  it('are numbers of that file, and not of routes', () => {
    const doors = globSync(['api/routes/*.ts', 'api/plugins/*.ts', 'api/server.ts'], { cwd: root })
    expect(doors.length).toBeGreaterThan(20)
    const stray = doors.flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      const found = [...text.matchAll(/\b(bodyLimit|fileSize|requestTimeout|perMinute|maxParamLength): *\d/g)]
      return found.map(([what]) => `${path}: ${what}`)
    })
    expect(stray).toEqual([])
  })

  it('count by the address that a trusted proxy names, and by no other', () => {
    const { clientOf } = trustProxies(['loopback', '10.0.0.0/8', '2001:db8::/32'])
    const from = (remoteAddress: string, forwarded?: string) =>
      clientOf({
        headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
        socket: { remoteAddress },
      } as Parameters<typeof clientOf>[0])
    expect(from('203.0.113.5')).toBe('203.0.113.5')
    expect(from('203.0.113.5', '198.51.100.1')).toBe('203.0.113.5')
    expect(from('127.0.0.1', '198.51.100.1')).toBe('198.51.100.1')
    expect(from('::ffff:127.0.0.1', '6.6.6.6, 198.51.100.1, 10.1.2.3')).toBe('198.51.100.1')
    expect(from('2001:db8::1', '10.0.0.1')).toBe('10.0.0.1')
    expect(from('::1', 'not an address')).toBe('not an address')
  })
})

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

/** A server with a door that takes what it is told to take, and clients that are cut within a moment. */
async function serve(options: Partial<Parameters<typeof createServer>[0]> = {}): Promise<number> {
  const port = await freePort()
  const server = await createServer({
    site: createSite(`http://127.0.0.1:${port}`),
    port,
    version: '1.2.3',
    trusts: trustProxies(['loopback']).trusts,
    defaultLocale: 'ro',
    logger: pino({ level: 'silent' }),
    counters: createCounters(),
    times: createRequestTimes(),
    resume: async () => null,
    resumeToken: async () => null,
    isStopping: () => false,
    pages: null,
    connectTo: () => [],
    memory: null,
    keptWrites: null,
    routes: [
      async (app) => {
        app.get('/api/free', { schema: { response: { 200: z.string() } } }, async () => 'free')
      },
    ],
    ...options,
  })
  servers.push(server)
  await server.listen({ host: '127.0.0.1', port })
  return port
}
const hurried = { ...patienceLimits, headMs: 150, requestMs: 400, silenceMs: 300, lookEveryMs: 50 }

/** Says something on a bare connection, and answers with what came back once it is cut. */
function speak(port: number, begin: string, then?: (write: (text: string) => void) => void) {
  return new Promise<string>((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(begin)
      then?.((more) => socket.writable && socket.write(more))
    })
    socket.on('data', (data) => (text += data.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
}

describe('a client that is slow', () => {
  it('with its head is cut', async () => {
    const port = await serve({ patience: hurried })
    const drip = (write: (text: string) => void) => {
      const timer = setInterval(() => write('x: y\r\n'), 50)
      onTestFinished(() => clearInterval(timer))
    }
    expect(await speak(port, 'GET /api/free HTTP/1.1\r\nhost: x\r\n', drip)).toMatch(/^HTTP\/1\.1 408|^$/)
  })

  it('with its body is cut', async () => {
    const port = await serve({ patience: hurried })
    const head =
      'POST /api/free HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n'
    const drip = (write: (text: string) => void) => {
      const timer = setInterval(() => write(' '), 50)
      onTestFinished(() => clearInterval(timer))
    }
    expect(await speak(port, head, drip)).not.toMatch(/^HTTP\/1\.1 200/)
  })

  it('and says nothing at all is cut', async () => {
    const port = await serve({ patience: hurried })
    expect(await speak(port, '')).toMatch(/^HTTP\/1\.1 408|^$/)
  })

  it('and takes its time between two requests is waited for', async () => {
    const port = await serve()
    const free = 'GET /api/free HTTP/1.1\r\nhost: x\r\n\r\n'
    const last = 'GET /api/free HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
    const answers = await speak(port, free, (write) => void setTimeout(() => write(last), 200))
    expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
  })
})

describe('a network that asks too much', () => {
  it('is told to wait, with words and for how long', async () => {
    const counters = createCounters()
    const port = await serve({ counters })
    const ask = () => fetch(`http://127.0.0.1:${port}/api/free`)
    expect((await ask()).status).toBe(200)
    for (let count = 0; count < requestLimits.any.perMinute; count += 1)
      await counters.hit('limit:any:127.0.0.1', 60)
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ code: 'request.limited' })
  })
})

/**
 * What SQLite does it does on the thread that answers: an answer is there before the next request is read, requests do not
 * pile up, and what shows is how late the thread is. Here something holds it as a search through millions of rows would.
 */
describe('a server whose thread is held up', { timeout: 120_000 }, () => {
  it('turns some away with words once that lasts, and takes them again when it is over', async () => {
    const hold = new Int32Array(new SharedArrayBuffer(4))
    const schema = { response: { 200: z.string() } }
    const port = await serve({
      routes: [
        async (app) => {
          app.get('/api/free', { schema }, async () => 'free')
          app.get('/api/slow', { schema }, async () =>
            Atomics.wait(hold, 0, 0, pressureLimits.loopLateMs * 2.5),
          )
        },
      ],
    })
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
    // One late moment is no reason, and neither is a second.
    expect((await ask('/api/slow')).status).toBe(200)
    const refused = await until(
      'somebody is turned away',
      async () => {
        const answer = await ask('/api/slow')
        return answer.status === 200 ? null : answer
      },
      90_000,
    )
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe(String(pressureLimits.retryAfterSeconds))
    expect(await refused.json()).toMatchObject({ code: 'server.busy', status: 503 })
    await until('it takes work again', async () => (await ask('/api/free')).status === 200)
  })
})

type Answer = { status: number; wait: string | undefined; text: string }

onPostgres((open) => {
  // On SQLite requests do not pile up: see the server whose thread is held up.
  describe('a server that is asked too much', { timeout: 90_000 }, () => {
    it('turns some away with words before it falls, goes on living, and is well again afterwards', async () => {
      const { target } = await open()
      const app = await startApp({
        target,
        roles: ['web'],
        env: { REDIS_URL: process.env['TEST_REDIS_URL'] },
      })
      onTestFinished(() => app.stop())
      const ana = await app.administrator()
      const cookie = ana.cookieHeader()

      const alive: number[] = []
      const ask = () =>
        new Promise<Answer>((resolve, reject) => {
          const asking = httpRequest(
            `${app.url}/api/people`,
            { headers: { cookie }, agent: false },
            (answer) => {
              let text = ''
              answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
              const { statusCode: status = 0 } = answer
              answer.on('end', () => resolve({ status, wait: answer.headers['retry-after'], text }))
            },
          )
          asking.on('error', reject)
          asking.end()
        })
      // The database has come to a halt: what is asked for piles up, and more is asked for than may be under way.
      const beyond = 50
      const answers = await withClient(target.kind === 'postgres' ? target.url : '', async (client) => {
        await client.query('BEGIN')
        await client.query('LOCK TABLE person IN ACCESS EXCLUSIVE MODE')
        const told: Answer[] = []
        const asked = Promise.all(
          Array.from({ length: pressureLimits.requestsUnderWay + beyond }, async () =>
            told.push(await ask()),
          ),
        )
        await until('some are turned away', () => told.length >= beyond, 30_000)
        expect(told.map(({ status }) => status)).toEqual(told.map(() => 503))
        alive.push((await fetch(`${app.url}/health/live`)).status)
        alive.push((await fetch(`${app.url}/metrics`)).status)
        await client.query('COMMIT')
        await asked
        return told
      })

      const busy = answers.filter(({ status }) => status === 503)
      expect(busy.length).toBeGreaterThanOrEqual(beyond)
      for (const { wait, text } of busy) {
        expect(wait).toBe(String(pressureLimits.retryAfterSeconds))
        expect(JSON.parse(text)).toMatchObject({ code: 'server.busy', status: 503 })
      }
      // Nobody was promised an answer and then forgotten.
      expect(answers).toHaveLength(pressureLimits.requestsUnderWay + beyond)
      const odd = answers.filter(({ status }) => status !== 503 && status !== 200)
      expect(odd).toEqual([])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(answers.length - busy.length)
      expect(new Set(alive)).toEqual(new Set([200]))
      await until('it takes work again', async () => (await ana.get('/api/people')).status === 200)
      expect((await fetch(`${app.url}/health/ready`)).status).toBe(200)
    })
  })
})
