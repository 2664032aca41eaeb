// What a browser answers: its challenge is used up first, right or wrong, and only then is anything else looked at.
import type { AccountKey } from '../accounts/lock-account.store.ts'
import { AppError } from '../app-error.ts'
import type { Services } from '../services.ts'
import { userHandleOf } from './ask-for-passkey.ts'
import { readClientData } from './client-data.ts'
import { readPasskeyChallenge, type Ceremony, type ReadChallenge } from './passkey-challenge.ts'
import { findPasskey, spendChallenge, type AcceptedProof, type Passkey } from './passkeys.store.ts'
import { relyingPartyOf } from './relying-party.ts'
import {
  tellsOfCopy,
  verifyNewPasskey,
  verifyProof,
  type MadePasskey,
  type NewPasskeyResponse,
  type PasskeyProof,
} from './verify-passkey.ts'

export interface TakenChallenge extends ReadChallenge {
  text: string
}

/**
 * Uses up the challenge that an answer repeats. Nothing when it is not ours, not of this ceremony, or over.
 *
 * @throws {AppError} passkey.refused when it was used: that is refused without being counted, or the copies of one click
 *   could use up the budget under the one that is first
 */
export async function takeChallenge(
  { database, vault }: Pick<Services, 'database' | 'vault'>,
  answer: { response: { clientDataJSON: string } },
  ceremony: Ceremony,
  now: Date,
): Promise<TakenChallenge | undefined> {
  const text = readClientData(answer.response.clientDataJSON)?.challenge
  const read = text === undefined ? undefined : readPasskeyChallenge(vault, text, ceremony, now)
  if (text === undefined || read === undefined) return undefined
  if (!(await spendChallenge(database, read))) throw new AppError('passkey.refused')
  return { ...read, text }
}

/** The passkey that was made, with whether a ticket was shown for it; nothing when it is refused. */
export async function takeNewPasskey(
  services: Services,
  answer: NewPasskeyResponse,
  ceremony: Ceremony,
  now: Date,
): Promise<(MadePasskey & { hasProof: boolean }) | undefined> {
  const party = relyingPartyOf(services.settings)
  const challenge = await takeChallenge(services, answer, ceremony, now)
  if (challenge === undefined) return undefined
  const made = await verifyNewPasskey(party, answer, challenge.text)
  return made === undefined ? undefined : { ...made, hasProof: challenge.hasProof }
}

export type ProofVerdict =
  | ({ verdict: 'right' } & AcceptedProof)
  /** `passkey` where one was meant that is there. */
  | { verdict: 'wrong'; passkey?: Passkey }
  | { verdict: 'copied'; passkey: Passkey }

/**
 * Judges a proof whose challenge was taken.
 *
 * @param owner whose passkey it has to be; nothing where the passkey says who it is
 */
export async function judgeProof(
  services: Services,
  proof: PasskeyProof,
  challenge: TakenChallenge | undefined,
  owner: AccountKey | undefined,
  requireUserVerification: boolean,
): Promise<ProofVerdict> {
  const party = relyingPartyOf(services.settings)
  const passkey = await findPasskey(services.database, Buffer.from(proof.id, 'base64url'), owner)
  if (passkey === undefined) return { verdict: 'wrong' }
  if (challenge === undefined) return { verdict: 'wrong', passkey }
  // Where no name was given the passkey has to say whose it is; where it does, it has to be right (section 7.2, step 6).
  const handle = proof.response.userHandle ?? ''
  const mayLackHandle = owner !== undefined && handle === ''
  if (!mayLackHandle && handle !== userHandleOf(services, passkey)) return { verdict: 'wrong', passkey }
  const seen = await verifyProof(party, passkey, proof, challenge.text, requireUserVerification)
  if (seen === undefined) return { verdict: 'wrong', passkey }
  if (tellsOfCopy(passkey, seen)) return { verdict: 'copied', passkey }
  const { isBackedUp, isUserVerified } = seen
  const signCount = Math.max(passkey.signCount, seen.signCount)
  return { verdict: 'right', passkey, signCount, isBackedUp, isUserVerified }
}
