// Security headers (ASVS 3.4): scripts only from files of our own, no frames, nothing kept by caches or referrers.
import type { FastifyHelmetOptions } from '@fastify/helmet'

/** For what is answered before any hook runs: an address that cannot be read. Nothing in it is for a browser. */
export const bareHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

export function securityHeaders(baseUrl: URL): FastifyHelmetOptions {
  const isSecure = baseUrl.protocol === 'https:'
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The console's components set sizes and colours in style elements; no script can come in that way.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // Over plain http on loopback the header has no meaning, and would pin localhost for other programs.
    hsts: isSecure ? { maxAge: 63_072_000, includeSubDomains: true } : false,
  }
}
