// The web's session cookie: HttpOnly, SameSite, and host-bound wherever the connection is secure (ASVS 3.3).
import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DEVICE_HEADER } from '../../contract/device-header.ts'
import type { TrustCookie } from '../sessions/trust-token.ts'

const NAME = 'countersign_session'

/** Browsers take the `__Host-` prefix over https only; plain http is for loopback alone. */
export function cookieName(baseUrl: URL): string {
  return baseUrl.protocol === 'https:' ? `__Host-${NAME}` : NAME
}

function attributes(baseUrl: URL) {
  return { path: '/', httpOnly: true, secure: baseUrl.protocol === 'https:', sameSite: 'lax' } as const
}

export function readSessionCookie(request: FastifyRequest, baseUrl: URL): string | undefined {
  return request.cookies[cookieName(baseUrl)]
}

export function setSessionCookie(reply: FastifyReply, baseUrl: URL, token: string, expiresAt: Date): void {
  reply.setCookie(cookieName(baseUrl), token, { ...attributes(baseUrl), expires: expiresAt })
}

const DEVICE_NAME = 'countersign_device'
const DEVICE_DAYS = 400

/** A device cookie of the right form; it only says that a browser is the same as before. */
export function readDeviceCookie(request: FastifyRequest, baseUrl: URL): string | undefined {
  return asToken(request.cookies[deviceCookieName(baseUrl)])
}

/** What stands for that cookie where the app on a phone signs in. */
export function readDeviceHeader(request: FastifyRequest): string | undefined {
  const value = request.headers[DEVICE_HEADER]
  return asToken(typeof value === 'string' ? value : undefined)
}

function asToken(value: string | undefined): string | undefined {
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined
}

export function setDeviceCookie(reply: FastifyReply, baseUrl: URL, token: string, now: Date): void {
  const expires = new Date(now.getTime() + DEVICE_DAYS * 86_400_000)
  reply.setCookie(deviceCookieName(baseUrl), token, { ...attributes(baseUrl), expires })
}

function deviceCookieName(baseUrl: URL): string {
  return baseUrl.protocol === 'https:' ? `__Host-${DEVICE_NAME}` : DEVICE_NAME
}

/** Strict, as that of a screen: nothing but our own page asks for a sign-in. */
function trustCookieName(baseUrl: URL, tag: string): string {
  const name = `countersign_trust_${tag}`
  return baseUrl.protocol === 'https:' ? `__Host-${name}` : name
}

export function readTrustCookie(request: FastifyRequest, baseUrl: URL, tag: string): string | undefined {
  return asToken(request.cookies[trustCookieName(baseUrl, tag)])
}

export function setTrustCookie(
  reply: FastifyReply,
  baseUrl: URL,
  { tag, token, expiresAt }: TrustCookie,
): void {
  const options = { ...strictAttributes(baseUrl), expires: expiresAt }
  reply.setCookie(trustCookieName(baseUrl, tag), token, options)
}

/** A screen's, beside a person's: a screen in a second tab signs nobody out. */
export function screenCookieName(baseUrl: URL): string {
  return baseUrl.protocol === 'https:' ? '__Host-countersign_screen' : 'countersign_screen'
}

/** Strict: no link of another site is followed with it. */
function strictAttributes(baseUrl: URL) {
  return { ...attributes(baseUrl), sameSite: 'strict' } as const
}

export function readScreenCookie(request: FastifyRequest, baseUrl: URL): string | undefined {
  return asToken(request.cookies[screenCookieName(baseUrl)])
}

export function setScreenCookie(reply: FastifyReply, baseUrl: URL, token: string, now: Date): void {
  const expires = new Date(now.getTime() + DEVICE_DAYS * 86_400_000)
  reply.setCookie(screenCookieName(baseUrl), token, { ...strictAttributes(baseUrl), expires })
}

export function clearSessionCookie(reply: FastifyReply, baseUrl: URL): void {
  reply.clearCookie(cookieName(baseUrl), attributes(baseUrl))
}
