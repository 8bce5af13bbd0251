import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { brotliCompressSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCounters } from '../../api/adapters/counters-memory.ts'
import { createRequestTimes } from '../../api/plugins/measure-requests.ts'
import { trustProxies } from '../../api/plugins/trusted-proxies.ts'
import { createServer, type Server } from '../../api/server.ts'
import { createSite } from '../../api/site.ts'

const shell = '<!doctype html><title>Sfat</title>'
const callShell = '<!doctype html><title>Sfat</title><link rel="modulepreload" href="/call.js">'
const script = 'console.log("ș")'
let folder: string
let server: Server

const serve = (pages: string | null, publicUrl: string, nodes: string[] = []) =>
  createServer({
    site: createSite(publicUrl),
    port: 8080,
    version: '1.2.3',
    trusts: trustProxies(['loopback']).trusts,
    defaultLocale: 'ro',
    logger: pino({ level: 'silent' }),
    counters: createCounters(),
    times: createRequestTimes(),
    resume: async () => null,
    resumeToken: async () => null,
    memory: null,
    isStopping: () => false,
    keptWrites: null,
    pages,
    connectTo: () => nodes,
    routes: [],
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sfat-pages-'))
  await mkdir(join(folder, '_app/immutable'), { recursive: true })
  await writeFile(join(folder, 'index.html'), shell)
  await writeFile(join(folder, 'call.html'), callShell)
  await writeFile(join(folder, '_app/immutable/start.abc.js'), script)
  await writeFile(join(folder, '_app/immutable/start.abc.js.br'), brotliCompressSync(script))
  server = await serve(folder, 'https://sfat.example.ro', ['https://m1.example.ro'])
})
afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the pages', () => {
  it.each(['/', '/rooms', '/meetings/018f/edit', '/i/token', '/setup?token=x', '/index.html'])(
    'begin with the shell at %s, asked for afresh each time',
    async (url) => {
      const answer = await server.inject({ url })
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-type']).toMatch(/^text\/html/)
      expect(answer.headers['cache-control']).toBe('no-cache')
      expect(answer.body).toBe(shell)
    },
  )

  it.each(['/meetings/018f/join', '/i/secret-token/join', '/g/secret-token', '/g/secret-token/?a=b'])(
    'begin with the shell for calls at %s',
    async (url) => {
      const answer = await server.inject({ url })
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['cache-control']).toBe('no-cache')
      expect(answer.body).toBe(callShell)
    },
  )

  it('are sent without listening to an answer more often than Node holds for sound', async () => {
    const warnings: Error[] = []
    const note = (warning: Error) => void warnings.push(warning)
    process.on('warning', note)
    await server.inject({ url: '/meetings/018f/edit' })
    // Node warns when what is under way is done.
    await setImmediate()
    process.off('warning', note)
    expect(warnings).toEqual([])
  })

  it('keep files whose name tells their content for a year', async () => {
    const answer = await server.inject({ url: '/_app/immutable/start.abc.js' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(answer.headers['content-encoding']).toBeUndefined()
    expect(answer.body).toBe(script)
  })

  it('are sent as they were compressed at the build, to browsers that take it', async () => {
    const answer = await server.inject({
      url: '/_app/immutable/start.abc.js',
      headers: { 'accept-encoding': 'gzip, br' },
    })
    expect(answer.headers['content-encoding']).toBe('br')
    expect(answer.headers['content-type']).toMatch(/javascript/)
    expect(answer.rawPayload).toEqual(brotliCompressSync(script))
    expect(answer.headers['vary']).toMatch(/accept-encoding/i)
  })

  it('never stand in for a script, an image or the API', async () => {
    for (const url of ['/_app/immutable/gone.js', '/logo.png', '/api/gone', '/health/gone', '/.git/config']) {
      const answer = await server.inject({ url, headers: { accept: 'text/html' } })
      expect(answer.statusCode).toBe(404)
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    }
    const posted = await server.inject({
      method: 'POST',
      url: '/rooms',
      headers: { origin: 'https://sfat.example.ro' },
    })
    expect(posted.statusCode).toBe(404)
  })

  it('may connect to the media nodes that live, by http and by websocket', async () => {
    const policy = String((await server.inject({ url: '/' })).headers['content-security-policy'])
    expect(policy).toContain("connect-src 'self' https://m1.example.ro wss://m1.example.ro")
  })

  it('are told to stay on https, behind TLS', async () => {
    const { headers } = await server.inject({ url: '/' })
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
    expect(headers['content-security-policy']).toContain('upgrade-insecure-requests')
  })

  it('are not missed by a server whose pages are not built', async () => {
    const bare = await serve(join(folder, 'nothing'), 'http://127.0.0.1:8080')
    const answer = await bare.inject({ url: '/' })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['strict-transport-security']).toBeUndefined()
    expect(answer.headers['content-security-policy']).not.toContain('upgrade-insecure-requests')
    await bare.close()
  })
})
