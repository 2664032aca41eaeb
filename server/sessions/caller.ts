// Who calls: a session that is complete, with its account and organization.
import type { Role, SecondFactorMethod, Tables } from '../database/tables.ts'
import type { Requirement } from '../policies/requirement.ts'

export interface Caller {
  organization: { id: string; name: string }
  account: {
    id: string
    email: string
    name: string
    role: Role
    isHelpDesk: boolean
    requirement: Requirement
    isEnrolled: boolean
    recoveryCodesLeft: number
  }
  session: {
    id: string
    client: Tables['sessions']['client']
    startedAt: Date
    expiresAt: Date
    /** The registered phone by which it lasts longer. */
    phoneId: string | undefined
    /** Nothing where a passkey was the whole sign-in. */
    passwordProvenAt: Date | undefined
    secondFactor: { method: SecondFactorMethod; provenAt: Date } | undefined
  }
}

export function accountKeyOf({ organization, account }: Caller): {
  organizationId: string
  accountId: string
} {
  return { organizationId: organization.id, accountId: account.id }
}

/** As the audit log names who did something. */
export function actorOf({ account }: Caller): { kind: 'account' | 'operator'; id: string } {
  return { kind: account.role === 'operator' ? 'operator' : 'account', id: account.id }
}

const FRESH_MINUTES = 10

/**
 * What spares a code at the sign-in, and never for what is grave: a trusted browser (attack 100), and a yes on the phone,
 * which somebody may have been talked or tired into.
 */
export const forSignInAlone: readonly SecondFactorMethod[] = ['trusted_device', 'approval']

/** Whether a second factor was proven recently enough for what is grave (ASVS 7.5.1). */
export function hasFreshSecondFactor(caller: Caller, now: Date): boolean {
  const { secondFactor } = caller.session
  if (secondFactor === undefined || forSignInAlone.includes(secondFactor.method)) return false
  return secondFactor.provenAt >= freshSince(now)
}

/** The same for everybody: who has no second factor proves the password (ASVS 7.5.3). */
export function hasFreshProof(caller: Caller, now: Date): boolean {
  if (caller.account.isEnrolled) return hasFreshSecondFactor(caller, now)
  const { passwordProvenAt } = caller.session
  return passwordProvenAt !== undefined && passwordProvenAt >= freshSince(now)
}

/** The moment after which a proof is fresh; the same bound goes into the writes that it guards. */
export function freshSince(now: Date): Date {
  return new Date(now.getTime() - FRESH_MINUTES * 60_000)
}
