// The organization: everybody of it sees its name, its admins change it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addUser, beginSignIn } from '../testing/people.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let agent: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
  agent = (await beginSignIn(app, await addUser(app, admin))).cookie ?? ''
})
afterAll(() => app.close())

const rename = (cookie: string, body: object) =>
  app.request('PATCH', '/api/v1/organization', { cookie, body })

test('an admin renames it; everybody sees the new name', async () => {
  const answer = await rename(admin, { name: '  Northwind Traders ' })
  expect(answer).toMatchObject({ status: 200, body: { name: 'Northwind Traders' } })
  expect((await app.get('/api/v1/organization', { cookie: agent })).body).toEqual(answer.body)
  const { id, name } = answer.body
  expect((await app.get('/api/v1/me', { cookie: agent })).body.organization).toEqual({ id, name })
})

test('a change of nothing changes nothing', async () => {
  const before = (await app.get('/api/v1/organization', { cookie: admin })).body
  expect((await rename(admin, {})).body).toEqual(before)
})

test('an agent cannot rename it, and without a session nobody sees it', async () => {
  expect(await rename(agent, { name: 'Ours' })).toMatchObject({
    status: 403,
    body: { code: 'access.admin_required' },
  })
  expect((await app.get('/api/v1/organization')).status).toBe(401)
})

test.each([
  ['nothing', ''],
  ['spaces', '   '],
  ['more than 100 characters', 'a'.repeat(101)],
  ['a line break', 'a\nb'],
  ['a NUL', 'a\0b'],
])('a name of %s is refused', async (_, name) => {
  expect((await rename(admin, { name })).body.code).toBe('request.invalid')
})

test('any writing will do, and is shown as it was typed, in the QR code too', async () => {
  const name = 'Ñandú & Söhne <b>東京</b>: "Help"'
  expect((await rename(admin, { name })).body.name).toBe(name)
  const enrolment = await app.post('/api/v1/me/authenticators/totp', {}, { cookie: agent })
  expect(enrolment.body.issuer).toBe(name)
  expect(enrolment.body.qrSvg).not.toContain('<b>')
})

test('71: an id, or another field, in the change is not taken', async () => {
  const before = (await app.get('/api/v1/organization', { cookie: admin })).body.id
  const other = '01a207a2-5990-75fa-a584-cbdb99aed8ef'
  const answer = await rename(admin, {
    name: 'Northwind',
    id: other,
    created_at: '1970-01-01',
    mfaEnabled: false,
  })
  expect(answer.body).toMatchObject({ id: before, name: 'Northwind', policy: { requiredRoles: [] } })
})
