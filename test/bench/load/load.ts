/**
 * Asks one address over and over, in a process of its own: so many connections, each with one request under way. It reads
 * no more of an answer than where it ends, so that the one who asks is not what is measured.
 */
import { connect } from 'node:net'
import { answerParent } from '../../support/run-in-process.ts'

export type Load = {
  port: number
  path: string
  /** Of those who ask, by turns. */
  cookies: string[]
  connections: number
  ms: number
}
export type LoadResult = { perSecond: number; latencies: number[] }

/** Networks that the requests say they come from, as from behind a proxy: one alone may not ask this much. */
const networks = 1_000

await answerParent<Load>(async ({ port, path, cookies, connections, ms }): Promise<LoadResult> => {
  const requests = Array.from({ length: networks }, (_, index) =>
    Buffer.from(
      `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookies[index % cookies.length]}\r\n` +
        `x-forwarded-for: 10.0.${index >> 8}.${index & 255}\r\n\r\n`,
    ),
  )
  const latencies: number[] = []
  let asked = 0
  const begin = performance.now()
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      let sentAt = 0
      /** How much of the answer is still to come; null until its head has been read. */
      let missing: number | null = null
      let head = ''
      const send = () => {
        sentAt = performance.now()
        missing = null
        head = ''
        socket.write(requests[asked++ % networks] ?? '')
      }
      socket.setNoDelay(true)
      socket.on('connect', send)
      socket.on('error', reject)
      socket.on('close', () => resolve())
      socket.on('data', (data: Buffer) => {
        if (missing === null) {
          head += data.toString('latin1')
          const end = head.indexOf('\r\n\r\n')
          if (end < 0) return
          if (!head.startsWith('HTTP/1.1 200 ')) return void socket.destroy(new Error(head.slice(0, 500)))
          const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end))?.[1]
          if (length === undefined) return void socket.destroy(new Error(`no length: ${head.slice(0, end)}`))
          missing = Number(length) - (head.length - end - 4)
        } else missing -= data.length
        if (missing > 0) return
        const now = performance.now()
        latencies.push(now - sentAt)
        if (now - begin < ms) send()
        else socket.destroy()
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
  return { perSecond: latencies.length / ((performance.now() - begin) / 1_000), latencies }
})
