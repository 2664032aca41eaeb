// What a secret is, told to the person who has it in the hand, with the codes that finish the set-up at the service.
import { prepareKey } from '../../otp/hotp.ts'
import { totp, validUntilMs } from '../../otp/totp.ts'
import { spendShownCodes } from '../codes/codes.rules.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../sessions/caller.ts'
import { isWeak, type AuthenticatorKey, type Candidate } from './candidate.ts'
import { chooseAccount, recognise, type Intake } from './intake.rules.ts'

/** As the API tells it: what was found, with the code of now and of the next step, or the accounts to choose from. */
export async function inspect(services: Services, { organization }: Caller, intake: Intake, now: Date) {
  const found = await recognise(intake)
  const account = chooseAccount(found, intake.pick)
  const { kind, candidates, parts } = found
  if (account === undefined) {
    const choices = candidates.map((candidate, pick) => ({
      pick,
      ...namesIn(candidate),
      ...('refusedFor' in candidate ? { refusedFor: candidate.refusedFor } : {}),
    }))
    return { kind, choices, ...(parts === undefined ? {} : { parts }) }
  }
  const { algorithm, digits, periodSeconds } = account.key
  await spendShownCodes(services, organization.id, account.key, now)
  return {
    kind,
    ...namesIn(account),
    algorithm,
    digits,
    periodSeconds,
    ...(isWeak(account.key) ? { isWeak: true } : {}),
    ...codesAt(account.key, now),
  }
}

function namesIn({ issuer, account }: Candidate) {
  return { ...(issuer === undefined ? {} : { issuer }), ...(account === undefined ? {} : { account }) }
}

/** The code of this step and of the next one: a service asks for one or two when its two-factor is turned on. */
function codesAt({ secret, algorithm, digits, periodSeconds }: AuthenticatorKey, now: Date) {
  const key = prepareKey(secret, algorithm)
  const nextAt = validUntilMs(now.getTime(), { periodSeconds })
  return {
    code: totp(key, now.getTime(), { digits, periodSeconds }),
    nextCode: totp(key, nextAt, { digits, periodSeconds }),
    validUntil: new Date(nextAt).toISOString(),
  }
}
