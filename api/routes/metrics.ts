import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import { plain, type TrustedProxies, trustProxies } from '../plugins/trusted-proxies.ts'

const thisMachine = trustProxies(['loopback'])

type Deps = {
  print: () => Promise<{ text: string; type: string }>
  /** METRICS_TOKEN; null: there is no such key. */
  token: string | null
  proxies: TrustedProxies
}

/** What a process tells those who watch over it: on this machine, on trusted machines, or with the token. */
export const metricsRoutes = ({ print, token, proxies }: Deps): FastifyPluginAsync => {
  const mayRead = (request: FastifyRequest) =>
    (token !== null && isSame(request.headers.authorization ?? '', `Bearer ${token}`)) ||
    isNear(request, proxies)
  return async (app) => {
    app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
      if (!mayRead(request)) throw new AppError('permission.missing')
      const { text, type } = await print()
      return reply.type(type).header('cache-control', 'no-store').send(text)
    })
  }
}

/** Whoever comes through a proxy is somebody else than the proxy, even where that one does not say who. */
function isNear({ headers, socket }: FastifyRequest, proxies: TrustedProxies): boolean {
  const passedOn = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded', 'via']
  if (passedOn.some((name) => headers[name] !== undefined)) return false
  const address = plain(socket.remoteAddress ?? '')
  return thisMachine.trusts(address) || proxies.trusts(address)
}

/** Takes as long for a nearly right one as for a wrong one. */
const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted))
const digest = (text: string) => createHash('sha256').update(text).digest()
