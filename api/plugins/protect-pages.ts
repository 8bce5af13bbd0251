/** What a browser may do with our answers: headers that are the same on every one of them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import helmet, { type HelmetOptions } from 'helmet'
import type { Site } from '../site.ts'

/** Adds the headers. `connectTo` names the origins other than ours to which a page may connect; asked for each answer. */
export function protectPages(app: FastifyInstance, site: Site, connectTo: () => string[]): void {
  const same = {
    ...headersOf({
      contentSecurityPolicy: false,
      // Set-up, password and guest links hold secrets in their addresses: no other site learns them.
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: site.secure && { maxAge: 31_536_000, includeSubDomains: false },
      crossOriginEmbedderPolicy: false,
      xFrameOptions: { action: 'deny' },
    }),
    'permissions-policy': permissionsPolicy,
  }
  // Written out once, and again when the nodes change: it is on every answer.
  let nodes: string | null = null
  let headers: Record<string, string> = {}
  app.addHook('onRequest', (request, reply, done) => {
    const origins = connectTo()
    const now = origins.join()
    if (now !== nodes) {
      nodes = now
      headers = { ...same, 'content-security-policy': contentPolicy(site, origins) }
    }
    reply.headers(headers).header('x-request-id', request.id)
    done()
  })
}

/**
 * The headers that Helmet sets for these options. They are the same on every answer: asking it each time, as its Fastify
 * plugin does, costs more than the rest of a request, and makes Node write headers one by one.
 */
function headersOf(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {}
  const recorder = {
    setHeader: (name: string, value: string) => void (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  }
  helmet(options)({} as IncomingMessage, recorder as unknown as ServerResponse, () => undefined)
  return headers
}

/** The Content Security Policy (level 3) of our pages, which may connect to these origins besides our own. */
function contentPolicy(site: Site, origins: readonly string[]): string {
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    // Places of floating panels and widths of level meters are set on the element itself; no rule comes in this way.
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'media-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    // 'self' covers ws: and wss: of our own origin (§6.7.2.8).
    'connect-src': ["'self'", ...origins.flatMap((origin) => [origin, origin.replace(/^http/, 'ws')])],
    'manifest-src': ["'self'"],
    'worker-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
    ...(site.secure ? { 'upgrade-insecure-requests': [] } : {}),
  }
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join(';')
}

/** What a page needs and nothing more: the conference's devices for ourselves, every other feature for nobody. */
const permissionsPolicy = [
  ...['camera', 'microphone', 'display-capture', 'autoplay', 'fullscreen', 'picture-in-picture'].map(
    (feature) => `${feature}=(self)`,
  ),
  ...['speaker-selection', 'screen-wake-lock', 'clipboard-write'].map((feature) => `${feature}=(self)`),
  ...[
    'accelerometer',
    'bluetooth',
    'geolocation',
    'gyroscope',
    'hid',
    'magnetometer',
    'midi',
    'payment',
    'serial',
    'usb',
  ].map((feature) => `${feature}=()`),
].join(', ')
