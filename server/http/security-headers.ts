// Security headers (ASVS 3.4): scripts only from files of our own, no frames, nothing kept by caches or referrers.
import type { HelmetOptions } from 'helmet'

/** Two years, in seconds. */
const HTTPS_ONLY = { maxAge: 63_072_000, includeSubDomains: true }

/** Over plain http on loopback the header that asks for https has no meaning, and would pin localhost for other programs. */
const isSecure = (baseUrl: URL) => baseUrl.protocol === 'https:'

/** For data: whoever opens it as a page sees text that may load nothing, and nobody else may read or frame it. */
export function answerHeaders(baseUrl: URL): Record<string, string> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...(isSecure(baseUrl)
      ? { 'strict-transport-security': `max-age=${HTTPS_ONLY.maxAge}; includeSubDomains` }
      : {}),
  }
}

/** What has no meaning where there is no body: nothing of it is opened, framed or loaded. */
export const headersOfABody = [
  'content-security-policy',
  'cross-origin-resource-policy',
  'x-frame-options',
  'referrer-policy',
] as const

/** For pages, on top of helmet's defaults. */
export function pageHeaders(baseUrl: URL): HelmetOptions {
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
        workerSrc: ["'self'"],
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
    hsts: isSecure(baseUrl) ? HTTPS_ONLY : false,
  }
}
