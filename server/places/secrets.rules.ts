// A password or a code for a step before a picture: by the rules of a sign-in, and only where a step of the place types it.
import type { z } from 'zod'
import type { captureRoutes } from '../../contract/captures.ts'
import { isAtHome, mayTypeAt, originOf } from '../../contract/where-to-type.ts'
import { AppError } from '../app-error.ts'
import type { HandedOut } from '../codes/codes.rules.ts'
import { openPassword } from '../connections/sealed-login.ts'
import { readLeasedConnection } from '../runners/leased-connection.store.ts'
import { handOutCodeAt, hostOf, packOf } from '../runners/leases.rules.ts'
import type { Runner } from '../runners/runners.store.ts'
import type { Services } from '../services.ts'
import { reportSealError } from '../vault/report-seal-error.ts'
import { PUBLIC_PAGES } from './place-topic.ts'
import { findPlace } from './places.store.ts'
import {
  factsOfPlaceUse,
  isSecretWanted,
  noteRefusedOrigin,
  readClockOffset,
  takePlacePassword,
  whileTyping,
  type SecretAsk,
} from './secrets.store.ts'

type AskedPassword = z.output<(typeof captureRoutes)['POST /api/v1/runner/places/{id}/password']['body']>
type Asked = Omit<AskedPassword, 'isForDialog' | 'realm'>

/**
 * That it goes out is written before it does.
 *
 * @throws {AppError} lease.password_given for one that has signed nothing in, or that a dialog there has refused: a picture
 *   is made again and again, and a wrong password with it would lock the account
 */
export async function givePlacePassword(
  services: Services,
  runner: Runner,
  id: string,
  { isForDialog, realm, ...asked }: AskedPassword,
  now: Date,
): Promise<{ password: string }> {
  const what = isForDialog ? 'dialog' : 'password'
  const ask = { ...(await requireTyping(services, runner, id, asked, what, now)), realm }
  const { organizationId, connectionId } = ask.place
  const taken = await takePlacePassword(services.database, ask, now)
  if (taken === 'lost') throw new AppError('lease.lost')
  if (taken === 'not_wanted') throw new AppError('lease.not_wanted')
  if (taken === 'never_worked' || taken === 'refused') throw new AppError('lease.password_given')
  if (taken === 'none') throw new AppError('lease.does_not_open')
  try {
    return { password: openPassword(services.vault, taken.sealed, { organizationId, id: connectionId }) }
  } catch (error) {
    reportSealError(services, error)
    throw new AppError('lease.does_not_open')
  }
}

export async function givePlaceCode(
  services: Services,
  runner: Runner,
  id: string,
  asked: Asked,
  now: Date,
): Promise<HandedOut> {
  const { database } = services
  const ask = await requireTyping(services, runner, id, asked, 'code', now)
  // Asked here for the right words, and once more in the write.
  if (!(await isSecretWanted(database.query, ask, now))) throw new AppError('lease.not_wanted')
  const to = { whileHeld: whileTyping(database, ask, now) }
  const use = { facts: factsOfPlaceUse(ask), to }
  return handOutCodeAt(services, ask.place, await readClockOffset(database, ask.place), use, now)
}

async function requireTyping(
  services: Services,
  runner: Runner,
  id: string,
  { origin, dashboard }: Asked,
  what: 'password' | 'code' | 'dialog',
  now: Date,
): Promise<SecretAsk> {
  const { database } = services
  const place = await findPlace(database.query, runner, id, now)
  if (place === undefined) throw new AppError('lease.lost')
  // Nobody signs in to public pages.
  if (place.connectionId === PUBLIC_PAGES) throw new AppError('lease.not_wanted')
  const connection = await readLeasedConnection(database, place)
  if (connection === undefined) throw new AppError('lease.lost')
  const isForDialog = what === 'dialog'
  const secret = isForDialog ? 'password' : what
  const ask: SecretAsk = { place, secret, host: hostOf(origin), dashboard, isForDialog }
  // A dialog says nothing that would show whose it is: an origin that was named for a page is none for it.
  const isHome = !isForDialog || isAtHome(originOf(connection.url) ?? '', origin)
  if (!isHome || !mayTypeAt(packOf(services, connection), connection, origin, secret)) {
    await noteRefusedOrigin(database, ask, now)
    throw new AppError('lease.foreign_origin')
  }
  return ask
}
