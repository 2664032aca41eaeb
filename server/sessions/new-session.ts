// A session about to be born: what the write of a verdict needs, and what the client is told after it.
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { startedSession } from '../../contract/sessions.ts'
import type { Tables } from '../database/tables.ts'
import type { RequestFacts } from '../http/call.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { tellDevice } from './device-words.ts'
import { hashToken, makeToken } from './token.ts'

export interface NewSession {
  id: string
  token: string
  tokenHash: Buffer
  expiresAt: Date
  deviceHash: Buffer
  /** For a browser that has no device cookie yet. */
  newDeviceToken: string | undefined
  /** The columns that come from the request, in the order in which `Birth.values` takes them. */
  values: unknown[]
}

type Client = Tables['sessions']['client']

export function prepareSession(services: Services, facts: RequestFacts, client: Client): NewSession {
  const { settings, randomBytes } = services
  const { token, hash } = makeToken(randomBytes)
  const id = makeRowId(randomBytes, facts.now)
  const expiresAt = new Date(facts.now.getTime() + settings.sessionHours * 3_600_000)
  const device = recogniseDevice(services, facts, client)
  const notice = { device: tellDevice(facts.userAgent), address: facts.address }
  return {
    id,
    token,
    tokenHash: hash,
    expiresAt,
    deviceHash: device.hash,
    newDeviceToken: device.newToken,
    values: [
      id,
      hash,
      facts.userAgent,
      facts.address,
      facts.addressKey,
      expiresAt,
      device.hash,
      makeRowId(randomBytes, facts.now),
      JSON.stringify(notice),
      settings.sessionsPerAccount,
    ],
  }
}

/**
 * A browser by its cookie, the app on a phone by the token that it keeps, as a phone is at another address every hour; another
 * program by what it calls itself and from where it comes. Never a factor.
 */
function recogniseDevice(
  { randomBytes }: Services,
  facts: RequestFacts,
  client: Client,
): { hash: Buffer; newToken: string | undefined } {
  if (client === 'mobile' && facts.appDeviceToken !== undefined)
    return { hash: hashToken(facts.appDeviceToken), newToken: undefined }
  if (client !== 'web') {
    const text = JSON.stringify([client, tellDevice(facts.userAgent), facts.addressKey])
    return { hash: createHash('sha256').update(text).digest(), newToken: undefined }
  }
  if (facts.deviceToken !== undefined) return { hash: hashToken(facts.deviceToken), newToken: undefined }
  const { token, hash } = makeToken(randomBytes)
  return { hash, newToken: token }
}

export function tellSession(session: NewSession, client: Client): z.input<typeof startedSession> {
  return {
    id: session.id,
    client,
    expiresAt: session.expiresAt.toISOString(),
    ...(client === 'web' ? {} : { token: session.token }),
  }
}
