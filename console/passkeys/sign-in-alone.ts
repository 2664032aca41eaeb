// A passkey as the whole sign-in: no name, no password.
import { client } from '../app/client.ts'
import { clientHere } from '../app/in-app.ts'
import { offerPasskeys, provePasskey, type PasskeyProof } from './ceremony.ts'

const ask = () => client.call('POST /api/v1/sign-in/passkey-alone/options', { body: {} })

/** The browser shows what it has, and asks who is there. */
export const choosePasskey = async (): Promise<PasskeyProof> => provePasskey(await ask())

/** The browser shows what it has where the address is typed; nothing when it does not, or no longer has to. */
export const waitForPasskey = (signal: AbortSignal): Promise<PasskeyProof | undefined> =>
  offerPasskeys(ask, signal)

export async function signInAlone(passkey: PasskeyProof): Promise<void> {
  await client.call('POST /api/v1/sign-in/passkey-alone', { body: { passkey, client: clientHere } })
}
