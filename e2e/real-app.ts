// A real application that runs on this machine: where it is, and its login, kept as a connection.
import type { Client } from '../contract/client.ts'

export interface Login {
  url: string
  username: string
  password: string
  totpSecret: string
  period: number
  digits: 6 | 7 | 8
  algorithm: 'SHA1' | 'SHA256' | 'SHA512'
  /** Only somebody who is signed in sees it. */
  signedInText: string
}

export async function addRealConnection(client: Client, login: Login): Promise<{ id: string }> {
  const secret = new URL('otpauth://totp/real')
  for (const [name, value] of Object.entries({
    secret: login.totpSecret,
    digits: login.digits,
    period: login.period,
    algorithm: login.algorithm,
  })) {
    secret.searchParams.set(name, String(value))
  }
  const { url, username, password } = login
  return client.call('POST /api/v1/connections', {
    body: { service: 'any', name: 'Real', url, username, password, secret: secret.href },
  })
}
