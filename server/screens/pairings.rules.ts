// Pairing: a screen asks for a code, an admin compares what is on it and types the code, the screen hears that it is one.
import { PAIRING_ALPHABET, PAIRING_MINUTES } from '../../contract/screens.ts'
import { AppError } from '../app-error.ts'
import { secondsUntil } from '../budgets/backoff.ts'
import { countPasswordFailure, isBlockedByNow, passwordBudgetKeys } from '../budgets/password-budget.store.ts'
import type { RequestFacts } from '../http/call.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../sessions/caller.ts'
import { tellDevice } from '../sessions/device-words.ts'
import { hashToken, makeToken, type RandomBytes } from '../sessions/token.ts'
import { lookUpForSignIn } from '../sign-in/password-step.store.ts'
import type { Vault } from '../vault/vault.ts'
import { makeDisplayedName } from './displayed-name.ts'
import { addPairing, collectPairing, findOpenPairing, pairingTopic } from './pairings.store.ts'
import { tokenAfter } from './screen-token.store.ts'

const CODE_LETTERS = 6
const WAIT_MILLIS = 20_000
const MOST_TRIES = 5

export interface ScreenSize {
  width?: number | undefined
  height?: number | undefined
  pixelRatio?: number | undefined
}

export async function askPairing(
  { database, vault, randomBytes }: Services,
  { width, height, pixelRatio }: ScreenSize,
  { now, address, addressKey, userAgent }: RequestFacts,
): Promise<{ pairingCode: string; displayedName: string; pollToken: string; expiresAt: Date }> {
  const expiresAt = new Date(now.getTime() + PAIRING_MINUTES * 60_000)
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const pairingCode = makeCode(randomBytes)
    const poll = makeToken(randomBytes)
    const displayedName = makeDisplayedName(randomBytes)
    const added = await addPairing(
      database,
      {
        codeHash: hashCode(vault, pairingCode),
        pollHash: poll.hash,
        displayedName,
        userAgent,
        address,
        addressKey,
        width,
        height,
        pixelRatio,
        expiresAt,
      },
      now,
    )
    if (added === 'too_many') throw new AppError('pairing.too_many', { retryAfterSeconds: 60 })
    if (added === 'added') return { pairingCode, displayedName, pollToken: poll.token, expiresAt }
  }
  throw new AppError('pairing.too_many', { retryAfterSeconds: 60 })
}

/** Every letter is as likely as the others: bytes beyond the last whole round are left out. */
function makeCode(randomBytes: RandomBytes): string {
  const letters = PAIRING_ALPHABET.length
  const fair = Math.floor(256 / letters) * letters
  let code = ''
  while (code.length < CODE_LETTERS) {
    for (const byte of randomBytes(CODE_LETTERS)) {
      if (byte < fair && code.length < CODE_LETTERS) code += PAIRING_ALPHABET.charAt(byte % letters)
    }
  }
  return code
}

export const hashCode = (vault: Vault, code: string): Buffer => vault.fingerprint('pairing code', code)

/** How it stands; with a pairing comes the token of the screen, which is made of what it waited with. */
export async function waitForPairing(
  { database, signals, vault }: Services,
  pollToken: string,
  clock: () => Date,
): Promise<{ state: 'waiting' | 'paired' | 'over'; token: string }> {
  const token = tokenAfter(vault, pollToken)
  const pollHash = hashToken(pollToken)
  const look = () => collectPairing(database, pollHash, hashToken(token), clock())
  const watch = signals.watch(pairingTopic(pollHash))
  try {
    const state = await look()
    if (state !== 'waiting') return { state, token }
    await watch.next(WAIT_MILLIS)
    return { state: await look(), token }
  } finally {
    watch.end()
  }
}

export async function showPairing(
  services: Services,
  caller: Caller,
  code: string,
  now: Date,
): Promise<{ displayedName: string; device: string; address: string; expiresAt: string }> {
  const pairing = await withinGuesses(services, caller, now, () =>
    findOpenPairing(services.database, hashCode(services.vault, code), now),
  )
  return {
    displayedName: pairing.displayedName,
    device: tellDevice(pairing.userAgent),
    address: pairing.address,
    expiresAt: pairing.expiresAt.toISOString(),
  }
}

/**
 * Codes that no screen shows are counted: for each account of its own, and for the organization together. A right one in
 * a burst of wrong ones is told only while there was room for it.
 */
export async function withinGuesses<Found>(
  { database, vault }: Services,
  { organization, account }: Caller,
  now: Date,
  find: () => Promise<Found | undefined>,
): Promise<Found> {
  const keys = passwordBudgetKeys(vault, `pairing in ${organization.id}`, `pairing by ${account.id}`)
  const { blockedUntil } = await lookUpForSignIn(database, '', '', keys, null, now)
  if (blockedUntil !== undefined && blockedUntil > now) {
    throw new AppError('pairing.too_many_tries', { retryAfterSeconds: secondsUntil(blockedUntil, now) })
  }
  const found = await find()
  const isWithinBudget =
    found === undefined
      ? await countPasswordFailure(database, keys, false, now)
      : !(await isBlockedByNow(database, keys.pair, now))
  if (!isWithinBudget) throw new AppError('pairing.too_many_tries', { retryAfterSeconds: 1 })
  if (found === undefined) throw new AppError('pairing.not_found')
  return found
}
