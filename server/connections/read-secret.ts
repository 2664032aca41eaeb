// The secret of a connection, from whatever form it was handed in with.
import type { Algorithm, Digits } from '../../otp/hotp.ts'
import { refuse } from '../secrets/candidate.ts'
import { chooseAccount, recognise, type Intake } from '../secrets/intake.rules.ts'

export interface Secret {
  bytes: Uint8Array
  issuer?: string
  account?: string
  digits: Digits
  periodSeconds: number
  algorithm: Algorithm
}

/** @throws {AppError} with a code `secret.…` that says what it is instead */
export async function readSecret(given: string | Intake): Promise<Secret> {
  const intake = typeof given === 'string' ? { text: given } : given
  const chosen = chooseAccount(await recognise(intake), intake.pick)
  if (chosen === undefined) throw refuse('secret.pick_needed')
  const { key, issuer, account } = chosen
  const { secret: bytes, digits, periodSeconds, algorithm } = key
  return {
    bytes,
    ...(issuer === undefined ? {} : { issuer }),
    ...(account === undefined ? {} : { account }),
    digits,
    periodSeconds,
    algorithm,
  }
}
