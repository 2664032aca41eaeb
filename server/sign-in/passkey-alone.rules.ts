// A passkey as the whole sign-in: it says who it is, and has checked that it is them. No name, no password, no session
// before its proof holds.
import type { z } from 'zod'
import type { requestOptions } from '../../contract/webauthn.ts'
import { AppError } from '../app-error.ts'
import { countPasswordFailure } from '../budgets/password-budget.store.ts'
import { openTokenBudget } from '../budgets/token-guess.rules.ts'
import type { Tables } from '../database/tables.ts'
import type { RequestFacts } from '../http/call.ts'
import { askForProof } from '../passkeys/ask-for-passkey.ts'
import { tellCopied } from '../passkeys/passkeys.store.ts'
import { relyingPartyOf } from '../passkeys/relying-party.ts'
import { judgeProof, takeChallenge } from '../passkeys/take-passkey.rules.ts'
import type { PasskeyProof } from '../passkeys/verify-passkey.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { prepareSession } from '../sessions/new-session.ts'
import type { Finished } from './code-step.rules.ts'
import { hashUserAgent } from './password-step.rules.ts'
import { beginPasskeySession, noteRefusedPasskey } from './passkey-step.store.ts'

type Client = Tables['sessions']['client']

function ceremonyOf({ userAgent }: RequestFacts) {
  return { kind: 'alone', begunBy: hashUserAgent(userAgent) } as const
}

/** Asks nobody who it is and looks nothing up, so that it can tell nothing (attack 91). */
export function askForPasskeyAlone(services: Services, facts: RequestFacts): z.input<typeof requestOptions> {
  return askForProof(services, [], 'required', ceremonyOf(facts), facts.now)
}

/**
 * Waits that wrong passwords or codes of the account have earned do not hold it up: a passkey cannot be guessed, and
 * whoever is kept out by others' guesses gets in by it (ASVS 6.1.1). What is refused slows its own address down.
 */
export async function signInWithPasskey(
  services: Services,
  facts: RequestFacts,
  given: { passkey: PasskeyProof; client: Client },
): Promise<Finished> {
  relyingPartyOf(services.settings)
  const budget = await openTokenBudget(services, facts, 'passkey')
  const finished = await provePasskey(services, facts, given.passkey, given.client)
  if (finished !== undefined) return finished
  const isWithinBudget = await countPasswordFailure(services.database, budget, false, facts.now)
  if (!isWithinBudget) throw new AppError('sign_in.too_many_attempts', { retryAfterSeconds: 1 })
  throw new AppError('passkey.refused')
}

async function provePasskey(
  services: Services,
  facts: RequestFacts,
  proof: PasskeyProof,
  client: Client,
): Promise<Finished | undefined> {
  const { database, randomBytes } = services
  const { now, userAgent, address } = facts
  const challenge = await takeChallenge(services, proof, ceremonyOf(facts), now)
  const judged = await judgeProof(services, proof, challenge, undefined, true)
  // One that was made without a check of who it is gains that beside a password alone (section 7.2, on uvInitialized).
  if (judged.verdict === 'right' && judged.passkey.isUserVerifying) {
    const session = prepareSession(services, facts, client)
    return (await beginPasskeySession(database, judged, client, session, now))
      ? { session, client }
      : undefined
  }
  const { passkey } = judged
  if (passkey === undefined) return undefined
  const { organizationId, accountId } = passkey
  const failure = {
    organization_id: organizationId,
    id: makeRowId(randomBytes, now),
    account_id: accountId,
    client,
    user_agent: userAgent,
    address,
  }
  await noteRefusedPasskey(database, failure, now)
  if (judged.verdict === 'copied') await tellCopied(services, passkey, now)
  return undefined
}
