// A trusted browser as it is told to its owner and to whoever helps.
import { tellDevice } from './device-words.ts'
import type { TrustedDevice } from './trusted-devices.store.ts'

export function tellTrustedDevice({
  id,
  userAgent,
  address,
  trustedAt,
  lastUsedAt,
  expiresAt,
}: TrustedDevice) {
  return {
    id,
    device: tellDevice(userAgent),
    address,
    trustedAt: trustedAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }
}
