// What is kept between two openings of the popup. The address stays; what opens something is in memory alone, is gone
// when the browser ends, and no script in a page can read it.
import type { Answer } from '../../contract/client.ts'
import { browserApi } from './browser-api.ts'

export interface KeptSession {
  token: string
  email: string
}

type SignInStep = Answer<'POST /api/v1/sign-in'>

/** A sign-in that awaits its second factor: the popup closes as soon as one looks elsewhere. */
export interface PendingSignIn {
  email: string
  step: 'code' | 'enrol'
  challenge: string
  methods: NonNullable<SignInStep['methods']>
  needsTicket: boolean
  expiresAt: string
}

async function read<Value>(area: 'local' | 'session', key: string): Promise<Value | undefined> {
  return (await browserApi.storage[area].get(key))[key] as Value | undefined
}

export const keptAddress = {
  read: () => read<string>('local', 'address'),
  set: (address: string) => browserApi.storage.local.set({ address }),
  forget: () => browserApi.storage.local.remove('address'),
}

export const keptSession = {
  read: () => read<KeptSession>('session', 'session'),
  set: (session: KeptSession) => browserApi.storage.session.set({ session }),
  forget: () => browserApi.storage.session.remove('session'),
}

export const keptSignIn = {
  async read(nowMs: number): Promise<PendingSignIn | undefined> {
    const pending = await read<PendingSignIn>('session', 'signIn')
    return pending !== undefined && Date.parse(pending.expiresAt) > nowMs ? pending : undefined
  },
  set: (signIn: PendingSignIn) => browserApi.storage.session.set({ signIn }),
  forget: () => browserApi.storage.session.remove('signIn'),
}
