// Connections of the tests: added as an admin does it, with a password and a secret that a test can look for.
import { randomBytes } from 'node:crypto'
import { encodeBase32 } from '../../otp/base32.ts'
import { ADMIN, codeOf, type Answer, type TestApp } from './test-app.ts'

export interface TestConnection {
  id: string
  password: string
  /** In base32. */
  secret: string
}

/** @param more fields of the request that are not as they are by default; a secret of null: none */
export async function addConnection(
  app: TestApp,
  admin: string,
  more: { secret?: string | null } & Record<string, unknown> = {},
): Promise<TestConnection> {
  const password = `stored ${randomBytes(9).toString('hex')}`
  const secret = encodeBase32(randomBytes(20))
  const body = {
    service: 'power-bi',
    name: 'Sales floor',
    url: 'https://app.powerbi.com/',
    username: 'wallboard@northwind.example',
    password,
    secret,
    ...more,
  }
  const given = body.secret === null ? { ...body, secret: undefined } : body
  const answer = await app.post('/api/v1/connections', given, { cookie: admin })
  if (answer.status !== 201) throw new Error(`The connection was not added: ${JSON.stringify(answer.body)}`)
  const { id } = answer.body as { id: string }
  return { id, password, secret: body.secret ?? '' }
}

/** Proves once more that it is the admin, who has no second factor: for ten minutes of the test's clock. */
export async function proveAgain(app: TestApp, admin: string): Promise<void> {
  const answer = await app.post('/api/v1/me/step-up', { password: ADMIN.password }, { cookie: admin })
  if (answer.status !== 200) throw new Error(`It was not proven: ${JSON.stringify(answer.body)}`)
}

/** The step of a code that was handed out, by the end that was told with it; the code has to be that of the step. */
export function stepOf({ status, body }: Answer, secret: string): number {
  const { code, validUntil } = body as { code: string; validUntil: string }
  const end = new Date(validUntil)
  if (status !== 200 || code !== codeOf(secret, end, -1)) {
    throw new Error(`That is no code of the secret: ${JSON.stringify(body)}`)
  }
  return end.getTime() / 1000 / 30 - 1
}
