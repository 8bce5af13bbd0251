/** How the process stops in good order: what is under way is finished, what comes is sent away, sockets come back. */
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { expect, it, onTestFinished } from 'vitest'
import { patienceLimits } from '../../contract/limits.ts'
import { createBrowser } from '../support/browser.ts'
import { lastingPort } from '../support/free-port.ts'
import { runProduct, untilReady } from '../support/run-product.ts'
import { testFolder } from '../support/test-folder.ts'
import { until } from '../support/until.ts'

const admin = { email: 'ana@example.ro', password: 'trei nuci pe masa lungă' }

async function start() {
  const port = await lastingPort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...{ DATA_DIR: join(await testFolder(), 'data'), PORT: String(port), SFU_PORT: '0' },
    ...{ ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password },
  }
  const run = async () => {
    const product = runProduct(env)
    onTestFinished(async () => {
      product.signal('SIGKILL')
      await product.ended
    })
    await untilReady(product, url)
    return product
  }
  const product = await run()
  const ana = createBrowser(url)
  await until('she is signed in', async () => (await ana.post('/api/session', admin)).status === 200)
  return { product, url, ana, again: run }
}

const heard = (socket: Socket, what: 'connect' | 'disconnect') =>
  new Promise<unknown>((resolve) => socket.once(what, (reason?: unknown) => resolve(reason)))
const room = (name: string) => JSON.stringify({ name, building: 'A', capacity: 4, equipment: [] })

it('finishes what has begun, takes no more, and is gone within its time', { timeout: 60_000 }, async () => {
  const { product, url, ana, again } = await start()
  // A connection that a browser keeps for its next request.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const ask = (path: string) =>
    new Promise<{ status: number; text: string; wait: string | undefined }>((resolve, reject) => {
      const asking = httpRequest(
        `${url}${path}`,
        { agent, headers: { cookie: ana.cookieHeader() } },
        (answer) => {
          let text = ''
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
          const { statusCode: status = 0 } = answer
          answer.on('end', () => resolve({ status, text, wait: answer.headers['retry-after'] }))
        },
      )
      asking.on('error', reject)
      asking.end()
    })
  expect((await ask('/api/me')).status).toBe(200)

  // Half of a booking is on its way when the process is told to stop.
  const body = room('Sala promisă')
  const writing = httpRequest(`${url}/api/rooms`, {
    method: 'POST',
    headers: {
      ...{ cookie: ana.cookieHeader(), origin: url, 'content-type': 'application/json' },
      'content-length': Buffer.byteLength(body),
    },
  })
  writing.write(body.slice(0, 10))
  await until('it has arrived', async () =>
    /sfat_http_requests_under_way 2/.test(await (await fetch(`${url}/metrics`)).text()),
  )
  const stopped = performance.now()
  product.signal('SIGTERM')
  await until('it is stopping', () => product.out().includes('"stopping"'))

  // Whoever still has a connection is told to wait, in words; whoever comes anew finds the door shut.
  const late = await ask('/api/me').catch((error: NodeJS.ErrnoException) => error.code)
  if (typeof late === 'object') {
    expect(late).toMatchObject({ status: 503, wait: '5' })
    expect(JSON.parse(late.text)).toMatchObject({ code: 'server.stopping' })
  } else expect(['ECONNRESET', 'ECONNREFUSED']).toContain(late)

  writing.end(body.slice(10))
  const [answer] = (await once(writing, 'response')) as [{ statusCode: number; resume(): void }]
  answer.resume()
  expect(answer.statusCode).toBe(201)
  expect(await product.ended).toBe(0)
  expect(performance.now() - stopped).toBeLessThan(patienceLimits.stopMs + 1_000)

  await again()
  const { body: kept } = await ana.get('/api/rooms')
  expect((kept as { items: { name: string }[] }).items.map(({ name }) => name)).toEqual(['Sala promisă'])
})

it('is not held up by somebody who never finishes', { timeout: 60_000 }, async () => {
  const { product, url, ana } = await start()
  const headers = { cookie: ana.cookieHeader(), origin: url, 'content-type': 'application/json' }
  const writing = httpRequest(`${url}/api/rooms`, {
    method: 'POST',
    headers: { ...headers, 'content-length': 99 },
  })
  writing.on('error', () => undefined)
  writing.write('{"name"')
  await until('it has arrived', async () =>
    /sfat_http_requests_under_way 2/.test(await (await fetch(`${url}/metrics`)).text()),
  )
  const stopped = performance.now()
  product.signal('SIGTERM')
  // Not in good order, and said so.
  expect(await product.ended).toBe(1)
  expect(product.out()).toContain('stopping took too long')
  expect(performance.now() - stopped).toBeLessThan(patienceLimits.stopMs + 2_000)
})

it(
  'has open pages come back by themselves, to whichever process answers then',
  { timeout: 60_000 },
  async () => {
    const { product, url, ana, again } = await start()
    const socket = io(`${url}/live`, {
      ...{ transports: ['websocket'], forceNew: true, reconnectionDelay: 100, reconnectionDelayMax: 200 },
      extraHeaders: { origin: url, cookie: ana.cookieHeader() },
    })
    onTestFinished(() => void socket.disconnect())
    await heard(socket, 'connect')
    const left = heard(socket, 'disconnect')
    expect(await product.stop()).toBe(0)
    // socket.io's word for "go on trying"; after `io server disconnect` a page would stay silent for ever.
    expect(await left).toBe('transport close')
    const back = heard(socket, 'connect')
    await again()
    await back
    expect((await socket.emitWithAck('watch', { topics: ['calendar'] })) as unknown).toEqual({ ok: true })
  },
)
