// A passkey as the whole sign-in: no name, no password; the device checks who is there.
import type { App } from '../app/app.ts'
import { keptAddress, keptSession, keptSignIn } from '../app/kept.ts'
import { provePasskey } from '../passkeys/passkey-window.ts'
import { finishSignIn } from './keep-sign-in.ts'

/** @param isShown whether what asked for it still is */
export async function signInAlone(app: App, isShown: () => boolean): Promise<void> {
  const { address } = app
  const { client } = app.api
  const options = await client.call('POST /api/v1/sign-in/passkey-alone/options', { body: {} })
  const passkey = await provePasskey(app, options, isShown)
  // Minutes may have gone by: whoever signed in elsewhere meanwhile, or has begun to, or moved to another Countersign, stays
  // there.
  const isStillWanted =
    (await keptAddress.read()) === address &&
    (await keptSession.readAt(address)) === undefined &&
    (await keptSignIn.readAt(address, Date.now())) === undefined
  if (isStillWanted) {
    const body = { passkey, client: 'extension' as const }
    const { session } = await client.call('POST /api/v1/sign-in/passkey-alone', { body })
    await finishSignIn(app, session)
  }
  await app.start()
}
