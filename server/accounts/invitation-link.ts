// The link that an admin hands to a new user. The token stands behind "#", which browsers send to no server.
import { makeToken } from '../sessions/token.ts'
import type { Services } from '../services.ts'

const DAYS = 7

export interface InvitationLink {
  url: string
  tokenHash: Buffer
  expiresAt: Date
}

export function makeInvitationLink(
  { settings, randomBytes }: Pick<Services, 'settings' | 'randomBytes'>,
  now: Date,
): InvitationLink {
  const { token, hash } = makeToken(randomBytes)
  return {
    url: new URL(`/invitation#${token}`, settings.baseUrl).href,
    tokenHash: hash,
    expiresAt: new Date(now.getTime() + DAYS * 86_400_000),
  }
}
