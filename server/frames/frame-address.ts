// Under which address a frame is kept and fetched: the same picture of the same dashboard has the same, and nobody
// guesses one. So a cache before the server may keep what is fetched there for ever.
import type { Vault } from '../vault/vault.ts'

export interface FrameKey {
  organizationId: string
  dashboardId: string
}

/** 43 characters of base64url. @param hash over what is seen, as the runner made it */
export function frameAddress(vault: Vault, { organizationId, dashboardId }: FrameKey, hash: string): string {
  return vault.fingerprint('frame address', `${organizationId} ${dashboardId} ${hash}`).toString('base64url')
}
