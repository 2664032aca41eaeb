// A passkey in the second step of a sign-in: proven there, or made there by who must have a second factor.
import type { z } from 'zod'
import type { creationOptions, requestOptions } from '../../contract/webauthn.ts'
import { AppError } from '../app-error.ts'
import type { RequestFacts } from '../http/call.ts'
import { askForNewPasskey, askForProof } from '../passkeys/ask-for-passkey.ts'
import { DEFAULT_NAME } from '../passkeys/passkeys.rules.ts'
import { listCredentials, tellCopied } from '../passkeys/passkeys.store.ts'
import { relyingPartyOf } from '../passkeys/relying-party.ts'
import { judgeProof, takeChallenge, takeNewPasskey } from '../passkeys/take-passkey.rules.ts'
import type { NewPasskeyResponse, PasskeyProof } from '../passkeys/verify-passkey.ts'
import { checkTicket } from '../policies/enrolment-proof.rules.ts'
import { makeRecoveryCodes } from '../recovery/recovery-code.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { prepareSession } from '../sessions/new-session.ts'
import { trustDevice } from '../sessions/trusted-devices.store.ts'
import { countFailure, refuseWhileBlocked } from '../totp/code-attempt.rules.ts'
import { openChallenge, type Finished } from './code-step.rules.ts'
import type { ChallengedAccount } from './code-step.store.ts'
import { acceptPasskey, acceptPasskeyEnrolment } from './passkey-step.store.ts'

/** Good only for the sign-in that asked for it. */
function ceremonyOf(kind: 'register' | 'second_factor', { tokenHash }: ChallengedAccount) {
  return { kind, begunBy: tokenHash } as const
}

export async function askForPasskey(
  services: Services,
  facts: RequestFacts,
  challenge: string,
): Promise<z.input<typeof requestOptions>> {
  relyingPartyOf(services.settings)
  const account = await openChallenge(services, facts, challenge, 'code')
  const credentials = await listCredentials(services.database, account)
  if (credentials.length === 0) throw new AppError('passkey.none')
  return askForProof(services, credentials, 'preferred', ceremonyOf('second_factor', account), facts.now)
}

/** Rounds as in attemptCode: a round is lost only to another attempt at the same account. */
const MOST_ROUNDS = 12

/** The password was given: that somebody was there is enough of the passkey (UP), whoever it was (UV) is not asked. */
export async function givePasskey(
  services: Services,
  facts: RequestFacts,
  attempt: { challenge: string; passkey: PasskeyProof; trustDevice?: boolean | undefined },
): Promise<Finished> {
  const { database } = services
  const { now } = facts
  relyingPartyOf(services.settings)
  const asked = await openChallenge(services, facts, attempt.challenge, 'code')
  refuseWhileBlocked(asked, now)
  const taken = await takeChallenge(services, attempt.passkey, ceremonyOf('second_factor', asked), now)
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const account = await openChallenge(services, facts, attempt.challenge, 'code')
    refuseWhileBlocked(account, now)
    const judged = await judgeProof(services, attempt.passkey, taken, account, false)
    if (judged.verdict === 'right') {
      const { client } = account
      const session = prepareSession(services, facts, client)
      if (!(await acceptPasskey(database, account, judged, session, now))) continue
      const trust =
        attempt.trustDevice === true && client === 'web'
          ? await trustDevice(services, account, session, facts)
          : undefined
      return { session, client, trust }
    }
    const failed = { ...facts, step: 'passkey' } as const
    if (!(await countFailure(services, account, failed, 'passkey.refused'))) continue
    if (judged.verdict === 'copied') await tellCopied(services, judged.passkey, now)
    throw new AppError('passkey.refused')
  }
  throw new AppError('second_factor.too_many_attempts', { retryAfterSeconds: 1 })
}

export async function startPasskeyEnrolment(
  services: Services,
  facts: RequestFacts,
  given: { challenge: string; ticket?: string | undefined },
): Promise<z.input<typeof creationOptions>> {
  relyingPartyOf(services.settings)
  const account = await openChallenge(services, facts, given.challenge, 'enrol')
  const hasProof = account.enrolmentNeedsProof
  if (hasProof) await checkTicket(services, account, given.ticket, facts)
  return askForNewPasskey(services, account, ceremonyOf('register', account), hasProof, facts.now)
}

/** Of two that are made at once for one account the first counts, the other starts again. */
export async function confirmPasskeyEnrolment(
  services: Services,
  facts: RequestFacts,
  given: { challenge: string; passkey: NewPasskeyResponse; name?: string | undefined },
): Promise<Finished & { recoveryCodes: string[] }> {
  const { vault, randomBytes } = services
  const { now } = facts
  const account = await openChallenge(services, facts, given.challenge, 'enrol')
  refuseWhileBlocked(account, now)
  const made = await takeNewPasskey(services, given.passkey, ceremonyOf('register', account), now)
  if (made !== undefined) {
    const { organizationId, accountId, client } = account
    const session = prepareSession(services, facts, client)
    const recovery = makeRecoveryCodes(vault, randomBytes, organizationId, accountId)
    const passkey = { ...made, id: makeRowId(randomBytes, now), name: given.name ?? DEFAULT_NAME }
    if (await acceptPasskeyEnrolment(services, account, passkey, recovery.hashes, session, now)) {
      return { session, client, recoveryCodes: recovery.codes }
    }
  }
  throw new AppError('passkey.refused')
}
