/** A mail server in a process of its own, which takes everything and tells its parent when the last expected mail is in. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type SinkSays = { port: number } | { first: number; last: number; came: number }

let expected = Infinity
let came = 0
let first = 0

const say = (what: SinkSays) => process.send?.(what)

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData: (stream, _session, callback) => {
    stream.resume()
    stream.on('end', () => {
      callback()
      came += 1
      if (came === 1) first = performance.now()
      if (came === expected) say({ first, last: performance.now(), came })
    })
  },
})
server.on('error', () => undefined)
server.listen(0, '127.0.0.1', () => say({ port: (server.server.address() as AddressInfo).port }))

process.on('message', (count: number) => {
  expected = count
  came = 0
})
process.on('disconnect', () => process.exit(0))
