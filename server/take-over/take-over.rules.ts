// Taking over: who may see and move the page of a runner, for how long, and how what is typed gets there.
import type { z } from 'zod'
import { personInput, type takeOverRoutes } from '../../contract/take-over.ts'
import { AppError } from '../app-error.ts'
import { viewTopic } from '../attempts/attempts.store.ts'
import type { ConnectionKey } from '../connections/sealed-login.ts'
import { makeRowId } from '../row-id.ts'
import { findLease } from '../runners/leases.store.ts'
import { isRunnerThere, type Runner } from '../runners/runners.store.ts'
import type { Services } from '../services.ts'
import { actorOf, type Caller } from '../sessions/caller.ts'
import type { Place } from '../vault/vault.ts'
import { endWhatIsOver } from './over.store.ts'
import {
  addInputs,
  beginTakeOver,
  giveBack,
  inputTopic,
  readView,
  showView,
  takeInputs,
  type View,
} from './take-over.store.ts'

type PersonInput = z.output<typeof personInput>
type ShownView = z.output<(typeof takeOverRoutes)['POST /api/v1/runner/leases/{id}/view']['body']>

export async function takeOver(
  { database, randomBytes, wakeRunner }: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<{ attempt: string }> {
  const key = { organizationId: caller.organization.id, id }
  if (wakeRunner === undefined && !(await isRunnerThere(database, key.organizationId, now))) {
    throw new AppError('connection.no_runner')
  }
  const attemptId = makeRowId(randomBytes, now)
  const begun = await beginTakeOver(database, key, { attemptId, by: actorOf(caller) }, now)
  if (begun !== 'begun') throw new AppError(`connection.${begun}`)
  wakeRunner?.()
  return { attempt: attemptId }
}

const VIEW_WAIT_MILLIS = 10_000

export interface AttemptOfPerson {
  key: ConnectionKey
  attemptId: string
  accountId: string
}

/** The page, as soon as there is a picture after that one, or as it is after ten seconds. */
export async function watchView(
  { database, signals }: Services,
  of: AttemptOfPerson,
  after: number,
  clock: () => Date,
): Promise<View> {
  const watch = signals.watch(viewTopic(of.attemptId))
  try {
    const view = await requireView(database, of, clock())
    if (view.number > after) return view
    await watch.next(VIEW_WAIT_MILLIS)
    const later = await requireView(database, of, clock())
    return later.number > after ? later : { ...later, picture: undefined }
  } finally {
    watch.end()
  }
}

async function requireView(
  database: Services['database'],
  { key, attemptId, accountId }: AttemptOfPerson,
  now: Date,
): Promise<View> {
  const seen = await readView(database, key, attemptId, accountId, now)
  if (seen === 'over' || (typeof seen !== 'string' && seen.endsAt <= now)) {
    await endWhatIsOver(database, now, attemptId)
    throw new AppError('attempt.over')
  }
  if (typeof seen === 'string') throw new AppError(`attempt.${seen}`)
  return seen
}

export async function passInputs(
  { database, vault, randomBytes }: Services,
  of: AttemptOfPerson,
  inputs: readonly PersonInput[],
  now: Date,
): Promise<void> {
  await requireView(database, of, now)
  const { organizationId } = of.key
  // Ids of one moment are in no order by themselves; what was done is.
  const ids = inputs.map(() => makeRowId(randomBytes, now)).toSorted()
  const inOrder = inputs.map((input, at) => {
    const id = ids[at] ?? ''
    return { id, sealed: vault.seal(Buffer.from(JSON.stringify(input)), placeOf(organizationId, id)) }
  })
  const added = await addInputs(database, { organizationId, attemptId: of.attemptId }, inOrder)
  if (added === 'over') throw new AppError('attempt.over')
  if (added === 'too_many') throw new AppError('server.busy', { retryAfterSeconds: 1 })
}

const placeOf = (organizationId: string, rowId: string): Place => ({
  organizationId,
  table: 'live_inputs',
  column: 'sealed',
  rowId,
})

export async function endTakeOver(
  { database }: Services,
  of: AttemptOfPerson,
  isSignedIn: boolean,
  now: Date,
): Promise<void> {
  await requireView(database, of, now)
  const { key, attemptId, accountId } = of
  const by = { kind: 'account', id: accountId } as const
  await giveBack(database, { organizationId: key.organizationId, attemptId }, { by, isSignedIn }, now)
  // No runner has it: then none is to hear of it first.
  await endWhatIsOver(database, now, attemptId)
}

const INPUT_WAIT_MILLIS = 1_000

/** Shows the page, and waits for what the person does there. */
export async function exchangeView(
  services: Services,
  runner: Runner,
  leaseId: string,
  { picture, ...view }: ShownView,
  clock: () => Date,
): Promise<{ inputs: PersonInput[]; isOver: boolean; isSignedIn: boolean }> {
  const { database, signals, vault } = services
  const lease = await findLease(database, runner, leaseId, clock())
  if (lease === undefined) throw new AppError('lease.lost')
  const bytes = picture === undefined ? undefined : Buffer.from(picture, 'base64')
  const isJpeg = bytes?.[0] === 0xff && bytes[1] === 0xd8
  const watch = signals.watch(inputTopic(lease.attemptId))
  try {
    const shown = await showView(database, lease, { ...view, picture: isJpeg ? bytes : undefined })
    if (shown === undefined || shown.isGivenBack || shown.endsAt <= clock()) {
      return { inputs: [], isOver: true, isSignedIn: shown?.isSignedIn ?? false }
    }
    let taken = await takeInputs(database, lease)
    if (taken.length === 0 && (await watch.next(INPUT_WAIT_MILLIS))) taken = await takeInputs(database, lease)
    const inputs = taken.map(({ id, sealed }) => {
      const text = vault.open(sealed, placeOf(lease.organizationId, id)).toString()
      return personInput.parse(JSON.parse(text))
    })
    return { inputs, isOver: false, isSignedIn: false }
  } finally {
    watch.end()
  }
}
