/**
 * A network of its own on this machine, behind a router that delays, loses, slows down and forbids: namespaces of the
 * kernel, which only root can make. This machine is at `address` for those in it.
 *
 *     this machine ── router (a TUN device delays, loses and slows down, rules forbid) ── whoever is inside
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What one direction of a line is like. */
export type Line = {
  delayMs: number
  lossPercent: number
  /** What it carries, in kbit/s; 0 for whatever comes. */
  rate: number
  /** What would wait longer than this for its turn is dropped, in milliseconds. */
  queueMs: number
}

export type Network = {
  /** This machine's address, as those inside reach it. */
  address: string
  /** A program that runs another one inside, with the same arguments. */
  inside(program: string): Promise<string>
  /** What may pass from inside: everything, all but UDP, or TCP to these ports of this machine and nothing else. */
  let(what: 'everything' | 'no-udp' | { tcp: number[] }): void
  /** The line is like this from now on, both ways or one way (`down` leads to those inside); the rest stays as it was. */
  become(line: Partial<Line>, direction?: 'down' | 'up'): void
  /** Those inside are suddenly at another address, as after a change of Wi-Fi. */
  changeAddress(): void
  close(): Promise<void>
}

const script = fileURLToPath(new URL('lossy-line.py', import.meta.url))
const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
const dice = (below: number) => Math.floor(Math.random() * below)

/** As long a queue as many routers have. */
const usual: Line = { delayMs: 0, lossPercent: 0, rate: 0, queueMs: 300 }

export async function openNetwork(asked: Partial<Line> = {}): Promise<Network> {
  const id = `${process.pid.toString(36)}${dice(36 ** 3).toString(36)}`
  const [router, inner, outer] = [`sfat-r${id}`, `sfat-i${id}`, `sf${id}`.slice(0, 15)]
  // Somewhere in 10.0.0.0/8: another test may have a network of its own at the same time.
  const [near, far] = [0, 1].map((half) => `10.${64 + (process.pid % 128)}.${dice(120) * 2 + half}`) as [
    string,
    string,
  ]
  const folder = await mkdtemp(join(tmpdir(), 'sfat-network-'))
  let last = 2
  const settle = () => {
    ip('-n', inner, 'addr', 'add', `${far}.${last}/24`, 'dev', 'eth0')
    ip('-n', inner, 'route', 'replace', 'default', 'via', `${far}.1`)
  }
  const inRouter = (commands: string) => execFileSync('ip', ['netns', 'exec', router, 'sh', '-c', commands])
  const forbidden: string[][] = []
  const rule = (order: number, ...args: string[]) => {
    const whole = ['pref', String(order), 'iif', 'inner', ...args]
    ip('-n', router, 'rule', 'add', ...whole)
    forbidden.push(whole)
  }

  ip('netns', 'add', router)
  ip('netns', 'add', inner)
  ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', 'outer', 'netns', router)
  ip('-n', router, 'link', 'add', 'inner', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', inner)
  // IPv6 would give it an address of its own a second or two later, and a browser that loads a page just then gives that up.
  await writeFile(`/proc/sys/net/ipv6/conf/${outer}/disable_ipv6`, '1').catch(() => undefined)
  ip('addr', 'add', `${near}.1/24`, 'dev', outer)
  ip('link', 'set', outer, 'up')
  ip('route', 'add', `${far}.0/24`, 'via', `${near}.2`)
  inRouter('cd /proc/sys/net/ipv4; echo 1 >ip_forward; for f in conf/*/rp_filter; do echo 0 >$f; done')
  ip('-n', router, 'addr', 'add', `${near}.2/24`, 'dev', 'outer')
  ip('-n', router, 'addr', 'add', `${far}.1/24`, 'dev', 'inner')
  for (const device of ['lo', 'outer', 'inner']) ip('-n', router, 'link', 'set', device, 'up')
  for (const device of ['lo', 'eth0']) ip('-n', inner, 'link', 'set', device, 'up')
  settle()

  const slow = spawn('ip', ['netns', 'exec', router, 'python3', script, 'line', `${far}.0`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(slow, 'close')
  await once(slow.stdout, 'data')
  const lines = { down: { ...usual, ...asked }, up: { ...usual, ...asked } }
  const tell = (direction: 'down' | 'up') => {
    const { delayMs, lossPercent, rate, queueMs } = lines[direction]
    slow.stdin.write(`${[direction, delayMs, lossPercent, rate, queueMs].join(' ')}\n`)
  }
  tell('down')
  tell('up')
  inRouter('echo 0 >/proc/sys/net/ipv4/conf/line/rp_filter; ip link set line up')
  // What comes from either side goes over the line first; what comes off the line goes where it belongs.
  ip('-n', router, 'route', 'add', 'default', 'dev', 'line', 'table', '100')
  for (const side of ['inner', 'outer'])
    ip('-n', router, 'rule', 'add', 'pref', '100', 'iif', side, 'lookup', '100')

  return {
    address: `${near}.1`,
    async inside(program) {
      const path = join(folder, 'inside')
      await writeFile(path, `#!/bin/sh\nexec ip netns exec ${inner} ${program} "$@"\n`)
      await chmod(path, 0o755)
      return path
    },
    let(what) {
      for (const whole of forbidden.splice(0)) ip('-n', router, 'rule', 'del', ...whole)
      if (what === 'no-udp') rule(20, 'ipproto', 'udp', 'blackhole')
      if (typeof what !== 'object') return
      for (const port of what.tcp) rule(10, 'ipproto', 'tcp', 'dport', String(port), 'lookup', '100')
      rule(20, 'blackhole')
    },
    become(line, direction) {
      for (const one of direction ? [direction] : (['down', 'up'] as const)) {
        Object.assign(lines[one], line)
        tell(one)
      }
    },
    changeAddress() {
      ip('-n', inner, 'addr', 'flush', 'dev', 'eth0', 'scope', 'global')
      last += 1
      settle()
    },
    async close() {
      slow.stdin.end()
      await ended
      // The devices go with their namespaces, and the routes with their devices.
      for (const name of [inner, router]) ip('netns', 'del', name)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
