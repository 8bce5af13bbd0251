/** A real SMTP server on loopback that behaves as badly as it is told to. */
import type { Socket } from 'node:net'
import { type AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

export type ReceivedMail = { from: string; to: string; raw: string }

/** Each may be changed while the server runs. Throw a `Refusal` to answer with it. */
export type Manners = {
  /** Before the greeting. */
  onConnect?: () => Promise<void> | void
  onRecipient?: (address: string) => Promise<void> | void
  /** When all of a mail has come and has not been answered yet; `drop` cuts the line. */
  onData?: (mail: ReceivedMail, drop: () => void) => Promise<void> | void
}

export class Refusal extends Error {
  readonly responseCode: number

  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

export type MailServer = {
  url: string
  port: number
  manners: Manners
  /** Mails that were answered with 250. */
  accepted: ReceivedMail[]
  /** Mails that came whole, answered or not. */
  seen: ReceivedMail[]
  /** The most connections that were open at once. */
  crowd(): number
  close(): Promise<void>
}

export async function startMailServer(manners: Manners = {}, port = 0): Promise<MailServer> {
  const sockets = new Map<number, Socket>()
  let crowd = 0
  const accepted: ReceivedMail[] = []
  const seen: ReceivedMail[] = []

  const answer = (work: () => Promise<void>, callback: (error?: Error | null) => void) =>
    void work().then(() => callback(), callback)

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onConnect: (_session, callback) => answer(async () => self.manners.onConnect?.(), callback),
    onRcptTo: ({ address }, _session, callback) =>
      answer(async () => self.manners.onRecipient?.(address), callback),
    onData: (stream, session, callback) => {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () =>
        answer(async () => {
          const mail = {
            from: addressOf(session.envelope.mailFrom),
            to: session.envelope.rcptTo.map(addressOf).join(','),
            raw: Buffer.concat(pieces).toString(),
          }
          seen.push(mail)
          await self.manners.onData?.(mail, () => drop(session))
          accepted.push(mail)
        }, callback),
      )
    },
  })
  // A client that is killed resets its connections; that is what the tests are about.
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.set(socket.remotePort ?? 0, socket)
    crowd = Math.max(crowd, sockets.size)
    socket.on('close', () => sockets.delete(socket.remotePort ?? 0))
  })

  const drop = ({ remotePort }: SMTPServerSession) => sockets.get(remotePort)?.destroy()

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const listening = (server.server.address() as AddressInfo).port
  const self: MailServer = {
    url: `smtp://127.0.0.1:${listening}?rateLimit=10000`,
    port: listening,
    manners,
    accepted,
    seen,
    crowd: () => crowd,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.values()) socket.destroy()
        server.close(resolve)
      }),
  }
  return self
}

const addressOf = (address: false | { address: string }) => (address === false ? '' : address.address)
