// Whom somebody may help: admins everybody else, the help desk the agents that are not of it (attack 77).
import type { LockedAccount } from '../accounts/lock-account.store.ts'
import type { Caller } from '../sessions/caller.ts'

/** Decided on the account as its lock found it, so that nobody is promoted between the question and the help. */
export function mayHelp(
  { account }: Caller,
  targetId: string,
  target: Pick<LockedAccount, 'role' | 'isHelpDesk'>,
): boolean {
  if (account.role === 'admin') return true
  return account.isHelpDesk && targetId !== account.id && target.role === 'agent' && !target.isHelpDesk
}
