// Where a browser's own dialog in front of a dashboard has refused the login: there, and behind the same dialog elsewhere, it is
// not given again before a person does something; or once, where the connection still signs in with it.
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { PlaceKey } from './place-topic.ts'

interface Dialog {
  /** In front of which it is; nothing for a preview. */
  dashboard: string | undefined
  /** The hash of its realm; empty where nobody knows. */
  realm: string
}

/**
 * In front of this very dashboard, or by a dialog of the same realm in front of another of the connection. A dialog gets the
 * login at the connection's own origin alone, so that is the same one for all of them.
 */
export function loginRefused(
  { organizationId, connectionId }: PlaceKey,
  { dashboard, realm }: Dialog,
): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (SELECT FROM frames AS refused JOIN dashboards AS its
    ON its.organization_id = refused.organization_id AND its.id = refused.dashboard_id
    WHERE refused.organization_id = ${organizationId} AND its.connection_id = ${connectionId}
      AND refused.is_login_refused
      AND (refused.dashboard_id = ${dashboard ?? null}::uuid OR refused.refused_realm = ${realm}))`
}

/** The work of the connection is locked: nobody else notes one meanwhile. */
export async function isLoginRefused(
  transaction: Transaction<Tables>,
  place: PlaceKey,
  dialog: Dialog,
): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`SELECT ${loginRefused(place, dialog)} AS is`.execute(
    transaction,
  )
  return rows[0]?.is === true
}

const ofConnection = (
  query: Kysely<Tables>,
  { organizationId, id }: { organizationId: string; id: string },
) =>
  query
    .updateTable('frames')
    .where('organization_id', '=', organizationId)
    .where('dashboard_id', 'in', (dashboards) =>
      dashboards
        .selectFrom('dashboards')
        .select('id')
        .where('organization_id', '=', organizationId)
        .where('connection_id', '=', id),
    )

/** A login that was edited, or that a person tries once more, is given again where a dialog has refused it. */
export async function forgetRefusedLogins(
  query: Kysely<Tables>,
  key: { organizationId: string; id: string },
): Promise<void> {
  await ofConnection(query, key)
    .set({ is_login_refused: false, is_login_given_again: false })
    .where((frame) =>
      frame.or([frame('is_login_refused', '=', true), frame('is_login_given_again', '=', true)]),
    )
    .execute()
}

/**
 * The connection has signed in with the login that was refused there: it was the service that failed, and it is given again.
 * Once until there is a frame: a dialog that takes it from nobody but a sign-in would have it without end.
 */
export async function giveRefusedLoginsAgain(
  query: Kysely<Tables>,
  key: { organizationId: string; id: string },
): Promise<void> {
  await ofConnection(query, key)
    .set({ is_login_refused: false, is_login_given_again: true })
    .where('is_login_refused', '=', true)
    .where('is_login_given_again', '=', false)
    .execute()
}
