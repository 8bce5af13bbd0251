import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList, isIPv6 } from 'node:net'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { AppError } from '../../contract/errors.ts'

type Deps = {
  print: () => Promise<{ text: string; type: string }>
  /** METRICS_TOKEN; null: there is no such key. */
  token: string | null
  trustedProxies: readonly string[]
}

/** What a process tells those who watch over it: on this machine, on trusted machines, or with the token. */
export const metricsRoutes = ({ print, token, trustedProxies }: Deps): FastifyPluginAsync => {
  const trusted = blockListOf(trustedProxies)
  const mayRead = (request: FastifyRequest) =>
    (token !== null && isSame(request.headers.authorization ?? '', `Bearer ${token}`)) ||
    isNear(request, trusted)
  return async (app) => {
    app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
      if (!mayRead(request)) throw new AppError('permission.missing')
      const { text, type } = await print()
      return reply.type(type).header('cache-control', 'no-store').send(text)
    })
  }
}

/** Whoever comes through a proxy is somebody else than the proxy, even where that one does not say who. */
function isNear({ headers, socket }: FastifyRequest, trusted: BlockList): boolean {
  const passedOn = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded', 'via']
  if (passedOn.some((name) => headers[name] !== undefined)) return false
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
  return address !== '' && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

function blockListOf(proxies: readonly string[]): BlockList {
  const list = new BlockList()
  list.addSubnet('127.0.0.0', 8, 'ipv4')
  list.addAddress('::1', 'ipv6')
  for (const proxy of proxies) {
    if (proxy === 'loopback') continue
    const [address = '', bits] = proxy.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** Takes as long for a nearly right one as for a wrong one. */
const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted))
const digest = (text: string) => createHash('sha256').update(text).digest()
