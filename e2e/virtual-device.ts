// A device that keeps passkeys, in the browser of a test (CDP, domain WebAuthn): a phone or laptop with a screen lock, or a key.
import type { CDPSession, Page } from 'playwright-core'

/** What a virtual device tells of a passkey, its private key included. */
export interface KeptPasskey {
  credentialId: string
  isResidentCredential: boolean
  privateKey: string
  signCount: number
}

/** A device with a screen lock, or a security key. It waits for its owner, unless somebody is there. */
export async function plugIn(into: Page, transport: 'internal' | 'usb') {
  const devtools: CDPSession = await into.context().newCDPSession(into)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: false,
    },
  })
  return {
    /** Whether somebody answers it: the finger is on it, or the passkey is chosen in the list. */
    answer: (enabled: boolean) =>
      devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    recognise: (isUserVerified: boolean) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    async kept(): Promise<KeptPasskey> {
      const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
      const [only, ...others] = credentials
      if (only === undefined || others.length > 0) throw new Error(`It keeps ${credentials.length} passkeys.`)
      return only
    },
    /** Tells a passkey each time that it was made or used: also in a window that closes by itself then. */
    onUse(tell: (passkey: KeptPasskey) => void) {
      devtools.on('WebAuthn.credentialAdded', ({ credential }) => tell(credential))
      devtools.on('WebAuthn.credentialAsserted', ({ credential }) => tell(credential))
    },
    put: (credential: KeptPasskey) =>
      devtools.send('WebAuthn.addCredential', { authenticatorId, credential }),
  }
}
export type VirtualDevice = Awaited<ReturnType<typeof plugIn>>

/** Somebody is there while this is done, and then no more: what offers passkeys by itself finds nobody. */
export async function whileThere(device: VirtualDevice, act: () => Promise<void>): Promise<void> {
  await device.answer(true)
  await act()
  await device.answer(false)
}
