// The page that a screen opens: a handful of small files, read once and sent from memory, with a policy stricter than the
// console's. Its name changes with its content, so that every screen loads the one that goes with this server.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const types = {
  'index.html': 'text/html; charset=utf-8',
  'screen.js': 'text/javascript; charset=utf-8',
  'screen.css': 'text/css; charset=utf-8',
  'keep.js': 'text/javascript; charset=utf-8',
} as const

type Name = keyof typeof types

interface ScreenFile {
  bytes: Buffer
  gzipped: Buffer
  etag: string
}

export interface ScreenFiles {
  /** Of all of them. */
  build: string
  files: Record<Name, ScreenFile>
}

/** Nothing where the page is not built. */
export function readScreenFiles(folder: string): ScreenFiles | undefined {
  const names = Object.keys(types) as Name[]
  if (!names.every((name) => existsSync(join(folder, name)))) return undefined
  const all = createHash('sha256')
  const entries = names.map((name) => {
    const bytes = readFileSync(join(folder, name))
    all.update(bytes)
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
    return [name, { bytes, gzipped: gzipSync(bytes), etag }] as const
  })
  return {
    build: all.digest('base64url').slice(0, 12),
    files: Object.fromEntries(entries) as Record<Name, ScreenFile>,
  }
}

/** Pictures alone may come from anywhere but a file: those of a live dashboard are put together by the page. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  // What browsers from before that one had for it.
  "child-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function serveScreen(app: FastifyInstance, { files }: ScreenFiles): void {
  const options = { config: { access: 'public' }, exposeHeadRoute: true } as const
  const addresses: readonly [string, Name][] = [
    ['/screen', 'index.html'],
    ['/screen/screen.js', 'screen.js'],
    ['/screen/screen.css', 'screen.css'],
    ['/screen/keep.js', 'keep.js'],
  ]
  for (const [url, name] of addresses) {
    const { bytes, gzipped, etag } = files[name]
    app.get(url, options, async (request, reply) => {
      reply
        .header('content-security-policy', policy)
        .header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
        .header('cache-control', 'no-cache')
        .header('vary', 'accept-encoding')
        .header('etag', etag)
      // It lies below the page that it keeps.
      if (name === 'keep.js') reply.header('service-worker-allowed', '/screen')
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
      if (takesGzip) reply.header('content-encoding', 'gzip')
      return reply.type(types[name]).send(takesGzip ? gzipped : bytes)
    })
  }
}
