/** Somebody else's system that is told by webhooks: a real HTTP server on loopback that behaves as badly as it is told to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

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
  /** The most requests that were under way at once. */
  crowd(): number
  close(): Promise<void>
}

/** Answers with a status and nothing else. */
export const answer =
  (status: number, headers: Record<string, string> = {}): Manner =>
  (response) =>
    response.writeHead(status, headers).end()

export async function startReceiver(manner: Manner = answer(200)): Promise<WebhookReceiver> {
  const received: ReceivedMessage[] = []
  let under = 0
  let crowd = 0
  const server = createServer((request: IncomingMessage, response) => {
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
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const receiver: WebhookReceiver = {
    ...{ url: `http://127.0.0.1:${port}/hook`, port, received, manner },
    crowd: () => crowd,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}
