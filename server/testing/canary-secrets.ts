// A marked secret of an outside service, as a person hands it in: alone, in an export, and with a slip of the pen.
import { randomBytes } from 'node:crypto'
import { encodeBase32 } from '../../otp/base32.ts'
import type { Canary } from './canary.ts'
import { codeOf, type TestApp } from './test-app.ts'

/** Stops where the tables are to be searched. Its codes are handed out in the one answer that they are asked in. */
export async function* walkSecrets(canary: Canary, app: TestApp, cookie: string): AsyncGenerator<void> {
  const inspect = (body: object) => canary.ask('POST /api/v1/secrets/inspect', body, { cookie })
  const newSecret = () => canary.markSeed(encodeBase32(randomBytes(20)), 'never leaves')
  const secret = newSecret()
  const body = (await inspect({ text: secret })).body as { code: string; nextCode: string }
  const codes = [codeOf(secret, app.now()), codeOf(secret, app.now(), 1)]
  if (body.code !== codes[0] || body.nextCode !== codes[1]) throw new Error('These are not its codes.')
  for (const code of codes) canary.mark('a code of a service', code, 'in the last answer')
  yield
  const items = [secret, newSecret()].map((totp) => ({ login: { totp } }))
  const password = canary.mark('the password of an export', `canary ${randomBytes(12).toString('hex')}`)
  await inspect({ text: JSON.stringify({ encrypted: false, items }), password })
  await inspect({ text: `${secret.slice(0, 31)}1` })
  await inspect({ text: `otpauth://totp/x?secret=${secret}&digits=9` })
  yield
}
