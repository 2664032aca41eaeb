// What is kept between two openings of the popup. The address stays; what opens something is in memory alone, is gone
// when the browser ends, and no script in a page can read it. It is for the Countersign that gave it, and is nothing at
// another address.
import type { Answer } from '../../contract/client.ts'
import { browserApi } from './browser-api.ts'

export interface KeptSession {
  /** Of the Countersign that gave the token. */
  address: string
  token: string
}

type SignInStep = Answer<'POST /api/v1/sign-in'>

/** A sign-in that awaits its second factor: the popup closes as soon as one looks elsewhere. */
export interface PendingSignIn {
  /** Of the Countersign that gave the challenge. */
  address: string
  step: 'code' | 'enrol'
  challenge: string
  methods: NonNullable<SignInStep['methods']>
  needsTicket: boolean
  /** By the clock of this machine, in milliseconds. */
  endsAtMs: number
  /** Where the enrolment stands: begun in a second tab, it would make a second key. */
  tabId?: number
  /** What is shown there: loaded anew, it would make a second key as well. */
  enrolment?: { qrSvg: string; secret: string; ticket?: string }
  /** The phone is asked: what it has to be told, and until when, by the clock of this machine. */
  approval?: { number: string; endsAtMs: number }
}

/** As before a key was shown: that one is good for nothing any more. */
export function withoutKey(pending: PendingSignIn): PendingSignIn {
  const { enrolment: _, ...rest } = pending
  return rest
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
  async readAt(address: string): Promise<KeptSession | undefined> {
    const session = await read<KeptSession>('session', 'session')
    return session?.address === address ? session : undefined
  },
  set: (session: KeptSession) => browserApi.storage.session.set({ session }),
  forget: () => browserApi.storage.session.remove('session'),
  /** False where another window has gone on under another token meanwhile: that one stays. */
  async forgetToken(token: string | undefined): Promise<boolean> {
    const kept = await read<KeptSession>('session', 'session')
    if (kept !== undefined && kept.token !== token) return false
    await keptSession.forget()
    return true
  },
}

export const keptSignIn = {
  async readAt(address: string, nowMs: number): Promise<PendingSignIn | undefined> {
    const pending = await read<PendingSignIn>('session', 'signIn')
    if (pending?.address !== address) return undefined
    if (pending.endsAtMs > nowMs) return pending
    // A key may be in it, which is good for nothing any more.
    await keptSignIn.forget()
    return undefined
  },
  set: (signIn: PendingSignIn) => browserApi.storage.session.set({ signIn }),
  forget: () => browserApi.storage.session.remove('signIn'),
  /** False where another sign-in was begun meanwhile: that one stays. */
  async forgetChallenge(challenge: string | undefined): Promise<boolean> {
    const kept = await read<PendingSignIn>('session', 'signIn')
    if (kept !== undefined && kept.challenge !== challenge) return false
    await keptSignIn.forget()
    return true
  },
}
