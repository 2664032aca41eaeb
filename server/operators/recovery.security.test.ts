// Attack 108: the recovery of an admin is used too early, twice, after it was stopped, by one operator alone, or unseen.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addSignedInOperator,
  beginSignIn,
  countSessions,
  signInAdmin,
  signInFully,
  type EnrolledPerson,
} from '../testing/people.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { listOperators, setOperatorDisabled } from './operators.store.ts'
import { makeRecovery } from './recoveries.rules.ts'

let app: TestApp
let admin: string
let victim: EnrolledPerson

const PASSWORD = 'copper meadow basket 41'
const newPassword = 'velvet harbor pencil 93'

beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '10000' } })
  await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  app.advance(60)
  admin = await signInAdmin(app)
  victim = await addEnrolledUser(app, admin, { role: 'admin' })
})

async function recover(requestedBy?: string): Promise<string> {
  const request = { email: victim.email, reason: 'Called from the office number', requestedBy }
  const made = await makeRecovery(app.services, request, app.now())
  return new URL(made?.url ?? '').hash.slice(1)
}
const complete = (token: string, password = newPassword) =>
  app.post('/api/v1/recoveries/complete', { token, password })
const inspect = (token: string) => app.post('/api/v1/recoveries/inspect', { token })
const idOf = async (token: string) => String((await inspect(token)).body.id)
const act = (id: string, what: 'stop' | 'approve', cookie: string) =>
  app.post(`/api/v1/recoveries/${id}/${what}`, {}, { cookie })

describe('108: a recovery', () => {
  test('108: works after its waiting time, once; password, factors, sessions and devices are gone, and no session comes of it', async () => {
    const cookie = await signInFully(app, victim)
    const token = await recover()
    expect((await complete(token)).body.code).toBe('recovery.too_early')
    expect((await inspect(token)).body).toMatchObject({ state: 'waiting', email: victim.email })
    app.advance(24 * 3600)
    expect((await complete(token, 'password')).body.code).toBe('password.common')
    expect(await complete(token)).toMatchObject({ status: 204, cookie: undefined })
    expect((await complete(token)).body.code).toBe('recovery.invalid')
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
    expect(await countSessions(app, victim)).toBe(0)
    const { rows } = await app.database.pool.query(
      'SELECT count(*) AS n FROM sessions WHERE account_id = $1 AND device_hash IS NOT NULL',
      [victim.id],
    )
    expect(rows).toEqual([{ n: 0 }])
    expect((await app.post('/api/v1/sign-in', { ...victim })).body.code).toBe('sign_in.refused')
    expect((await beginSignIn(app, { email: victim.email, password: newPassword })).step).toBe('enrol')
  })

  test('108: is told to every admin at once, who can stop it; a stopped one is worth nothing', async () => {
    const token = await recover()
    const { items } = (await app.get('/api/v1/me/notices', { cookie: admin })).body
    const told = (items as { kind: string; facts: object }[]).find(
      ({ kind }) => kind === 'recovery_requested',
    )
    expect(told?.facts).toMatchObject({ reason: 'Called from the office number' })
    const id = await idOf(token)
    expect((await act(id, 'stop', admin)).status).toBe(204)
    app.advance(25 * 3600)
    expect((await complete(token)).body.code).toBe('recovery.invalid')
    admin = await signInAdmin(app)
    expect((await act(id, 'stop', admin)).body.code).toBe('recovery.not_found')
    const mine = (await app.get('/api/v1/recoveries', { cookie: admin })).body.items as {
      id: string
      state: string
    }[]
    expect(mine.find((one) => one.id === id)?.state).toBe('stopped')
  })

  test('108: skips the wait when another operator than the one who asked approves it', async () => {
    const first = await addSignedInOperator(app, 'first@operators.example')
    const second = await addSignedInOperator(app, 'second@operators.example')
    const token = await recover(first.id)
    const id = await idOf(token)
    expect((await act(id, 'approve', admin)).body.code).toBe('access.operator_required')
    expect((await act(id, 'approve', first.cookie)).body.code).toBe('recovery.needs_another_operator')
    expect((await complete(token)).body.code).toBe('recovery.too_early')
    expect((await act(id, 'approve', second.cookie)).status).toBe(204)
    expect((await complete(token)).status).toBe(204)
  })

  test('108: used, stopped and approved at the same moment has one outcome', async () => {
    const { cookie } = await addSignedInOperator(app, `racer-${app.now().getTime()}@operators.example`)
    for (let round = 0; round < 5; round += 1) {
      const token = await recover()
      const id = await idOf(token)
      await act(id, 'approve', cookie)
      const [used, used2, stopped] = await Promise.all([
        complete(token, `velvet harbor pencil ${round}a`),
        complete(token, `velvet harbor pencil ${round}b`),
        act(id, 'stop', admin),
      ])
      expect([used, used2, stopped].filter(({ status }) => status === 204)).toHaveLength(1)
    }
  })

  test('108: requested, used, stopped and approved at once, of several admins, waits for nobody in a circle', async () => {
    const { cookie } = await addSignedInOperator(app, `circle-${app.now().getTime()}@operators.example`)
    const others = [
      await addEnrolledUser(app, admin, { role: 'admin' }),
      await addEnrolledUser(app, admin, { role: 'admin' }),
    ]
    for (let round = 0; round < 6; round += 1) {
      const tokens = []
      for (const { email } of [victim, ...others]) {
        const request = { email, reason: 'Round', requestedBy: undefined }
        tokens.push(new URL((await makeRecovery(app.services, request, app.now()))?.url ?? '').hash.slice(1))
      }
      const ids = await Promise.all(tokens.map(idOf))
      await Promise.all(ids.map((id) => act(id, 'approve', cookie)))
      const answers = await Promise.all([
        ...tokens.map((token) => complete(token, `velvet harbor pencil ${round}x`)),
        ...ids.map((id) => act(id, 'stop', admin)),
        ...others.map(({ email }) =>
          makeRecovery(app.services, { email, reason: 'Again', requestedBy: undefined }, app.now()),
        ),
      ])
      const statuses = answers.flatMap((answer) =>
        answer !== undefined && 'status' in answer ? [answer.status] : [],
      )
      expect(statuses.filter((status) => status >= 500)).toEqual([])
    }
  })

  test('108: is worth nothing once its account is no admin any more', async () => {
    const token = await recover()
    await app.request('PATCH', `/api/v1/users/${victim.id}`, { cookie: admin, body: { role: 'agent' } })
    app.advance(24 * 3600)
    expect((await complete(token)).body.code).toBe('recovery.invalid')
  })

  test('108: a newer one voids the older, and it expires', async () => {
    const old = await recover()
    const token = await recover()
    expect((await inspect(old)).body.code).toBe('recovery.invalid')
    app.advance((24 + 7 * 24) * 3600)
    expect((await complete(token)).body.code).toBe('recovery.invalid')
  })

  test('108: is in the log of the organization and of the installation', async () => {
    const token = await recover()
    app.advance(24 * 3600)
    await complete(token)
    const { rows } = await app.database.pool.query<{ action: string }>(
      `SELECT organization_id = '00000000-0000-0000-0000-000000000000' AS installation, action
      FROM audit_events WHERE subject_id = $1 AND action LIKE 'recovery.%' ORDER BY 1, sequence`,
      [victim.id],
    )
    expect(rows).toEqual([
      { installation: false, action: 'recovery.requested' },
      { installation: false, action: 'recovery.used' },
      { installation: true, action: 'recovery.requested' },
      { installation: true, action: 'recovery.used' },
    ])
  })

  test('108: is for admins and operators; an agent is helped by an admin', async () => {
    const agent = await addEnrolledUser(app, admin)
    const request = { email: agent.email, reason: 'x', requestedBy: undefined }
    expect(await makeRecovery(app.services, request, app.now())).toBeUndefined()
  })
})

describe('an operator', () => {
  test('sees organizations and their numbers, and none of what is in them', async () => {
    const { cookie } = await addSignedInOperator(app, 'looker@operators.example')
    const { body } = await app.get('/api/v1/organizations', { cookie })
    expect(body.items).toMatchObject([{ name: 'Northwind', users: expect.any(Number) }])
    expect(JSON.stringify(body)).not.toContain(victim.email)
    for (const path of [
      '/api/v1/users',
      '/api/v1/sign-ins',
      '/api/v1/audit-events',
      `/api/v1/users/${victim.id}`,
    ]) {
      expect((await app.get(path, { cookie })).status, path).toBe(403)
    }
    expect((await app.get('/api/v1/organizations', { cookie: admin })).body.code).toBe(
      'access.operator_required',
    )
  })

  test('can never be without a second factor', async () => {
    const person = await addSignedInOperator(app, 'bare@operators.example')
    const off = await app.post(
      '/api/v1/me/second-factor/disable',
      { password: PASSWORD },
      { cookie: person.cookie },
    )
    expect(off.body.code).toBe('second_factor.required_by_admin')
  })

  test('who is disabled is out at once', async () => {
    const { cookie } = await addSignedInOperator(app, 'leaver@operators.example')
    expect(await setOperatorDisabled(app.database, 'leaver@operators.example', true, app.now())).toBe(true)
    expect((await app.get('/api/v1/me', { cookie })).status).toBe(401)
    expect(
      (await listOperators(app.database)).find(({ email }) => email.startsWith('leaver'))?.disabled_at,
    ).not.toBeNull()
  })

  test('invites an organization: its first admin makes it with the link, once, and nothing crosses', async () => {
    const { cookie } = await addSignedInOperator(app, 'inviter@operators.example')
    const invite = (email: string) =>
      app.post('/api/v1/organization-invitations', { organizationName: 'Southwind', email }, { cookie })
    const invited = await invite('sigrid@southwind.example')
    const token = new URL(invited.body.url as string).hash.slice(1)
    const accept = (given: string) =>
      app.post('/api/v1/organization-invitations/accept', {
        token: given,
        organizationName: 'Southwind',
        password: PASSWORD,
      })
    expect((await app.post('/api/v1/organization-invitations/inspect', { token })).body.email).toBe(
      'sigrid@southwind.example',
    )
    const answers = await Promise.all([accept(token), accept(token)])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 404])
    const { cookie: sigrid } = await beginSignIn(app, {
      email: 'sigrid@southwind.example',
      password: PASSWORD,
    })
    expect((await app.get('/api/v1/users', { cookie: sigrid })).body.items).toHaveLength(1)
    expect((await app.get(`/api/v1/users/${victim.id}`, { cookie: sigrid })).body.code).toBe('user.not_found')

    const taken = await invite(victim.email)
    const second = new URL(taken.body.url as string).hash.slice(1)
    expect((await accept(second)).body.code).toBe('user.email_taken')
    const revoked = await invite('nobody@eastwind.example')
    const third = new URL(revoked.body.url as string).hash.slice(1)
    const remove = () =>
      app.request('DELETE', `/api/v1/organization-invitations/${revoked.body.id}`, { cookie })
    expect((await remove()).status).toBe(204)
    expect((await remove()).body.code).toBe('invitation.not_found')
    expect((await accept(third)).body.code).toBe('invitation.invalid')
  })
})
