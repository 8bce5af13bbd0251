/** What a browser may do with our answers: headers that are the same on every page, and on every answer that is none. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import helmet, { type HelmetOptions } from 'helmet'
import type { Site } from '../site.ts'

/** Of Helmet's headers those that mean something for an answer that is no page; the others would be sent for nothing. */
const forData = [
  'cross-origin-resource-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
]

/** Adds the headers. `connectTo` names the origins other than ours to which a page may connect; asked for each page. */
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
  const data: Record<string, string> = {
    ...Object.fromEntries(Object.entries(same).filter(([name]) => forData.includes(name))),
    // Shown by itself it may do nothing at all, wherever its text comes from.
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  }
  // Written out once, and again when the nodes change: it is on every page.
  let nodes: string | null = null
  let pages: Record<string, string> = {}
  const headersOfPages = () => {
    const origins = connectTo()
    const now = origins.join()
    if (now !== nodes) {
      nodes = now
      pages = { ...same, 'content-security-policy': contentPolicy(site, origins) }
    }
    return pages
  }
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(isData(request) ? data : headersOfPages()).header('x-request-id', request.id)
    done()
  })
}

/** What the API says as JSON. Papers and files are opened in a browser, as its one page is: they keep what pages have. */
const isData = ({ url, routeOptions: { config } }: FastifyRequest): boolean =>
  url.startsWith('/api/') && (config.answers ?? 'application/json') === 'application/json'

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
