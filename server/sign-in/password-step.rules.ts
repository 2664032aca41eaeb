// The first step: the password. Unknown, wrong, disabled and not yet invited in cost alike and look alike.
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { signInRoutes } from '../../contract/sign-in.ts'
import { emailKey } from '../accounts/email-key.ts'
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { prepareSession, tellSession, type NewSession } from '../sessions/new-session.ts'
import { hashToken, makeToken } from '../sessions/token.ts'
import { trustTagOf, trustTokenAfter, type TrustCookie } from '../sessions/trust-token.ts'
import { endCopiedTrust } from '../sessions/trusted-devices.store.ts'
import { secondsUntil } from '../budgets/backoff.ts'
import { countPasswordFailure, passwordBudgetKeys } from '../budgets/password-budget.store.ts'
import {
  beginChallenge,
  beginPasswordSession,
  beginTrustedSession,
  lookUpForSignIn,
  replacePasswordHash,
  type LookUp,
  type SignInAccount,
} from './password-step.store.ts'

type SignIn = (typeof signInRoutes)['POST /api/v1/sign-in']
type Client = z.output<SignIn['body']>['client']
type Step = z.input<SignIn['answers'][200]>

/** Time enough to install an app, scan, and copy ten recovery codes. */
const ENROL_MINUTES = 30

/** An account that changed between the look-up and the write is looked up once more. */
const MOST_TRIES = 2

interface NextStep {
  step: Step
  session?: NewSession
  trust?: TrustCookie
}

export async function signIn(
  services: Services,
  facts: RequestFacts,
  input: z.output<SignIn['body']>,
): Promise<NextStep> {
  for (let tries = 1; ; tries += 1) {
    const proven = await provePassword(services, facts, input.email, input.password, input.client)
    const step = await nextStep(services, facts, proven, input.client)
    if (step !== undefined) return step
    if (tries === MOST_TRIES) throw new AppError('sign_in.too_many_attempts', { retryAfterSeconds: 1 })
  }
}

interface ProvenPassword extends LookUp {
  account: SignInAccount
  /** What the browser has shown of itself. */
  device: { hash: Buffer | null; trustTag: string; trustToken: string | undefined }
  keys: ReturnType<typeof passwordBudgetKeys>
  now: Date
}

/**
 * Checks a password within its budgets, for the sign-in and for whatever else asks for it.
 *
 * @throws {AppError} sign_in.refused, sign_in.too_many_attempts
 */
export async function provePassword(
  services: Services,
  facts: RequestFacts,
  email: string,
  password: string,
  client: Client,
): Promise<ProvenPassword> {
  const { database, hasher, vault, settings } = services
  const { now } = facts
  const key = emailKey(email)
  const keys = passwordBudgetKeys(vault, key, facts.addressKey)
  const device = deviceOf(services, facts, email, client)
  const about = {
    deviceHash: device.hash,
    trustTokenHash: device.trustToken === undefined ? null : hashToken(device.trustToken),
    idle: settings,
  }
  const found = await lookUpForSignIn(database, key, facts.addressKey, keys, about, now)
  refuseWhileBlocked(found, now)
  const verdict = await hasher.verify(found.account?.passwordHash, password)
  const { account } = found
  if (!verdict.matches || account === undefined || account.isDisabled) {
    const failure = account && {
      organizationId: account.organizationId,
      accountId: account.id,
      id: makeRowId(services.randomBytes, now),
      reason: 'sign_in.refused',
      client,
      userAgent: facts.userAgent,
      address: facts.address,
    }
    const isWithinBudget = await countPasswordFailure(database, keys, found.isKnownAddress, now, failure)
    // Beyond the budget nothing is said about the password, right or wrong: the answer is that of a block.
    if (!isWithinBudget) throw new AppError('sign_in.too_many_attempts', { retryAfterSeconds: 1 })
    throw new AppError('sign_in.refused')
  }
  if (verdict.needsRehash) {
    const newHash = await hasher.hash(password)
    if (await replacePasswordHash(database, account, newHash)) account.passwordHash = newHash
  }
  return { ...found, account, device, keys, now }
}

/** A browser by its cookies; another program shows none. */
function deviceOf({ vault }: Services, facts: RequestFacts, email: string, client: Client) {
  const trustTag = trustTagOf(vault, email)
  if (client !== 'web') return { hash: null, trustTag, trustToken: undefined }
  const hash = facts.deviceToken === undefined ? null : hashToken(facts.deviceToken)
  return { hash, trustTag, trustToken: facts.trustToken(trustTag) }
}

function refuseWhileBlocked({ blockedUntil }: LookUp, now: Date): void {
  if (blockedUntil === undefined || blockedUntil <= now) return
  throw new AppError('sign_in.too_many_attempts', { retryAfterSeconds: secondsUntil(blockedUntil, now) })
}

/** What the account needs now; undefined when that changed under our hands. */
async function nextStep(
  services: Services,
  facts: RequestFacts,
  proven: ProvenPassword,
  client: Client,
): Promise<NextStep | undefined> {
  const { account } = proven
  const { database, settings, randomBytes } = services
  if (!account.isEnrolled && !account.requirement.isForced) {
    const session = prepareSession(services, facts, client)
    if (!(await beginPasswordSession(database, proven, client, session))) return undefined
    const { graceUntil } = account.requirement
    const enrolBy = graceUntil === undefined ? {} : { enrolBy: graceUntil.toISOString() }
    return { step: { step: 'done', session: tellSession(session, client), ...enrolBy }, session }
  }
  const trusted = await beginTrusted(services, facts, proven, client)
  if (trusted !== undefined) return trusted
  const purpose = account.isEnrolled ? 'code' : 'enrol'
  const minutes = purpose === 'code' ? settings.challengeMinutes : ENROL_MINUTES
  const { token, hash } = makeToken(randomBytes)
  const expiresAt = new Date(facts.now.getTime() + minutes * 60_000)
  const isBegun = await beginChallenge(database, proven, {
    tokenHash: hash,
    purpose,
    client,
    userAgentHash: hashUserAgent(facts.userAgent),
    expiresAt,
  })
  if (!isBegun) return undefined
  const challenge = { challenge: token, expiresAt: expiresAt.toISOString() }
  if (purpose === 'enrol') {
    const needsTicket = account.enrolmentNeedsProof ? { needsTicket: true } : {}
    return { step: { step: 'enrol', ...challenge, ...needsTicket } }
  }
  const { methods, trustedDeviceDays: trustDays } = account
  const mayTrust = client === 'web' && trustDays > 0
  return { step: { step: 'code', ...challenge, methods, ...(mayTrust ? { trustDays } : {}) } }
}

/** From a browser that is trusted; of one that shows an old token there is a copy, and no trust is left. */
async function beginTrusted(
  services: Services,
  facts: RequestFacts,
  proven: ProvenPassword,
  client: Client,
): Promise<NextStep | undefined> {
  const { database, vault } = services
  const { account, device } = proven
  const { hash: deviceHash, trustTag: tag, trustToken: shown } = device
  if (account.trust === undefined || deviceHash === null || shown === undefined) return undefined
  const tokenHash = hashToken(shown)
  if (account.trust === 'copied') {
    const key = { organizationId: account.organizationId, accountId: account.id }
    await endCopiedTrust(services, key, { deviceHash, tokenHash }, facts.now)
    return undefined
  }
  const token = trustTokenAfter(vault, shown)
  const session = prepareSession(services, facts, client)
  const hashes = { shown: tokenHash, next: hashToken(token) }
  const expiresAt = await beginTrustedSession(database, proven, client, session, hashes)
  if (expiresAt === undefined) return undefined
  const step = { step: 'done', session: tellSession(session, client) } as const
  return { step, session, trust: { tag, token, expiresAt } }
}

/** A challenge goes on only in the program that began it. */
export function hashUserAgent(userAgent: string): Buffer {
  return createHash('sha256').update(userAgent).digest()
}
