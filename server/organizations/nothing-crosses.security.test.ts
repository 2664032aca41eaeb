// Attack 70: an admin asks every route for what belongs to another organization, by its ids. The walk is made from the
// contract: a route whose path takes an id that this file knows no foreign one for fails it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contract } from '../../contract/contract.ts'
import type { RouteContract } from '../../contract/route.ts'
import { pushSettings } from '../testing/canary-approvals.ts'
import { addConnection } from '../testing/connections.ts'
import { addOtherOrganization, type OtherOrganization } from '../testing/other-organization.ts'
import { addUser } from '../testing/people.ts'
import { makePhoneKey } from '../testing/phones.ts'
import { makeBrowserKeys } from '../testing/push-receiver.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let ourAgent: string
let other: OtherOrganization
const foreignSession = '01a207a2-0000-7000-8000-000000000004'
const foreignRecovery = '01a207a2-0000-7000-8000-000000000005'
const foreignTrust = '01a207a2-0000-7000-8000-000000000006'
const foreignPlaylist = '01a207a2-0000-7000-8000-00000000000a'
const foreignScreen = '01a207a2-0000-7000-8000-00000000000b'
const foreignMessage = '01a207a2-0000-7000-8000-00000000000c'
const foreignAttempt = '01a207a2-0000-7000-8000-000000000008'
const foreignConnection = '01a207a2-0000-7000-8000-000000000007'
const foreignDashboard = '01a207a2-0000-7000-8000-000000000009'
const browser = makeBrowserKeys()
const foreignApproval = '01a207a2-0000-7000-8000-000000000031'
const foreignPhone = '01a207a2-0000-7000-8000-000000000032'
const foreignAlertTarget = '01a207a2-0000-7000-8000-000000000030'
const foreignPreview = '01a207a2-0000-7000-8000-000000000010'

beforeAll(async () => {
  app = await startTestApp({ env: pushSettings })
  admin = await app.setUp()
  ourAgent = (await addUser(app, admin)).id
  other = await addOtherOrganization(app)
  const now = app.now()
  const later = new Date(now.getTime() + 3_600_000)
  const owner = { organization_id: other.organizationId, account_id: other.accountId }
  await app.database.query
    .insertInto('sessions')
    .values({
      ...owner,
      id: foreignSession,
      token_hash: Buffer.alloc(32, 1),
      client: 'web',
      user_agent: 'South/1.0',
      address: '203.0.113.1',
      address_key: '203.0.113.1',
      started_at: now,
      last_seen_at: now,
      expires_at: later,
      password_proven_at: now,
      second_factor_method: null,
    })
    .execute()
  await app.database.query
    .insertInto('trusted_devices')
    .values({
      ...owner,
      id: foreignTrust,
      device_hash: Buffer.alloc(32, 3),
      token_hash: Buffer.alloc(32, 4),
      shown_since: now,
      user_agent: 'South/1.0',
      address: '203.0.113.1',
      trusted_at: now,
      last_used_at: now,
      expires_at: later,
    })
    .execute()
  const challenge = Buffer.alloc(32, 4)
  const asked = { client: 'web', user_agent: 'South/1.0', address: '203.0.113.1' } as const
  await app.database.query
    .insertInto('approvals')
    .values({
      ...owner,
      ...asked,
      id: foreignApproval,
      challenge_hash: challenge,
      number: '47',
      state: 'waiting',
      asked_at: now,
      expires_at: later,
      approved_by: null,
    })
    .execute()
  await app.database.query
    .insertInto('challenges')
    .values({
      ...owner,
      token_hash: challenge,
      purpose: 'code',
      client: 'web',
      user_agent_hash: Buffer.alloc(32),
      created_at: now,
      password_proven_at: now,
      expires_at: later,
    })
    .execute()
  await app.database.query
    .insertInto('authenticators')
    .values({
      ...owner,
      id: foreignPhone,
      kind: 'approval',
      name: 'South',
      state: 'active',
      public_key: Buffer.from(makePhoneKey().publicKey, 'base64url'),
      created_at: now,
    })
    .execute()
  const subscription = {
    organization_id: other.organizationId,
    id: foreignPhone,
    sealed: Buffer.alloc(60, 1),
  }
  await app.database.query.insertInto('push_subscriptions').values(subscription).execute()
  await app.database.query
    .insertInto('recoveries')
    .values({
      ...owner,
      id: foreignRecovery,
      token_hash: Buffer.alloc(32, 2),
      reason: 'South',
      requested_at: now,
      usable_from: later,
      expires_at: later,
    })
    .execute()
  await app.database.query
    .insertInto('connections')
    .values({
      organization_id: other.organizationId,
      id: foreignConnection,
      service: 'any',
      name: 'Southwind',
      url: 'https://southwind.example/',
      username: other.email,
      sealed_password: Buffer.alloc(60, 1),
      sealed_secret: Buffer.alloc(60, 1),
      secret_digits: 6,
      secret_period_seconds: 30,
      secret_algorithm: 'SHA1',
      created_at: now,
      created_by: other.accountId,
    })
    .execute()
  await app.database.query
    .insertInto('alert_targets')
    .values({
      organization_id: other.organizationId,
      id: foreignAlertTarget,
      kind: 'mail',
      address: other.email,
      about: [],
      created_at: now,
      created_by: other.accountId,
    })
    .execute()
  // A public page: what is refused is refused because of whose it is.
  const seen = {
    organization_id: other.organizationId,
    connection_id: null,
    url: 'https://southwind.example/board',
    capture: '{}',
  }
  await app.database.query
    .insertInto('dashboards')
    .values({
      ...seen,
      id: foreignDashboard,
      name: 'Southwind',
      refresh_seconds: 60,
      is_live: false,
      is_paused: false,
      created_at: now,
      created_by: other.accountId,
    })
    .execute()
  await app.database.query
    .insertInto('frames')
    .values({
      organization_id: other.organizationId,
      dashboard_id: foreignDashboard,
      address: 'a'.repeat(43),
      hash: 'b'.repeat(64),
      formats: ['jpeg'],
      width: 8,
      height: 6,
      taken_at: now,
    })
    .execute()
  await app.database.query
    .insertInto('previews')
    .values({
      ...seen,
      id: foreignPreview,
      state: 'done',
      picture: Buffer.from('Southwind'),
      width: 8,
      height: 6,
      asked_by: other.accountId,
      asked_at: now,
    })
    .execute()
  const ofAttempt = {
    organization_id: other.organizationId,
    id: foreignAttempt,
    state: 'failed',
    why: 'asked',
  } as const
  await app.database.query
    .insertInto('attempts')
    .values({ ...ofAttempt, connection_id: foreignConnection, asked_at: now, ended_at: now })
    .execute()
  await app.database.query
    .insertInto('connection_grants')
    .values({
      ...owner,
      connection_id: foreignConnection,
      may: 'reveal',
      granted_at: now,
      granted_by: other.accountId,
    })
    .execute()
  await addWall(other)
})

/** What hangs on the walls of the other organization. */
async function addWall({ organizationId, accountId }: OtherOrganization): Promise<void> {
  const { query } = app.database
  const now = app.now()
  const ofOther = { organization_id: organizationId }
  await query
    .insertInto('playlists')
    .values({ ...ofOther, id: foreignPlaylist, name: 'Southwind', transition: 'cut', created_at: now })
    .execute()
  await query
    .insertInto('screens')
    .values({
      ...ofOther,
      id: foreignScreen,
      name: 'Southwind',
      tags: ['Southwind'],
      dashboard_id: foreignDashboard,
      token_since: now,
      paired_at: now,
      paired_by: accountId,
      user_agent: 'South/1.0',
      address: '203.0.113.1',
    })
    .execute()
  await query
    .insertInto('wall_messages')
    .values({
      ...ofOther,
      id: foreignMessage,
      level: 'note',
      text: 'Southwind',
      for_all: true,
      screen_ids: [],
      tags: [],
      made_by: accountId,
      made_at: now,
    })
    .execute()
  const play = { screen_id: foreignScreen, dashboard_id: foreignDashboard, hour: now, times: 1, seconds: 30 }
  const names = { screen_name: 'Southwind', dashboard_name: 'Southwind', oldest_seconds: 1 }
  await query
    .insertInto('plays')
    .values({ ...ofOther, ...play, ...names })
    .execute()
}
afterAll(() => app.close())

/** The foreign id for each path that takes one, and a body that the route would take for one of ours. */
function foreignIdFor(path: string): string | undefined {
  if (path.startsWith('/api/v1/users/{id}')) return other.accountId
  if (/^\/api\/v1\/me\/authenticators\/\{id\}\/(push|session)$/.test(path)) return foreignPhone
  if (path.startsWith('/api/v1/me/authenticators/')) return other.authenticatorId
  if (path.startsWith('/api/v1/me/approvals/{id}')) return foreignApproval
  if (path.startsWith('/api/v1/me/sessions/{id}')) return foreignSession
  if (path.startsWith('/api/v1/me/trusted-devices/{id}')) return foreignTrust
  if (path.startsWith('/api/v1/recoveries/{id}')) return foreignRecovery
  if (path.startsWith('/api/v1/connections/{id}')) return foreignConnection
  if (path.startsWith('/api/v1/dashboards/{id}')) return foreignDashboard
  if (path.startsWith('/api/v1/previews/{id}')) return foreignPreview
  if (path.startsWith('/api/v1/alert-targets/{id}')) return foreignAlertTarget
  if (path.startsWith('/api/v1/screens/{id}')) return foreignScreen
  if (path.startsWith('/api/v1/playlists/{id}')) return foreignPlaylist
  if (path.startsWith('/api/v1/wall-messages/{id}')) return foreignMessage
  return undefined
}

const bodiesFor = (ourAgent: string): Record<string, object> => ({
  'PATCH /api/v1/users/{id}': { name: 'Taken' },
  'POST /api/v1/dashboards/{id}/recording/inputs': { inputs: [{ kind: 'key', key: 'Enter' }] },
  'PATCH /api/v1/alert-targets/{id}': { isOn: false },
  'PATCH /api/v1/dashboards/{id}': { name: 'Taken', url: 'https://taken.example/' },
  'PATCH /api/v1/connections/{id}': { name: 'Taken', url: 'https://taken.example/', secret: null },
  'POST /api/v1/connections/{id}/grants': { accountId: ourAgent, may: 'use' },
  'PATCH /api/v1/me/authenticators/{id}': { name: 'Taken' },
  'POST /api/v1/me/authenticators/{id}/push': {
    endpoint: 'https://push.example/x',
    keys: {
      p256dh: browser.publicKey.toString('base64url'),
      auth: browser.auth.toString('base64url'),
    },
  },
  'POST /api/v1/me/authenticators/{id}/session': { signature: 'AAAA' },
  'POST /api/v1/me/approvals/{id}/approve': { authenticator: ourAgent, number: '47', signature: 'AAAA' },
  'POST /api/v1/me/authenticators/totp/{id}/confirm': { code: '123456' },
  'POST /api/v1/connections/{id}/sign-ins/{attempt}/inputs': { inputs: [{ kind: 'key', key: 'Enter' }] },
  'POST /api/v1/users/{id}/exemption': { until: '2026-12-01T00:00:00Z', reason: 'Taken' },
  'POST /api/v1/users/{id}/second-factor/reset': { reason: 'Taken' },
  'POST /api/v1/users/{id}/bypass-codes': { reason: 'Taken' },
})

/** Everything that is stored of the other organization. */
async function allOfTheOther(): Promise<string> {
  const tables = await app.database.pool.query<{ name: string }>(`
    SELECT table_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'organization_id' ORDER BY 1`)
  const texts: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await app.database.pool.query<{ row: string }>(
      `SELECT t::text AS row FROM ${name} t WHERE organization_id = $1 ORDER BY 1`,
      [other.organizationId],
    )
    texts.push(...rows.map(({ row }) => `${name}: ${row}`))
  }
  return texts.join('\n')
}

const routes = Object.entries<RouteContract>(contract)
/** Of operators, runners and screens each has a walk of its own (recovery, runners, screens). */
const beyond = ['operator', 'runner', 'screen']
const onPhones = ['POST /api/v1/me/approvals/{id}/approve', 'POST /api/v1/me/authenticators/{id}/session']
const withId = routes.filter(([key, route]) => key.includes('{id}') && !beyond.includes(route.access))

test.each(withId)('70: %s: what is another organization’s is not there', async (key, route) => {
  const [method = '', path = ''] = key.split(' ')
  const id = foreignIdFor(path)
  expect(id, 'this walk has to know a foreign id for the route').toBeDefined()
  const before = await allOfTheOther()
  const body = bodiesFor(ourAgent)[key] ?? (route.body === undefined ? undefined : {})
  const url = path
    .replace('{id}', id ?? '')
    .replace('{attempt}', foreignAttempt)
    .replace('{device}', foreignTrust)
    .replace('{number}', '1')
    .replace('{accountId}', other.accountId)
  const answer = await app.request(method, url, {
    cookie: admin,
    ...(body === undefined && method === 'GET' ? {} : { body: body ?? {} }),
  })
  // A confirmation tells of an enrolment that is over, as it does of one's own; and who has no phone does nothing with one.
  const told = onPhones.includes(key) ? [403] : [404, 409]
  expect(told, `${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status)
  expect(await allOfTheOther()).toBe(before)
})

test('70: no list and no export holds anything of another organization', async () => {
  const lists = routes.filter(
    ([key, route]) =>
      key.startsWith('GET ') &&
      !key.includes('{id}') &&
      route.access !== 'public' &&
      // What does not end is the same as beside it: the overview.
      route.isEvents !== true,
  )
  expect(lists.length).toBeGreaterThan(10)
  for (const [key] of lists) {
    const answer = await app.get(key.slice(4), { cookie: admin })
    const text = JSON.stringify(answer.body)
    for (const foreign of [other.email, other.accountId, other.organizationId, 'Southwind', 'Sigrid']) {
      expect(text, key).not.toContain(foreign)
    }
  }
})

test('70: what is another organization’s is shown on no screen of ours, and in no playlist', async () => {
  const show = (shows: object) =>
    app.post('/api/v1/screens/show', { which: { all: true }, shows }, { cookie: admin })
  const dashboard = await show({ kind: 'dashboard', dashboard: foreignDashboard })
  expect(dashboard.body.code).toBe('dashboard.not_found')
  const playlist = await show({ kind: 'playlist', playlist: foreignPlaylist })
  expect(playlist.body.code).toBe('playlist.not_found')
  const items = [{ dashboard: foreignDashboard }]
  const added = await app.post('/api/v1/playlists', { name: 'Taken', items }, { cookie: admin })
  expect(added.body.code).toBe('playlist.dashboard_not_found')
})

test('70: a connection of ours is not granted to an account of another organization', async () => {
  const { id } = await addConnection(app, admin)
  const body = { accountId: other.accountId, may: 'reveal' }
  const answer = await app.post(`/api/v1/connections/${id}/grants`, body, { cookie: admin })
  expect(answer).toMatchObject({ status: 404, body: { code: 'user.not_found' } })
})
