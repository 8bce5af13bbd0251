/** How messages to webhooks leave, with a real server on the other side that behaves as badly as servers do. */
import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createPost } from '../../../api/adapters/post-webhook.ts'
import { webhookAddresses } from '../../../api/adapters/webhook-addresses.ts'
import { webhookLimits } from '../../../contract/limits.ts'
import { webhookPayloads } from '../../../contract/webhooks.ts'
import { changeWebhook, deliverAgain, renewWebhookSecret, showWebhook } from '../../../identity/webhooks.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { until } from '../../support/until.ts'
import { answer, startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts'
import { anAdministrator, createSender, depsOf, hook, logOf, tryOut } from '../../support/webhooks.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function receive(...manner: Parameters<typeof startReceiver>): Promise<WebhookReceiver> {
  const receiver = await startReceiver(...manner)
  closers.push(() => receiver.close())
  return receiver
}

/** Begins to send; it stops with the test at the latest. */
async function send(database: TestDatabase, options: Parameters<typeof createSender>[1] = {}) {
  const sender = createSender(database, options)
  closers.push(() => sender.stop())
  await sender.start()
  return sender
}

const show = (database: TestDatabase, id: string) => showWebhook(depsOf(database), anAdministrator, id)

const settled = (database: TestDatabase, id: string, status = 'delivered') =>
  until(`the message to be ${status}`, async () => {
    const [newest] = await logOf(database, id)
    return newest?.status === status ? newest : null
  })

forEachDatabase((open) => {
  describe('a message to a webhook', () => {
    it('arrives signed, as another implementation of the specification sees it, and once', async () => {
      const database = await open()
      const receiver = await receive()
      const { id, secret } = await hook(database, receiver.url)
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
      const asked = await tryOut(database, id)
      await send(database)
      const delivered = await settled(database, id)
      expect(delivered).toMatchObject({
        ...asked,
        status: 'delivered',
        attempts: 1,
        answered: 200,
        nextAt: null,
        changedAt: expect.any(String),
      })
      expect(receiver.received).toHaveLength(1)
      const [message] = receiver.received
      expect(message!.id).toBe(asked.messageId)
      expect(message!.isSignedWith(secret)).toBe(true)
      expect(message!.isSignedWith(`whsec_${Buffer.alloc(32).toString('base64')}`)).toBe(false)
      expect(message!.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(webhookPayloads['webhook.test'].strict().parse(JSON.parse(message!.body))).toMatchObject({
        ...{ id: asked.messageId, version: 1, data: { webhookId: id } },
      })
      expect(await show(database, id)).toMatchObject({
        waiting: 0,
        failingSince: null,
        last: { id: asked.id },
      })
    })

    it('that is refused is tried again, the same to the octet, until it is taken', async () => {
      const database = await open()
      const receiver = await receive((response, _message, count) =>
        answer(count < 3 ? 500 : 204)(response, _message, count),
      )
      const { id, secret } = await hook(database, receiver.url)
      await tryOut(database, id)
      await send(database)
      expect(await settled(database, id)).toMatchObject({ attempts: 3, answered: 204, error: null })
      expect(receiver.received).toHaveLength(3)
      expect(new Set(receiver.received.map((one) => one.id + one.body)).size).toBe(1)
      expect(receiver.received.every((one) => one.isSignedWith(secret))).toBe(true)
    })

    it('waits as long as the other side asks', async () => {
      const database = await open()
      database.clock.set('2026-11-26T08:00:00Z')
      const receiver = await receive(answer(429, { 'retry-after': '3600' }))
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      await send(database, { retries: { firstMs: 10_000, longestMs: 21_600_000 } })
      await until('the attempt to be written down', async () => (await logOf(database, id))[0]?.answered)
      expect((await logOf(database, id))[0]).toMatchObject({
        ...{ status: 'waiting', answered: 429, error: 'answer', nextAt: '2026-11-26T09:00:00.000Z' },
      })
    })

    it('to one that hangs holds back nobody else', { timeout: 30_000 }, async () => {
      const database = await open()
      const hanging = await receive(() => undefined)
      const good = await receive()
      const slow = await hook(database, hanging.url)
      for (let count = 0; count < 5; count++) await tryOut(database, slow.id)
      const quick = await hook(database, good.url)
      await send(database, { sendMs: 60_000, graceMs: 0 })
      await until('the hanging one to be asked', () => hanging.received.length === webhookLimits.underWay)
      for (let count = 0; count < 10; count++) await tryOut(database, quick.id)
      await until('the others to arrive', () => good.received.length === 10)
      expect(hanging.crowd()).toBe(webhookLimits.underWay)
      expect(hanging.received).toHaveLength(webhookLimits.underWay)
    })

    it('is given up on in time by one that hangs', async () => {
      const database = await open()
      const receiver = await receive(
        (response, message, count) => count > 1 && answer(200)(response, message, count),
      )
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      await send(database, { sendMs: 1_000 })
      // On a busy machine the answer to another may come too late as well.
      expect((await settled(database, id)).attempts).toBeGreaterThanOrEqual(2)
    })

    it('is not sent twice at once, however far the clock leaps while it is under way', async () => {
      const database = await open()
      const receiver = await receive(() => undefined)
      const { id } = await hook(database, receiver.url)
      const first = await tryOut(database, id)
      await send(database, { sendMs: 60_000, graceMs: 0 })
      await until('it to be under way', () => receiver.received.length === 1)
      database.clock.advance({ hours: 24 })
      receiver.manner = answer(200)
      const next = await tryOut(database, id)
      await until('the next to arrive', async () => (await logOf(database, id))[0]?.status === 'delivered')
      // Both were due when the next one was taken.
      expect(await logOf(database, id)).toMatchObject([
        { id: next.id, attempts: 1 },
        { id: first.id, attempts: 1, status: 'sending' },
      ])
      expect(receiver.received.map((one) => one.id)).toEqual([first.messageId, next.messageId])
    })

    it('has arrived when it is answered with yes, however much is said then', async () => {
      const database = await open()
      let said = 0
      let cut = false
      const receiver = await receive((response) => {
        response.writeHead(200)
        response.on('close', () => (cut = true))
        const talk = () => {
          if (cut) return
          said += 65_536
          response.write(Buffer.alloc(65_536), (error) => error ?? setImmediate(talk))
        }
        talk()
      })
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      await send(database)
      expect(await settled(database, id)).toMatchObject({ attempts: 1, answered: 200 })
      await until('the talk to be cut', () => cut)
      // What fills the buffers of both sides, and no more.
      expect(said).toBeLessThan(20_000_000)
    })

    it('follows nobody elsewhere', async () => {
      const database = await open()
      const elsewhere = await receive()
      const receiver = await receive(answer(302, { location: elsewhere.url }))
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      await send(database)
      await until('two attempts', () => receiver.received.length >= 2)
      expect((await logOf(database, id))[0]).toMatchObject({ answered: 302, error: 'redirect' })
      expect(elsewhere.received).toEqual([])
    })

    it('survives a line that breaks and a server that is not there', async () => {
      const database = await open()
      const receiver = await receive((response, message, count) =>
        count === 1 ? response.destroy() : answer(200)(response, message, count),
      )
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      await send(database)
      expect(await settled(database, id)).toMatchObject({ attempts: 2 })

      await receiver.close()
      await tryOut(database, id)
      await until('it to be missed', async () => (await logOf(database, id))[0]?.error)
      expect((await logOf(database, id))[0]).toMatchObject({ answered: null, error: 'connection' })
      expect((await show(database, id)).failingSince).not.toBeNull()
    })

    it('is not sent after an answer of 410: the webhook is off until somebody turns it on', async () => {
      const database = await open()
      const receiver = await receive(answer(410))
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      const sender = await send(database)
      await settled(database, id, 'failed')
      const off = await show(database, id)
      expect(off).toMatchObject({ enabled: false, off: { reason: 'gone' } })
      await expect(tryOut(database, id)).rejects.toMatchObject({ code: 'webhook.off' })
      const events = await database.work.read(({ outbox }) => outbox.unsettled())
      expect(events.at(-1)).toMatchObject({
        name: 'webhook.turned-off',
        payload: { webhookId: id, reason: 'gone' },
      })

      receiver.manner = answer(200)
      const { name, url, types, version } = off
      const change = { name, url, types, enabled: true, version }
      await expect(
        changeWebhook(depsOf(database), anAdministrator, id, { ...change, version: 1 }),
      ).rejects.toMatchObject({ code: 'row.changed' })
      expect(await changeWebhook(depsOf(database), anAdministrator, id, change)).toMatchObject({ off: null })
      const [failed] = await logOf(database, id)
      await deliverAgain(depsOf(database), anAdministrator, id, failed!.id)
      expect(await settled(database, id)).toMatchObject({ messageId: failed!.messageId, attempts: 1 })
      expect(new Set(receiver.received.map((one) => one.id))).toEqual(new Set([failed!.messageId]))
      expect(sender.log.errors).toEqual([])
    })

    it('is given up on after three days, and the webhook turned off when nothing else has arrived', async () => {
      const database = await open()
      database.clock.set('2026-11-23T08:00:00Z')
      const receiver = await receive(answer(500))
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      await send(database, { retries: { firstMs: 1_000, longestMs: 1_000 } })
      await until(
        'a first attempt',
        async () =>
          (await logOf(database, id))[0]?.nextAt !== undefined &&
          (await logOf(database, id))[0]?.attempts === 1 &&
          (await logOf(database, id))[0]?.status === 'waiting',
      )
      database.clock.advance({ hours: 71 })
      await until(
        'a second attempt',
        async () =>
          (await logOf(database, id))[0]?.attempts === 2 &&
          (await logOf(database, id))[0]?.status === 'waiting',
      )
      expect((await show(database, id)).enabled).toBe(true)
      database.clock.advance({ hours: 2 })
      expect(await settled(database, id, 'failed')).toMatchObject({
        attempts: 3,
        answered: 500,
        nextAt: null,
      })
      expect(await show(database, id)).toMatchObject({
        ...{ enabled: false, off: { reason: 'failing' }, failingSince: '2026-11-23T08:00:00.000Z' },
      })
    })

    it('leaves once, however many processes send', { timeout: 30_000 }, async () => {
      const database = await open()
      const receiver = await receive((response, message, count) =>
        setTimeout(() => answer(200)(response, message, count), 5),
      )
      const hooks: { id: string }[] = []
      for (let count = 0; count < 3; count++) hooks.push(await hook(database, receiver.url))
      for (const { id } of hooks) for (let count = 0; count < 15; count++) await tryOut(database, id)
      const senders = [1, 2, 3].map(() => createSender(database, { alone: false }))
      for (const sender of senders) closers.push(() => sender.stop())
      await Promise.all(senders.map((sender) => sender.start()))
      await until('all to arrive', async () => {
        const all = await Promise.all(hooks.map(({ id }) => logOf(database, id)))
        return all.flat().every(({ status, attempts }) => status === 'delivered' && attempts === 1)
      })
      expect(receiver.received).toHaveLength(45)
      expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(45)
    })

    it('is signed with the old secret as well for a day after there is a new one', async () => {
      const database = await open()
      database.clock.set('2026-11-26T08:00:00Z')
      const receiver = await receive()
      const { id, secret: old } = await hook(database, receiver.url)
      const renewed = await renewWebhookSecret(depsOf(database), anAdministrator, id)
      expect(renewed).toMatchObject({ oldSecretUntil: '2026-11-27T08:00:00.000Z', version: 2 })
      await tryOut(database, id)
      await send(database)
      await settled(database, id)
      database.clock.advance({ hours: 24 })
      await tryOut(database, id)
      await until('the next', () => receiver.received.length === 2)
      const signatures = receiver.received.map(
        ({ headers }) => headers['webhook-signature']!.split(' ').length,
      )
      expect(signatures).toEqual([2, 1])
      // The independent verifier also holds the time against its own clock: only its list of signatures is asked here.
      expect(renewed.secret).not.toBe(old)
      await database.work.run(({ webhooks }) =>
        webhooks.forget('2026-10-01T00:00:00.000Z', '2026-11-27T08:00:00.000Z'),
      )
      expect((await show(database, id)).oldSecretUntil).toBeNull()
    })

    it('verifies with either secret while both count', async () => {
      const database = await open()
      const receiver = await receive()
      const { id, secret: old } = await hook(database, receiver.url)
      const { secret } = await renewWebhookSecret(depsOf(database), anAdministrator, id)
      await tryOut(database, id)
      await send(database)
      await until('the message', () => receiver.received.length === 1)
      expect(receiver.received[0]!.isSignedWith(old)).toBe(true)
      expect(receiver.received[0]!.isSignedWith(secret)).toBe(true)
    })

    it('is not sent with a secret that can no longer be read, and says so', async () => {
      const database = await open()
      const receiver = await receive()
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      await send(database, { deviceKey: 'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB' })
      await until('it to be said', async () => (await logOf(database, id))[0]?.error === 'secret')
      expect(receiver.received).toEqual([])
    })

    it('goes to no address inside the network, by whatever name', async () => {
      const database = await open()
      const receiver = await receive()
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      await send(database, { post: createPost({ addresses: webhookAddresses([]), version: 'test' }) })
      await until('it to be refused', async () => (await logOf(database, id))[0]?.error === 'address')
      expect(receiver.received).toEqual([])
    })

    it('is kept in the log for a month', async () => {
      const database = await open()
      const receiver = await receive()
      const { id } = await hook(database, receiver.url)
      await tryOut(database, id)
      await tryOut(database, id)
      const [newer] = await logOf(database, id)
      await database.work.run(({ webhooks }) => webhooks.forget(newer!.createdAt, newer!.createdAt))
      expect(await logOf(database, id)).toContainEqual(newer)
      await database.work.run(({ webhooks }) => webhooks.forget('2100-01-01T00:00:00.000Z', newer!.createdAt))
      expect(await logOf(database, id)).toEqual([])
    })
  })
})

describe('where webhooks may go', () => {
  const message = { headers: {}, body: '{}' }
  const open = webhookAddresses([])

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1'],
    ...[
      '172.31.255.255',
      '192.168.1.1',
      '192.0.2.1',
      '198.18.0.1',
      '203.0.113.9',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '::ffff:10.0.0.1',
      '::ffff:127.0.0.1',
      '64:ff9b::a00:1',
      'fc00::1',
      'fe80::1',
      'ff02::1',
    ],
    ...['2001:db8::1', '2002:a00:1::1', '2001::1', 'nonsense', ''],
  ])('is not %s', (address) => {
    expect(open.mayGoTo(address)).toBe(false)
  })

  it.each(['8.8.8.8', '172.32.0.1', '193.231.1.1', '2a00:1450:4001::1', '2606:4700::1111'])(
    'is %s',
    (address) => {
      expect(open.mayGoTo(address)).toBe(true)
    },
  )

  it('is what whoever runs the server allows, and no more', () => {
    const some = webhookAddresses(['10.20.0.0/16', 'fd00:1::/64'])
    expect(['10.20.1.1', 'fd00:1::5'].every((address) => some.mayGoTo(address))).toBe(true)
    expect(['10.21.1.1', '127.0.0.1', 'fd00:2::5'].some((address) => some.mayGoTo(address))).toBe(false)
    expect(['localhost', '127.0.0.1', '[::1]'].map((host) => some.mayBePlain(host))).toEqual([
      false,
      false,
      false,
    ])
    const near = webhookAddresses(['loopback'])
    expect(
      ['localhost', '127.0.0.1', '[::1]', '10.0.0.1', 'example.ro'].map((host) => near.mayBePlain(host)),
    ).toEqual([true, true, true, false, false])
  })

  const listen = async (): Promise<{ server: Server; port: number; connections: () => number }> => {
    let connections = 0
    const server = createServer((socket) => {
      connections += 1
      socket.on('error', () => undefined).resume()
      socket.end('not what you look for\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => new Promise((resolve) => server.close(resolve)))
    return { server, port: (server.address() as { port: number }).port, connections: () => connections }
  }

  it('is decided by every address of a name, before anything is opened', async () => {
    const { port, connections } = await listen()
    for (const second of ['127.0.0.1', '::1', '10.0.0.1']) {
      const lookUp = async () => [
        { address: '8.8.8.8', family: 4 },
        { address: second, family: second === '::1' ? 6 : 4 },
      ]
      const post = createPost({ addresses: open, version: 'test', lookUp })
      const posted = await post(`https://hook.example.ro:${port}/`, message, AbortSignal.timeout(5_000))
      expect(posted).toMatchObject({ answered: null, error: 'address' })
    }
    expect(connections()).toBe(0)
  })

  it('is the next address of a name where the first does not answer', async () => {
    const receiver = await receive()
    // A range that leads nowhere from a test: nobody listens at this machine's other addresses.
    const lookUp = async () => [
      { address: '127.9.9.9', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    const post = createPost({ addresses: webhookAddresses(['loopback']), version: 'test', lookUp })
    const url = receiver.url.replace('127.0.0.1', 'localhost')
    expect(await post(url, message, AbortSignal.timeout(5_000))).toMatchObject({ answered: 200, error: null })
  })

  it('is the address that was looked at, and the name is asked once', async () => {
    const { port, connections } = await listen()
    let asked = 0
    const lookUp = async () => {
      asked += 1
      return [{ address: '127.0.0.1', family: 4 }]
    }
    const post = createPost({ addresses: webhookAddresses(['loopback']), version: 'test', lookUp })
    const posted = await post(`https://hook.example.ro:${port}/`, message, AbortSignal.timeout(5_000))
    // It is there, and speaks no TLS.
    expect(posted).toMatchObject({ answered: null, error: 'certificate' })
    expect([connections(), asked]).toEqual([1, 1])
  })

  it('is nowhere for a name that nobody knows, or that takes too long to be found', async () => {
    const unknown = createPost({
      addresses: open,
      version: 'test',
      lookUp: () => Promise.reject(new Error('ENOTFOUND')),
    })
    expect(await unknown('https://x.example.ro/', message, AbortSignal.timeout(5_000))).toMatchObject({
      error: 'name',
    })
    const slow = createPost({ addresses: open, version: 'test', lookUp: () => new Promise(() => undefined) })
    expect(await slow('https://x.example.ro/', message, AbortSignal.timeout(50))).toMatchObject({
      error: 'timeout',
    })
  })

  it('is not plain http to anybody but this machine', async () => {
    const lookUp = async () => [{ address: '8.8.8.8', family: 4 }]
    const post = createPost({ addresses: webhookAddresses(['loopback']), version: 'test', lookUp })
    expect(await post('http://x.example.ro/', message, AbortSignal.timeout(5_000))).toMatchObject({
      error: 'address',
    })
  })

  it('understands an answer that is no HTTP', async () => {
    const { port } = await listen()
    const post = createPost({ addresses: webhookAddresses(['loopback']), version: 'test' })
    expect(await post(`http://127.0.0.1:${port}/`, message, AbortSignal.timeout(5_000))).toMatchObject({
      error: 'malformed',
    })
  })
})
