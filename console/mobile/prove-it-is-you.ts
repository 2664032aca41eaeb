// A proof with a passkey for which its device asks who uses it: what opens the lock, and what sets it up.
import { client } from '../app/client.ts'
import type * as Ceremony from '../passkeys/ceremony.ts'

/** @throws what the server answered, or what went wrong in the browser */
export async function proveItIsYou({ provePasskey }: typeof Ceremony): Promise<void> {
  const options = await client.call('POST /api/v1/me/step-up/passkey', { body: {} })
  // The server would take one without, beside a password that was given. The worker looks at the answer, too.
  const passkey = await provePasskey({ ...options, userVerification: 'required' })
  await client.call('POST /api/v1/me/step-up', { body: { passkey } })
}
