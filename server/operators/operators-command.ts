// `countersign operator …`, `countersign recover …` and `countersign restored`: what is done on the server's machine.
import { randomBytes } from 'node:crypto'
import { emailKey } from '../accounts/email-key.ts'
import { makeInvitationLink } from '../accounts/invitation-link.ts'
import { openCommandDatabase } from '../command-database.ts'
import type { Lifetime } from '../lifetime.ts'
import { makeRowId } from '../row-id.ts'
import type { Settings } from '../settings.ts'
import { StartError } from '../start-errors.ts'
import { addOperator, listOperators, setOperatorDisabled } from './operators.store.ts'
import { makeRecovery } from './recoveries.rules.ts'
import { voidWhatBackupHolds } from './restored.store.ts'

const operatorUsage = `usage:
  countersign operator add EMAIL [NAME]   makes an operator, and prints the link that sets the password
  countersign operator list
  countersign operator disable EMAIL      ends the sessions, too
  countersign operator enable EMAIL`

const EMAIL = /^[^\s@]+@[^\s@]+$/

const say = (line: string): void => void process.stdout.write(`${line}\n`)

export async function runOperator(
  settings: Settings,
  lifetime: Lifetime,
  [action, email = '', name = '']: readonly string[],
): Promise<number> {
  const isKnown = action !== undefined && ['add', 'list', 'disable', 'enable'].includes(action)
  if (!isKnown || (action !== 'list' && !EMAIL.test(email))) throw new StartError(operatorUsage)
  const database = await openCommandDatabase(settings, lifetime)
  const now = new Date()
  if (action === 'list') {
    const operators = await listOperators(database)
    if (operators.length === 0) say('There is no operator yet.')
    for (const one of operators) {
      const state = one.disabled_at !== null ? 'disabled' : one.password_hash === null ? 'invited' : 'active'
      say([one.email, state, one.enrolled_at === null ? 'not enrolled' : 'enrolled', one.name].join('\t'))
    }
    return 0
  }
  if (action === 'add') {
    const link = makeInvitationLink({ settings, randomBytes }, now)
    const id = makeRowId(randomBytes, now)
    const operator = { id, email, emailKey: emailKey(email), name, invitation: link }
    const outcome = await addOperator(database, operator, now)
    if (outcome === 'email_taken') throw new StartError(`Somebody has the address ${email} already.`)
    say(`Hand this link to ${email}; it works once, until ${link.expiresAt.toISOString()}:`)
    say(link.url)
    return 0
  }
  if (!(await setOperatorDisabled(database, emailKey(email), action === 'disable', now))) {
    throw new StartError(`There is no operator with the address ${email}.`)
  }
  say(action === 'disable' ? `${email} cannot sign in any more.` : `${email} can sign in again.`)
  return 0
}

const recoverUsage = `usage: countersign recover EMAIL REASON [--operator EMAIL]

  Makes a one-time link that gives an admin, or an operator, a new password and takes away every factor and session.
  It works after a waiting time (COUNTERSIGN_RECOVERY_HOURS), in which every admin of the organization is told and can
  stop it, or as soon as another operator than the one named has approved it.`

export async function runRecover(
  settings: Settings,
  lifetime: Lifetime,
  args: readonly string[],
): Promise<number> {
  const at = args.indexOf('--operator')
  const by = at === -1 ? undefined : (args[at + 1] ?? '')
  const [email = '', ...words] = at === -1 ? args : [...args.slice(0, at), ...args.slice(at + 2)]
  const reason = words.join(' ').trim()
  if (!EMAIL.test(email) || reason === '' || reason.length > 200) throw new StartError(recoverUsage)
  const database = await openCommandDatabase(settings, lifetime)
  const operator =
    by === undefined
      ? undefined
      : (await listOperators(database)).find((one) => emailKey(one.email) === emailKey(by))
  if (by !== undefined && operator === undefined) throw new StartError(`There is no operator ${by}.`)
  const request = { email, reason, requestedBy: operator?.id }
  const made = await makeRecovery({ database, randomBytes, settings }, request, new Date())
  if (made === undefined) throw new StartError(`No admin and no operator has the address ${email}.`)
  say(`The link works once, from ${made.usableFrom.toISOString()} until ${made.expiresAt.toISOString()}.`)
  say('Every admin of the organization is told now, and can stop it.')
  say(made.url)
  return 0
}

export async function runRestored(
  settings: Settings,
  lifetime: Lifetime,
  args: readonly string[],
): Promise<number> {
  if (args.length > 0) throw new StartError('usage: countersign restored')
  const database = await openCommandDatabase(settings, lifetime)
  const { sessions, recoveryCodes, runners } = await voidWhatBackupHolds(database, new Date())
  say(
    `${sessions} sessions are ended, and everything that was handed out is void: invitations, links, bypass codes.`,
  )
  say(`${recoveryCodes} recovery codes are void: people make new ones in their profile.`)
  if (runners > 0) say(`${runners} runners are gone: add them again by countersign runner add.`)
  say('Connections sign in anew, each once.')
  say('Passwords, authenticators and accounts are as they were in the backup.')
  return 0
}
