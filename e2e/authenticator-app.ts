// An authenticator app beside the tests: codes by the library, or by oathtool where a foreign program is meant.
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { decodeBase32 } from '../otp/base32.ts'
import { prepareKey } from '../otp/hotp.ts'
import { secondsLeft, totp } from '../otp/totp.ts'

const periodMs = 30_000

/** The code that an app shows for a key in base32, now or some steps away. */
export function codeOf(secret: string, stepsAway = 0, atMs = Date.now()): string {
  return totp(prepareKey(decodeBase32(secret)), atMs + stepsAway * periodMs)
}

/**
 * Waits until the current step lasts at least so many seconds more: for a test whose codes must not grow old between
 * making and typing them.
 */
export async function untilStepLasts(seconds: number): Promise<void> {
  if (secondsLeft(Date.now()) < seconds) await untilNextStep()
}

/** Waits for the next code of the app. */
export async function untilNextStep(): Promise<void> {
  await sleep(secondsLeft(Date.now()) * 1000)
}

/** The code by oathtool, from nothing but the URI that was in a QR code. */
export async function codeByOathtool(uri: string, stepsAway = 0): Promise<string> {
  const secret = new URL(uri).searchParams.get('secret')
  if (secret === null) throw new Error('the URI has no secret')
  const now = `@${Math.floor(Date.now() / 1000) + stepsAway * (periodMs / 1000)}`
  const { stdout } = await promisify(execFile)('oathtool', ['--totp', '--base32', '--now', now, secret])
  return stdout.trim()
}
