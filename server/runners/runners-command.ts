// `countersign runner add|list|remove`: who may ask for work, decided on the server's machine.
import { randomBytes } from 'node:crypto'
import { openCommandDatabase } from '../command-database.ts'
import type { Database } from '../database/database.ts'
import type { Lifetime } from '../lifetime.ts'
import { makeRowId } from '../row-id.ts'
import { makeToken } from '../sessions/token.ts'
import type { Settings } from '../settings.ts'
import { StartError } from '../start-errors.ts'
import { addRunner, listRunners, removeRunner } from './runners.store.ts'

const usage = `usage:
  countersign runner add NAME [--organization NAME]   makes a runner, and prints the token that it is started with
  countersign runner list
  countersign runner remove ID                        its token opens nothing any more; what it has passes on
  countersign runner                                  is a runner: see COUNTERSIGN_SERVER and COUNTERSIGN_RUNNER_TOKEN`

const NAME = /^[^\p{Cc}]{1,60}$/u

const say = (line: string): void => void process.stdout.write(`${line}\n`)

export async function runRunnerCommand(
  settings: Settings,
  lifetime: Lifetime,
  args: readonly string[],
): Promise<number> {
  const [action, ...rest] = args
  const at = rest.indexOf('--organization')
  const organization = at === -1 ? undefined : (rest[at + 1] ?? '')
  const [subject = '', ...tooMuch] = at === -1 ? rest : [...rest.slice(0, at), ...rest.slice(at + 2)]
  const isKnown = action === 'list' || action === 'remove' || (action === 'add' && NAME.test(subject))
  if (!isKnown || tooMuch.length > 0 || organization === '') throw new StartError(usage)
  const database = await openCommandDatabase(settings, lifetime)
  const now = new Date()
  if (action === 'list') {
    const runners = await listRunners(database)
    if (runners.length === 0) say('There is no runner.')
    for (const { id, name, organization_id: of, is_beside_server: isBeside, last_seen_at: seen } of runners) {
      const serves = of === null ? 'every organization' : `organization ${of}`
      const seenAt = seen === null ? 'never seen' : `seen ${seen.toISOString()}`
      say([id, name, serves, seenAt, isBeside ? 'beside a server' : 'added'].join('\t'))
    }
    return 0
  }
  if (action === 'remove') {
    const isRemoved = /^[\da-f-]{36}$/.test(subject) && (await removeRunner(database, subject))
    if (!isRemoved) throw new StartError(`There is no runner ${subject}: countersign runner list names them.`)
    say('Its token opens nothing any more.')
    return 0
  }
  const organizationId = organization === undefined ? undefined : await idOf(database, organization)
  const { token, hash } = makeToken(randomBytes)
  const id = makeRowId(randomBytes, now)
  const runner = { id, name: subject, organizationId, tokenHash: hash, isBesideServer: false }
  await addRunner(database, runner, now)
  say('Start it on its machine with these two. The token is shown this once:')
  say(`COUNTERSIGN_SERVER=${settings.baseUrl.origin}`)
  say(`COUNTERSIGN_RUNNER_TOKEN=${token}`)
  return 0
}

async function idOf(database: Database, name: string): Promise<string> {
  const found = await database.query
    .selectFrom('organizations')
    .select('id')
    .where('name', '=', name)
    .limit(2)
    .execute()
  const [only, another] = found
  if (only === undefined) throw new StartError(`There is no organization called ${JSON.stringify(name)}.`)
  if (another !== undefined)
    throw new StartError(`More than one organization is called ${JSON.stringify(name)}.`)
  return only.id
}
