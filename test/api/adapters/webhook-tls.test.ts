/** Whom a message to a webhook is given to over TLS: a real server, with certificates that this test makes for itself. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Id } from '../../../contract/values.ts'
import type { WebhookError } from '../../../contract/webhooks.ts'
import { type Certificate, createAuthority } from '../../support/certificates.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { startChild } from '../../support/start-child.ts'
import { until } from '../../support/until.ts'
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts'
import { aGroup, deviceKey, hook, logOf } from '../../support/webhooks.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const ours = createAuthority('Autoritatea ministerului')
const good = ours.issue(['localhost'])
const day = (count: number) => new Date(Date.now() + count * 86_400_000)

/** What is wrong with a certificate, and what the log says of it. */
const bad: [string, Certificate, WebhookError][] = [
  ['of another name', ours.issue(['altundeva.gov.ro']), 'certificate-name'],
  ['that has expired', ours.issue(['localhost'], { from: day(-9), until: day(-2) }), 'certificate-expired'],
  [
    'that does not count yet',
    ours.issue(['localhost'], { from: day(2), until: day(9) }),
    'certificate-expired',
  ],
  ['of an unknown authority', createAuthority('Alta').issue(['localhost']), 'certificate-unknown'],
]

/** How the page says it. */
const wordsOf = async (error: WebhookError, locale: string) => {
  const text = await readFile(`web/messages/${locale}/webhooks.json`, 'utf8')
  return (JSON.parse(text) as Record<string, string>)[`webhook_error_${error.replaceAll('-', '_')}`]
}

async function receive(certificate: Certificate): Promise<WebhookReceiver> {
  const receiver = await startReceiver(undefined, certificate)
  closers.push(() => receiver.close())
  return receiver
}

/** A process that sends, as an operator starts it who trusts an authority of their own, or does not. */
async function startSender({ target }: TestDatabase, groupId: Id, trusted: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-ca-'))
  closers.push(() => rm(folder, { recursive: true }))
  const file = join(folder, 'ca.pem')
  await writeFile(file, ours.cert)
  const ask = { target, groupId, dieAfterCommit: false, deviceKey }
  const env = { NODE_EXTRA_CA_CERTS: trusted ? file : '' }
  const child = startChild(new URL('webhook-child.ts', import.meta.url), ask, env)
  closers.push(() => child.stop())
}

/** The only message to a webhook, once that holds. */
const message = (database: TestDatabase, id: Id, holds: (attempts: number, status: string) => boolean) =>
  until('the message to get so far', async () => {
    const [only] = await logOf(database, id)
    return only && holds(only.attempts, only.status) ? only : null
  })

forEachDatabase((open) => {
  describe('a message to a webhook over TLS', () => {
    it('arrives where the certificate is of the name, and of an authority that the operator trusts', async () => {
      const database = await open()
      const receiver = await receive(good)
      const { id, secret } = await hook(database, receiver.url)
      await startSender(database, await aGroup(database), true)
      expect(await message(database, id, (_, status) => status === 'delivered')).toMatchObject({
        ...{ attempts: 1, answered: 200, error: null },
      })
      expect(receiver.received.map((one) => one.isSignedWith(secret))).toEqual([true])
    })

    it.each(bad)(
      'is not given to a server with a certificate %s, and arrives when that is mended',
      async (_which, certificate, error) => {
        const database = await open()
        const receiver = await receive(certificate)
        const { id } = await hook(database, receiver.url)
        await startSender(database, await aGroup(database), true)
        const refused = await message(database, id, (attempts) => attempts >= 2)
        expect(refused).toMatchObject({
          status: expect.stringMatching(/waiting|sending/),
          answered: null,
          error,
        })
        for (const locale of ['ro', 'en']) expect(await wordsOf(error, locale)).toMatch(/certificat/i)
        expect(receiver.received).toEqual([])

        receiver.show(good)
        await message(database, id, (_, status) => status === 'delivered')
        expect(receiver.received.map((one) => one.id)).toEqual([refused.messageId])
      },
    )

    it('is given to nobody whose authority the operator has not named', async () => {
      const database = await open()
      const receiver = await receive(good)
      const { id } = await hook(database, receiver.url)
      await startSender(database, await aGroup(database), false)
      expect(await message(database, id, (attempts) => attempts >= 2)).toMatchObject({
        ...{ answered: null, error: 'certificate-unknown' },
      })
      expect(receiver.received).toEqual([])
    })
  })
})
