/**
 * The built pages: hashed files for a year, the shells afresh each time, and a shell for every address of the site map. A
 * call has a shell of its own, which asks for all that its page is made of without waiting for the router to find that out.
 */
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../contract/errors.ts'

const shell = 'index.html'
const callShell = 'call.html'

/** Serves the files of `root`, or with null answers `request.no-such-page` to all that is not the API. */
export async function servePages(app: FastifyInstance, root: string | null): Promise<void> {
  const built = root !== null && existsSync(join(root, shell))
  if (built) {
    await app.register(fastifyStatic, {
      root,
      index: [shell],
      preCompressed: true,
      cacheControl: false,
      schemaHide: true,
      setHeaders(reply, path) {
        const hashed = path.includes('/_app/immutable/')
        void reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  } else if (root !== null) {
    app.log.warn({ root }, 'the pages are not built: only the API is served')
  }

  app.setNotFoundHandler((request, reply) => {
    const { pathname } = new URL(request.url, 'http://page')
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !isMachine(pathname)
    if (!built || !isPage) throw new AppError('request.no-such-page')
    // Not returned: whoever waits for a reply listens to its stream once more, and the static files' own route, which
    // found nothing, listens already. Together they are more than Node holds for sound.
    void reply.header('cache-control', 'no-cache').sendFile(isCall(pathname) ? callShell : shell)
  })
}

/** The addresses by which people come to a call: with an account, by an invitation, by the link for everybody. */
const isCall = (pathname: string) => /^\/(meetings\/[^/]+\/join|i\/[^/]+\/join|g\/[^/]+)\/?$/.test(pathname)

/** Addresses that are never a page: the API, sockets, and files by their extension or a dot before their name. */
const isMachine = (pathname: string) =>
  /^\/(api|health|metrics|socket\.io|_app)(\/|$)/.test(pathname) ||
  pathname.includes('/.') ||
  extname(pathname) !== ''
