// What a step of the sign-in leads to, kept in memory alone: the challenge that awaits a second factor, then the session.
import type { Answer } from '../../contract/client.ts'
import type { App } from '../app/app.ts'
import { keptSession, keptSignIn, type PendingSignIn } from '../app/kept.ts'

type SignInStep = Answer<'POST /api/v1/sign-in'>
type StartedSession = Answer<'POST /api/v1/sign-in/totp'>['session']

export async function keepSignIn(
  { address, api }: Pick<App, 'address' | 'api'>,
  answer: SignInStep & Pick<PendingSignIn, 'step'>,
): Promise<void> {
  const { step, challenge = '', methods = [], needsTicket = false, expiresAt = '' } = answer
  // The moment is the server's, and the clock of this machine may be minutes off.
  const endsAtMs = api.onOurClock(expiresAt)
  await keptSignIn.set({ address, step, challenge, methods, needsTicket, endsAtMs })
}

export async function finishSignIn(
  { address, api }: Pick<App, 'address' | 'api'>,
  { token }: StartedSession,
): Promise<void> {
  if (token === undefined) throw new Error('A session of this client has a token.')
  await keptSession.set({ address, token })
  await keptSignIn.forget()
  api.setToken(token)
}

/** As it is by now: the phone may have been asked meanwhile. Nothing where it is over, or another one was begun. */
export async function readStillPending(
  { address }: Pick<App, 'address'>,
  challenge: string,
): Promise<PendingSignIn | undefined> {
  const pending = await keptSignIn.readAt(address, Date.now())
  return pending?.challenge === challenge ? pending : undefined
}

/** What took minutes may come to an end after another sign-in was begun, or another Countersign chosen: that one stays. */
export async function isStillPending(app: Pick<App, 'address'>, challenge: string): Promise<boolean> {
  return (await readStillPending(app, challenge)) !== undefined
}
