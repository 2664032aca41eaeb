// Passkeys by their owner: added in the profile, and proven again before what is grave.
import type { z } from 'zod'
import type { creationOptions, requestOptions } from '../../contract/webauthn.ts'
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import { makeRecoveryCodes } from '../recovery/recovery-code.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { freshSince, type Caller } from '../sessions/caller.ts'
import { countFailure, refuseWhileBlocked } from '../totp/code-attempt.rules.ts'
import { begunBy, checkMayAdd, sessionOf, stateOf } from '../totp/totp.rules.ts'
import type { Authenticator } from '../totp/totp.store.ts'
import { addPasskey } from './add-passkey.store.ts'
import { askForNewPasskey, askForProof } from './ask-for-passkey.ts'
import { listCredentials, stepUpWithPasskey, tellCopied } from './passkeys.store.ts'
import { relyingPartyOf } from './relying-party.ts'
import { judgeProof, takeChallenge, takeNewPasskey } from './take-passkey.rules.ts'
import type { NewPasskeyResponse, PasskeyProof } from './verify-passkey.ts'

export const DEFAULT_NAME = 'Passkey'

export async function startPasskey(
  services: Services,
  caller: Caller,
  ticket: string | undefined,
  facts: RequestFacts,
): Promise<z.input<typeof creationOptions>> {
  relyingPartyOf(services.settings)
  const { hasProof } = await checkMayAdd(services, caller, ticket, facts)
  const { organization, account } = caller
  const owner = {
    organizationId: organization.id,
    accountId: account.id,
    email: account.email,
    organizationName: organization.name,
  }
  const ceremony = { kind: 'register', begunBy: begunBy(caller) } as const
  return askForNewPasskey(services, owner, ceremony, hasProof, facts.now)
}

export async function confirmPasskey(
  services: Services,
  caller: Caller,
  given: { passkey: NewPasskeyResponse; name?: string | undefined },
  { now }: RequestFacts,
): Promise<{ authenticator: Authenticator; recoveryCodes?: string[] }> {
  const { vault, randomBytes } = services
  const ceremony = { kind: 'register', begunBy: begunBy(caller) } as const
  const made = await takeNewPasskey(services, given.passkey, ceremony, now)
  if (made === undefined) throw new AppError('passkey.refused')
  const session = sessionOf(caller)
  const recovery = makeRecoveryCodes(vault, randomBytes, session.organizationId, session.accountId)
  const passkey = { ...made, id: makeRowId(randomBytes, now), name: given.name ?? DEFAULT_NAME }
  const outcome = await addPasskey(services, session, passkey, recovery.hashes, freshSince(now), now)
  if (outcome === 'refused') throw new AppError('passkey.refused')
  if (outcome === 'not_fresh') throw new AppError('second_factor.fresh_code_required')
  if (outcome === 'ticket_required') throw new AppError('second_factor.ticket_required')
  const { authenticator, isFirst } = outcome
  return isFirst ? { authenticator, recoveryCodes: recovery.codes } : { authenticator }
}

export async function startStepUp(
  services: Services,
  caller: Caller,
  { now }: RequestFacts,
): Promise<z.input<typeof requestOptions>> {
  relyingPartyOf(services.settings)
  const { organizationId, accountId } = sessionOf(caller)
  const credentials = await listCredentials(services.database, { organizationId, accountId })
  if (credentials.length === 0) throw new AppError('passkey.none')
  const verification = needsVerification(caller) ? 'required' : 'preferred'
  return askForProof(services, credentials, verification, stepUpOf(caller), now)
}

function stepUpOf(caller: Caller) {
  return { kind: 'step_up', begunBy: begunBy(caller) } as const
}

/** Where no password was given the passkey stands for both factors, each time. */
function needsVerification({ session }: Caller): boolean {
  return session.passwordProvenAt === undefined
}

/** Rounds as in attemptCode: a round is lost only to another attempt at the same account. */
const MOST_ROUNDS = 12

/** Proves the second factor of a session again, which goes on under another token. Budget and history as with a code. */
export async function proveWithPasskey(
  services: Services,
  caller: Caller,
  proof: PasskeyProof,
  facts: RequestFacts,
  newTokenHash: Buffer,
): Promise<void> {
  const { database } = services
  const { now } = facts
  relyingPartyOf(services.settings)
  refuseWhileBlocked(await stateOf(services, caller), now)
  const challenge = await takeChallenge(services, proof, stepUpOf(caller), now)
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const state = await stateOf(services, caller)
    refuseWhileBlocked(state, now)
    const judged = await judgeProof(services, proof, challenge, state, needsVerification(caller))
    if (judged.verdict === 'right') {
      const session = sessionOf(caller)
      const { codeFailures } = state
      if (await stepUpWithPasskey(database, session, newTokenHash, codeFailures, judged, now)) return
      continue
    }
    const failed = { ...facts, step: 'passkey', client: caller.session.client } as const
    if (!(await countFailure(services, state, failed, 'passkey.refused'))) continue
    if (judged.verdict === 'copied') await tellCopied(services, judged.passkey, now)
    throw new AppError('passkey.refused')
  }
  throw new AppError('second_factor.too_many_attempts', { retryAfterSeconds: 1 })
}
