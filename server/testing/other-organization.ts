// A second organization on the database of a test, put there by hand: no route makes one yet.
import type { TestApp } from './test-app.ts'

export interface OtherOrganization {
  organizationId: string
  accountId: string
  authenticatorId: string
  email: string
}

/** An organization with one admin, who has an authenticator. Nobody of ours may see or touch any of it. */
export async function addOtherOrganization(app: TestApp): Promise<OtherOrganization> {
  const other = {
    organizationId: '01a207a2-0000-7000-8000-000000000001',
    accountId: '01a207a2-0000-7000-8000-000000000002',
    authenticatorId: '01a207a2-0000-7000-8000-000000000003',
    email: 'admin@southwind.example',
  }
  const { query } = app.database
  const now = app.now()
  await query
    .insertInto('organizations')
    .values({ id: other.organizationId, name: 'Southwind', created_at: now })
    .execute()
  await query
    .insertInto('accounts')
    .values({
      organization_id: other.organizationId,
      id: other.accountId,
      email: other.email,
      email_key: other.email,
      name: 'Sigrid South',
      role: 'admin',
      password_hash: await app.services.hasher.hash('copper meadow basket 41'),
      requires_second_factor: false,
      second_factor_required_by: null,
      enrolled_at: now,
      created_at: now,
    })
    .execute()
  await query
    .insertInto('authenticators')
    .values({
      organization_id: other.organizationId,
      id: other.authenticatorId,
      account_id: other.accountId,
      kind: 'totp',
      name: 'Phone of the south',
      state: 'active',
      seed: Buffer.alloc(0),
      digits: 6,
      period_seconds: 30,
      algorithm: 'SHA1',
      last_step: -1,
      created_at: now,
    })
    .execute()
  return other
}
