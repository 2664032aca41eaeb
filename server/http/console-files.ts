// The built console: hashed files for ever, and its one page for every address that is not the API's.
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { appPath, pages } from '../../contract/pages.ts'
import { isLoopback } from '../settings-parsers.ts'

export async function serveConsole(app: FastifyInstance, consoleDir: string, baseUrl: URL): Promise<void> {
  await app.register(fastifyStatic, {
    root: consoleDir,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
    // The build wrote each text file as gzip and Brotli too.
    preCompressed: true,
    setHeaders: (response, path) => {
      // File names under assets/ carry the hash of their content.
      const isHashed = path.includes('/assets/')
      response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })

  for (const url of [...pages, ...pages.map((page) => `${appPath}${page}`)]) {
    const options = { config: { access: 'public' }, exposeHeadRoute: true } as const
    app.get(url, options, async (request, reply) => {
      const [path = '/'] = request.url.split('?')
      if (isOtherNameOfLoopback(request.host, baseUrl))
        return reply.redirect(new URL(path, baseUrl).href, 307)
      return reply.header('cache-control', 'no-cache').sendFile('index.html')
    })
  }
  // What the app is allowed to look after begins behind the slash.
  app.get(appPath, { config: { access: 'public' } }, (_request, reply) => reply.redirect(`${appPath}/`, 308))
}

/**
 * Cookies and links belong to one address: whoever types `localhost` for `127.0.0.1` is sent there. Elsewhere the
 * proxy in front decides about names; it may well talk to us by another one.
 */
function isOtherNameOfLoopback(host: string, baseUrl: URL): boolean {
  const asked = URL.parse(`${baseUrl.protocol}//${host}`)
  if (asked === null || asked.host === baseUrl.host) return false
  return isLoopback(asked.hostname) && isLoopback(baseUrl.hostname)
}
