// Screens, as an admin pairs and changes them.
import type { z } from 'zod'
import type { screenRoutes } from '../../contract/screens.ts'
import { AppError } from '../app-error.ts'
import { readFrameFile } from '../frames/frames.rules.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { actorOf, type Caller } from '../sessions/caller.ts'
import { hashCode, withinGuesses } from './pairings.rules.ts'
import {
  askScreen,
  changeScreen,
  findShownFrame,
  pairScreen,
  showOnMany,
  unpairScreen,
  type Screen,
  type ScreenChange,
  type Shows,
  type Unknown,
  type Which,
} from './screens.store.ts'

type Pairing = z.output<(typeof screenRoutes)['POST /api/v1/screens']['body']>

function refuse(outcome: Unknown | 'name_taken' | 'not_found' | 'too_many'): AppError {
  switch (outcome) {
    case 'no_dashboard':
      return new AppError('dashboard.not_found')
    case 'no_playlist':
      return new AppError('playlist.not_found')
    case 'name_taken':
      return new AppError('screen.name_taken')
    case 'not_found':
      return new AppError('screen.not_found')
    case 'too_many':
      return new AppError('screen.too_many')
  }
}

export async function pair(
  services: Services,
  caller: Caller,
  { pairingCode, ...values }: Pairing,
  now: Date,
): Promise<Screen> {
  const { database, vault, randomBytes } = services
  const key = { organizationId: caller.organization.id, id: makeRowId(randomBytes, now) }
  const by = actorOf(caller)
  const codeHash = hashCode(vault, pairingCode)
  const paired = await withinGuesses(services, caller, now, async () => {
    const outcome = await pairScreen(database, key, values, { by, codeHash }, now)
    return outcome === 'no_pairing' ? undefined : outcome
  })
  if (typeof paired === 'string') throw refuse(paired)
  return paired
}

export async function change(
  { database }: Services,
  caller: Caller,
  id: string,
  values: ScreenChange,
  now: Date,
): Promise<Screen> {
  const key = { organizationId: caller.organization.id, id }
  const changed = await changeScreen(database, key, values, actorOf(caller), now)
  if (typeof changed === 'string') throw refuse(changed)
  return changed
}

export async function unpair({ database }: Services, caller: Caller, id: string, now: Date): Promise<void> {
  const key = { organizationId: caller.organization.id, id }
  if (!(await unpairScreen(database, key, actorOf(caller), now))) throw new AppError('screen.not_found')
}

export async function ask(
  { database }: Services,
  caller: Caller,
  id: string,
  what: 'identify' | 'restart',
  now: Date,
): Promise<void> {
  const key = { organizationId: caller.organization.id, id }
  if (!(await askScreen(database, key, what, actorOf(caller), now))) throw new AppError('screen.not_found')
}

export async function show(
  { database }: Services,
  caller: Caller,
  what: { which: Which; shows: Shows },
  now: Date,
): Promise<number> {
  const shown = await showOnMany(database, caller.organization.id, what, actorOf(caller), now)
  if (typeof shown === 'string') throw refuse(shown)
  return shown
}

export async function givePicture(
  services: Services,
  caller: Caller,
  id: string,
  now: Date,
): Promise<{ bytes: Buffer; etag: string; cacheControl: string }> {
  const organizationId = caller.organization.id
  const shown = await findShownFrame(services.database, { organizationId, id }, now)
  if (shown === undefined) throw new AppError('screen.not_found')
  const { address } = shown
  if (address === null) throw new AppError('dashboard.no_frame')
  for (const file of ['thumbnail', 'jpeg'] as const) {
    const bytes = await readFrameFile(services, { organizationId, address, file })
    if (bytes !== undefined) return { bytes, etag: `${address}.${file}`, cacheControl: 'private, no-cache' }
  }
  throw new AppError('dashboard.no_frame')
}
