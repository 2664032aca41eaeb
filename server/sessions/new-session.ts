// A session about to be born: what the write of a verdict needs, and what the client is told after it.
import type { z } from 'zod'
import type { startedSession } from '../../contract/sessions.ts'
import type { Tables } from '../database/tables.ts'
import type { RequestFacts } from '../http/call.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { makeToken } from './token.ts'

export interface NewSession {
  id: string
  token: string
  tokenHash: Buffer
  expiresAt: Date
  /** The columns that come from the request, in the order in which the statements of every verdict take them. */
  values: unknown[]
}

type Client = Tables['sessions']['client']

export function prepareSession(services: Services, facts: RequestFacts): NewSession {
  const { token, hash } = makeToken(services.randomBytes)
  const id = makeRowId(services.randomBytes, facts.now)
  const expiresAt = new Date(facts.now.getTime() + services.settings.sessionHours * 3_600_000)
  return {
    id,
    token,
    tokenHash: hash,
    expiresAt,
    values: [id, hash, facts.userAgent, facts.address, facts.addressKey, expiresAt],
  }
}

export function tellSession(session: NewSession, client: Client): z.input<typeof startedSession> {
  return {
    id: session.id,
    client,
    expiresAt: session.expiresAt.toISOString(),
    ...(client === 'web' ? {} : { token: session.token }),
  }
}
