/** Somebody else's system that is told by webhooks: a real server on loopback that behaves as badly as it is told to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import type { Certificate } from './certificates.ts'

export type ReceivedMessage = {
  id: string
  headers: Record<string, string>
  body: string
  path: string
  /** Its signature holds for this secret, as somebody else's implementation of the specification sees it. */
  isSignedWith(secret: string): boolean
}

/** Answers a message that has come whole; `count` is how often its id has come, this time included. */
export type Manner = (response: ServerResponse, message: ReceivedMessage, count: number) => unknown

export type WebhookReceiver = {
  url: string
  port: number
  received: ReceivedMessage[]
  manner: Manner
  /** Shows another certificate to whoever connects from now on. */
  show(certificate: Certificate): void
  /** The most requests that were under way at once. */
  crowd(): number
  close(): Promise<void>
}

/** Answers with a status and nothing else. */
export const answer =
  (status: number, headers: Record<string, string> = {}): Manner =>
  (response) =>
    response.writeHead(status, headers).end()

/** With a certificate it speaks TLS, and is called `localhost`; another certificate can be shown from then on. */
export async function startReceiver(
  manner: Manner = answer(200),
  certificate: Certificate | null = null,
): Promise<WebhookReceiver> {
  const received: ReceivedMessage[] = []
  let under = 0
  let crowd = 0
  const hear = (request: IncomingMessage, response: ServerResponse) => {
    under += 1
    crowd = Math.max(crowd, under)
    response.on('close', () => (under -= 1))
    response.on('error', () => undefined)
    let body = ''
    request.setEncoding('utf8')
    request.on('error', () => undefined)
    request.on('data', (text: string) => (body += text))
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      const message: ReceivedMessage = {
        ...{ id: headers['webhook-id'] ?? '', headers, body, path: request.url ?? '' },
        isSignedWith: (secret) => {
          try {
            new Webhook(secret).verify(body, headers)
            return true
          } catch {
            return false
          }
        },
      }
      received.push(message)
      void receiver.manner(response, message, received.filter(({ id }) => id === message.id).length)
    })
  }
  const secured = certificate === null ? null : createTlsServer(certificate, hear)
  const server = secured ?? createServer(hear)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const receiver: WebhookReceiver = {
    ...{ port, received, manner },
    url: `${secured ? 'https://localhost' : 'http://127.0.0.1'}:${port}/hook`,
    show: (other) => secured?.setSecureContext(other),
    crowd: () => crowd,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}
