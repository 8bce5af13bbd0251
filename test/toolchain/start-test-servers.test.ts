import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { root } from '../../toolchain/checkout.ts'
import {
  makeRunFolder,
  removeRunFolder,
  startPostgres,
  startRedis,
} from '../../toolchain/start-test-servers.ts'
import { postgres, redis } from '../../toolchain/test-parts.ts'
import { until } from '../support/until.ts'

const answers = (url: string) =>
  new Promise<boolean>((resolve) => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname, () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })

const initdb = postgres.find()
const redisServer = redis.find()

describe.skipIf(!initdb || !redisServer)('the private servers for tests', () => {
  it('answer where they say, with room for every test file, and are gone when stopped', async () => {
    const folder = makeRunFolder()
    const servers = await Promise.all([startPostgres(initdb!, folder), startRedis(redisServer!, folder)])
    try {
      const client = new pg.Client(servers[0].url)
      await client.connect()
      const { rows } = await client.query('SHOW max_connections')
      await client.query('CREATE EXTENSION btree_gist')
      await client.end()
      expect(rows).toEqual([{ max_connections: '200' }])
      expect(await answers(servers[1].url)).toBe(true)
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
      removeRunFolder(folder)
    }
    expect(await Promise.all(servers.map((server) => answers(server.url)))).toEqual([false, false])
  })

  it('end with a run that is killed, and the next run removes what it left', async () => {
    const module = JSON.stringify(join(root, 'toolchain/start-test-servers.ts'))
    const script = `
      const { makeRunFolder, startPostgres, startRedis } = await import(${module})
      const folder = makeRunFolder()
      const servers = await Promise.all([
        startPostgres(${JSON.stringify(initdb)}, folder), startRedis(${JSON.stringify(redisServer)}, folder)])
      console.log(JSON.stringify({ folder, urls: servers.map((server) => server.url) }))`
    const run = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface({ input: run.stdout }), 'line')) as [string]
    const { folder, urls } = JSON.parse(line) as { folder: string; urls: string[] }
    expect(await Promise.all(urls.map(answers))).toEqual([true, true])
    run.kill('SIGKILL')
    for (const url of urls) await until(`${url} to be gone`, async () => !(await answers(url)))
    expect(existsSync(folder)).toBe(true)
    // PostgreSQL answers nobody any more a moment before it has written its last file.
    await until('what it left to be removed', async () => {
      removeRunFolder(makeRunFolder())
      return !existsSync(folder)
    })
  })
})
