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

/** Whether a second factor was proven recently enough for what is grave (ASVS 7.5.1). */
export function hasFreshSecondFactor(caller: Caller, now: Date): boolean {
  const { secondFactor } = caller.session
  // A trusted browser spares a code at the sign-in, never for what is grave (attack 100).
  if (secondFactor === undefined || secondFactor.method === 'trusted_device') return false
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
