// Attack: a stolen password meets an account that must enrol, and the thief's phone becomes its authenticator.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
  const body = { policy: { enrolmentNeedsProof: true } }
  await app.request('PATCH', '/api/v1/organization', { cookie: admin, body })
})
afterAll(() => app.close())
beforeEach(async () => {
  admin = await signInAdmin(app)
})

const start = (challenge: string, ticket?: string) =>
  app.post('/api/v1/sign-in/enrolment', { challenge, ...(ticket === undefined ? {} : { ticket }) })
const makeTicket = async (id: string) =>
  (await app.post(`/api/v1/users/${id}/enrolment-ticket`, {}, { cookie: admin })).body as {
    ticket: string
    expiresAt: string
  }
const confirm = (challenge: string, secret: string) =>
  app.post('/api/v1/sign-in/enrolment/confirm', { challenge, code: codeOf(secret, app.now()) })

test('the password alone gets no QR code; with the ticket that the admin hands over it does, once', async () => {
  const person = await addUser(app, admin, { requireSecondFactor: true })
  const begun = await app.post('/api/v1/sign-in', { ...person })
  expect(begun.body).toMatchObject({ step: 'enrol', needsTicket: true })
  const { challenge } = begun.body
  expect(await start(challenge)).toMatchObject({
    status: 403,
    body: { code: 'second_factor.ticket_required' },
  })
  expect((await start(challenge, 'ABCD-EFGH-IJKL-MNOP')).body.code).toBe('second_factor.ticket_wrong')
  expect((await confirm(challenge, 'JBSWY3DPEHPK3PXP')).body.code).toBe('second_factor.enrolment_over')

  const { ticket } = await makeTicket(person.id)
  const enrolment = await start(challenge, ticket.toLowerCase().replaceAll('-', ' '))
  expect((await confirm(challenge, enrolment.body.secret)).status).toBe(200)
  const spent = await app.database.query
    .selectFrom('enrolment_tickets')
    .select('account_id')
    .where('account_id', '=', person.id)
    .execute()
  expect(spent).toEqual([])
})

test('a ticket is for one account, and only the newest one, for a day', async () => {
  const person = await addUser(app, admin, { requireSecondFactor: true })
  const other = await addUser(app, admin, { requireSecondFactor: true })
  const old = await makeTicket(person.id)
  const { ticket } = await makeTicket(person.id)
  const { challenge: foreign } = await beginSignIn(app, other)
  expect((await start(foreign, ticket)).body.code).toBe('second_factor.ticket_wrong')
  const { challenge } = await beginSignIn(app, person)
  expect((await start(challenge, old.ticket)).body.code).toBe('second_factor.ticket_wrong')
  app.advance(24 * 3600)
  const { challenge: late } = await beginSignIn(app, person)
  expect((await start(late, ticket)).body.code).toBe('second_factor.ticket_wrong')
})

test('guesses at tickets wait like guesses at codes', async () => {
  const person = await addUser(app, admin, { requireSecondFactor: true })
  const { ticket } = await makeTicket(person.id)
  const { challenge } = await beginSignIn(app, person)
  for (let guess = 0; guess < 5; guess += 1) await start(challenge, 'ABCD-EFGH-IJKL-MNOP')
  expect((await start(challenge, ticket)).body.code).toBe('second_factor.too_many_attempts')
  app.advance(30)
  expect((await start(challenge, ticket)).status).toBe(200)
})

test('in the time of grace the profile is no way around it', async () => {
  const graceUntil = new Date(app.now().getTime() + 86_400_000).toISOString()
  const person = await addUser(app, admin)
  const body = { requireSecondFactor: true, graceUntil }
  await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body })
  const { cookie = '' } = await beginSignIn(app, person)
  const begin = (given: object) => app.post('/api/v1/me/authenticators/totp', given, { cookie })
  expect((await begin({})).body.code).toBe('second_factor.ticket_required')
  const { ticket } = await makeTicket(person.id)
  const begun = await begin({ ticket })
  const code = codeOf(begun.body.secret, app.now())
  const proven = await app.post(
    `/api/v1/me/authenticators/totp/${begun.body.id}/confirm`,
    { code },
    { cookie },
  )
  expect(proven.body.recoveryCodes).toHaveLength(10)
})

test('an enrolment that was begun before the organization asked for proof does not slip through', async () => {
  const set = (enrolmentNeedsProof: boolean) =>
    app.request('PATCH', '/api/v1/organization', { cookie: admin, body: { policy: { enrolmentNeedsProof } } })
  const person = await addUser(app, admin, { requireSecondFactor: true })
  await set(false)
  const { challenge } = await beginSignIn(app, person)
  const { body } = await start(challenge)
  await set(true)
  expect((await confirm(challenge, body.secret)).body.code).toBe('second_factor.enrolment_over')
  const { ticket } = await makeTicket(person.id)
  const again = await start(challenge, ticket)
  expect((await confirm(challenge, again.body.secret)).status).toBe(200)
})

test('the invitation link is a proof too: whoever accepts it enrols in the sign-in that follows', async () => {
  const invited = await app.post(
    '/api/v1/users',
    { email: 'new@northwind.example', requireSecondFactor: true },
    { cookie: admin },
  )
  const token = new URL(invited.body.invitation.url as string).hash.slice(1)
  const password = 'copper meadow basket 41'
  const accepted = await app.post('/api/v1/invitations/accept', { token, password })
  const { challenge } = await beginSignIn(app, { email: 'new@northwind.example', password })
  const enrolment = await start(challenge, accepted.body.enrolmentTicket)
  expect((await confirm(challenge, enrolment.body.secret)).status).toBe(200)
})
