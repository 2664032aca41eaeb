// What of a login goes to a runner that makes pictures, in the database: while its lease of the place holds, where a step
// names it, and never before it is in the audit log.
import { sql, type Kysely } from 'kysely'
import { appendAuditEvent } from '../audit/audit.store.ts'
import type { Held } from '../codes/codes.store.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { PREVIEW_SECONDS } from '../dashboards/previews.store.ts'
import { lockPlace, type Place } from './places.store.ts'
import { loginRefused } from './refused-logins.store.ts'

export interface SecretAsk {
  place: Place
  secret: 'password' | 'code'
  /** Where it is typed. */
  host: string
  /** Nothing for a preview. */
  dashboard: string | undefined
  /** A browser's own dialog in front of the page asks, and no step. */
  isForDialog?: boolean
  /** The hash of its realm. */
  realm?: string | undefined
}

/** As the audit log tells by what a login was used. */
export function factsOfPlaceUse({ place, host, dashboard }: Pick<SecretAsk, 'place' | 'host' | 'dashboard'>) {
  return {
    connection: place.connectionId,
    runner: place.runnerId,
    host,
    ...(dashboard === undefined ? {} : { dashboard }),
  }
}

/**
 * A row where a step of the dashboard names it, or a person shows the way to it just now. For a dialog: where it was not
 * refused there, nor by the same one elsewhere.
 */
function wantedByDashboard(
  query: Kysely<Tables>,
  { place, secret, isForDialog = false, realm = '' }: SecretAsk,
  dashboard: string,
  now: Date,
) {
  return query
    .selectFrom('dashboards as d')
    .leftJoin('recordings as r', (join) =>
      join
        .onRef('r.organization_id', '=', 'd.organization_id')
        .onRef('r.dashboard_id', '=', 'd.id')
        .on('r.ends_at', '>', now),
    )
    .select('d.id')
    .where('d.organization_id', '=', place.organizationId)
    .where('d.id', '=', dashboard)
    .where('d.connection_id', '=', place.connectionId)
    .where(
      isForDialog
        ? sql<boolean>`(r.dashboard_id IS NOT NULL OR NOT ${loginRefused(place, { dashboard, realm })})`
        : sql<boolean>`(r.dashboard_id IS NOT NULL OR d.capture @> ${stepsThatType(secret)}::jsonb)`,
    )
}

/** A row where a step of a preview names it that somebody waits for. For a dialog: of any, where none has refused it. */
function wantedByPreview(
  query: Kysely<Tables>,
  { place, secret, isForDialog = false, realm = '' }: SecretAsk,
  now: Date,
) {
  return query
    .selectFrom('previews')
    .select('id')
    .where('organization_id', '=', place.organizationId)
    .where('connection_id', '=', place.connectionId)
    .where('state', '=', 'waiting')
    .where('asked_at', '>', new Date(now.getTime() - PREVIEW_SECONDS * 1000))
    .where(
      isForDialog
        ? sql<boolean>`NOT ${loginRefused(place, { dashboard: undefined, realm })}`
        : sql<boolean>`capture @> ${stepsThatType(secret)}::jsonb`,
    )
}

const stepsThatType = (secret: string): string => JSON.stringify({ steps: [{ do: 'type_secret', secret }] })

export async function isSecretWanted(query: Kysely<Tables>, ask: SecretAsk, now: Date): Promise<boolean> {
  const rows =
    ask.dashboard === undefined
      ? await wantedByPreview(query, ask, now).execute()
      : await wantedByDashboard(query, ask, ask.dashboard, now).execute()
  return rows.length > 0
}

const placeHeld = {
  name: 'code_place_held',
  text: 'SELECT lease_id FROM capture_places WHERE lease_id = $1 AND lease_expires_at > $2 FOR SHARE',
}

/** Asked in the write that hands a code out: the place is still this runner's, and somebody still wants it typed. */
export function whileTyping({ query }: Database, ask: SecretAsk, now: Date): Held[] {
  const [name, wanted] =
    ask.dashboard === undefined
      ? (['code_wanted_by_preview', wantedByPreview(query, ask, now)] as const)
      : (['code_wanted_by_dashboard', wantedByDashboard(query, ask, ask.dashboard, now)] as const)
  const { sql: text, parameters } = wanted.compile()
  return [
    { statement: placeHeld, values: [ask.place.id, now] },
    { statement: { name, text }, values: parameters },
  ]
}

/**
 * Notes that the password goes out, before it does. Whoever signs in meanwhile has taken the place away, and nothing goes
 * out. For a dialog only through a connection of which nothing is kept: one that signs in by a page has a session to show.
 */
export async function takePlacePassword(
  database: Database,
  ask: SecretAsk,
  now: Date,
): Promise<{ sealed: Buffer } | 'lost' | 'not_wanted' | 'refused' | 'never_worked' | 'none'> {
  const { organizationId, connectionId } = ask.place
  return database.query.transaction().execute(async (transaction) => {
    const work = await transaction
      .selectFrom('connection_work')
      .select('password_works')
      .where('organization_id', '=', organizationId)
      .where('connection_id', '=', connectionId)
      .where('state', '=', 'signed_in')
      .forShare()
      .executeTakeFirst()
    if (work === undefined || (await lockPlace(transaction, ask.place, now)) === undefined) return 'lost'
    if (ask.isForDialog === true && (await hasSession(transaction, ask.place))) return 'not_wanted'
    if (!(await isSecretWanted(transaction, ask, now))) {
      return ask.isForDialog === true ? 'refused' : 'not_wanted'
    }
    if (!work.password_works) return 'never_worked'
    const connection = await transaction
      .selectFrom('connections')
      .select('sealed_password')
      .where('organization_id', '=', organizationId)
      .where('id', '=', connectionId)
      .executeTakeFirst()
    if (connection === undefined) return 'lost'
    if (connection.sealed_password === null) return 'none'
    const facts = factsOfPlaceUse(ask)
    const event = { action: 'connection.password_used', facts }
    await appendAuditEvent(transaction, { organizationId, actor: { kind: 'system' }, ...event }, now)
    return { sealed: connection.sealed_password }
  })
}

async function hasSession(query: Kysely<Tables>, { organizationId, connectionId }: Place): Promise<boolean> {
  const kept = await query
    .selectFrom('connection_sessions')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', connectionId)
    .executeTakeFirst()
  return kept !== undefined
}

/** A page led a step astray, or a runner tries what it may not: an admin is to find it. */
export async function noteRefusedOrigin(database: Database, ask: SecretAsk, now: Date): Promise<void> {
  const { organizationId } = ask.place
  const facts = { ...factsOfPlaceUse(ask), secret: ask.secret }
  const event = { action: 'connection.secret_refused', facts }
  await database.query
    .transaction()
    .execute((transaction) =>
      appendAuditEvent(transaction, { organizationId, actor: { kind: 'system' }, ...event }, now),
    )
}

/** By how much the clock of the service was ahead at its last sign-in; 0 where nobody knows. */
export async function readClockOffset(
  { query }: Database,
  { organizationId, connectionId }: Place,
): Promise<number> {
  const row = await query
    .selectFrom('connection_work')
    .select('clock_offset_millis')
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row?.clock_offset_millis ?? 0
}
