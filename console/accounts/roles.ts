// Who may open which page, by the account; the API decides it once more.
import type { Me } from './me.ts'

type Account = Me['account']

export const isAdmin = ({ role }: Account): boolean => role === 'admin'

/** Whether somebody may help users: an admin, or an agent with the help-desk permission. */
export const isHelper = (account: Account): boolean => isAdmin(account) || account.isHelpDesk

export const isOperator = ({ role }: Account): boolean => role === 'operator'

/** Whether somebody belongs to an organization, as operators do not. */
export const isMember = (account: Account): boolean => !isOperator(account)
