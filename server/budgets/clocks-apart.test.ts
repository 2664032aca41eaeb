// Servers whose clocks are a little apart, or requests a moment apart: a failure that costs no wait blocks nobody.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'

const PASSWORD = 'copper meadow basket 41'

let ahead: TestApp
let behind: TestApp
let admin: string

beforeAll(async () => {
  ahead = await startTestApp({ startAt: new Date('2026-11-23T09:00:10Z') })
  behind = await startTestApp({ beside: ahead, startAt: new Date('2026-11-23T09:00:07Z') })
  admin = await ahead.setUp()
})
afterAll(async () => {
  await behind.close()
  await ahead.close()
})

async function addPerson(email: string, requireSecondFactor: boolean) {
  const person = { email, password: PASSWORD }
  const added = await ahead.post('/api/v1/users', { ...person, requireSecondFactor }, { cookie: admin })
  expect(added.status).toBe(201)
  return person
}

test('one mistyped password on a server ahead does not refuse the right one on a server behind', async () => {
  const person = await addPerson('mistyped@northwind.example', false)
  expect((await ahead.post('/api/v1/sign-in', { ...person, password: 'wrong' })).status).toBe(401)
  expect((await behind.post('/api/v1/sign-in', person)).body).toMatchObject({ step: 'done' })
})

test('nor is a second mistyped one told to wait', async () => {
  const person = await addPerson('twice@northwind.example', false)
  for (const server of [ahead, behind]) {
    const answer = await server.post('/api/v1/sign-in', { ...person, password: 'wrong' })
    expect(answer.body.code).toBe('sign_in.refused')
  }
})

test('one wrong code on a server ahead does not refuse the right one on a server behind', async () => {
  const person = await addPerson('code@northwind.example', true)
  const begun = await behind.post('/api/v1/sign-in', person)
  const { challenge } = begun.body
  const enrolment = await behind.post('/api/v1/sign-in/enrolment', { challenge })
  const confirm = (server: TestApp, code: string) =>
    server.post('/api/v1/sign-in/enrolment/confirm', { challenge, code })
  const { secret } = enrolment.body
  const wrong = await confirm(ahead, codeOf(secret, ahead.now(), 500))
  expect(wrong.body.code).toBe('second_factor.code_wrong')
  expect((await confirm(behind, codeOf(secret, behind.now()))).body).toMatchObject({ step: 'done' })
})
