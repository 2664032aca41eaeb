// What clients do over the API, step by step, as a client that carries its session as a bearer token (`cli`).
import { ApiError, type Answer, type Client } from '../contract/client.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import { SETUP_TOKEN, type CountersignProcess } from './countersign-process.ts'

export interface Person {
  email: string
  password: string
}

export const ADMIN: Person = { email: 'ada@northwind.example', password: 'lantern orchard violin 27' }

export const ADMIN_NAME = 'Ada Lindqvist'

/** Sets the installation up and signs its first admin in; the bearer token. */
export async function setUp(server: CountersignProcess): Promise<string> {
  const body = { token: SETUP_TOKEN, organizationName: 'Northwind', name: ADMIN_NAME, ...ADMIN }
  await server.client().call('POST /api/v1/setup', { body })
  return signInWithPassword(server.client(), ADMIN)
}

export function begin(client: Client, { email, password }: Person): Promise<Answer<'POST /api/v1/sign-in'>> {
  return client.call('POST /api/v1/sign-in', { body: { email, password, client: 'cli' } })
}

/** The challenge of somebody who has, or must have, a second factor. */
export async function beginChallenge(
  client: Client,
  person: Person,
  step: 'code' | 'enrol' = 'code',
): Promise<string> {
  const answer = await begin(client, person)
  if (answer.step !== step || answer.challenge === undefined) {
    throw new Error(`${person.email} is at the step ${answer.step} instead of ${step}`)
  }
  return answer.challenge
}

export async function signInWithPassword(client: Client, person: Person): Promise<string> {
  return tokenOf(await begin(client, person))
}

export function giveCode(
  client: Client,
  challenge: string,
  code: string,
): Promise<Answer<'POST /api/v1/sign-in/totp'>> {
  return client.call('POST /api/v1/sign-in/totp', { body: { challenge, code } })
}

export function giveRecoveryCode(
  client: Client,
  challenge: string,
  code: string,
): Promise<Answer<'POST /api/v1/sign-in/recovery-code'>> {
  return client.call('POST /api/v1/sign-in/recovery-code', { body: { challenge, code } })
}

export interface Enrolled {
  secret: string
  token: string
  recoveryCodes: string[]
}

/** Enrols inside the sign-in, by the code before the current one: the current one is left for what comes next. */
export async function enrol(client: Client, person: Person): Promise<Enrolled> {
  const challenge = await beginChallenge(client, person, 'enrol')
  const { secret } = await client.call('POST /api/v1/sign-in/enrolment', { body: { challenge } })
  // A step later that code would be two steps old, and expired.
  await untilStepLasts(5)
  const done = await client.call('POST /api/v1/sign-in/enrolment/confirm', {
    body: { challenge, code: codeOf(secret, -1) },
  })
  return { secret, token: tokenOf(done), recoveryCodes: done.recoveryCodes }
}

export function tokenOf({ session }: { session?: { token?: string | undefined } | undefined }): string {
  if (session?.token === undefined) throw new Error('there is no session with a token in this answer')
  return session.token
}

/** `done`, or the code of the failure that the server told. Anything else is thrown. */
export async function outcomeOf(call: Promise<unknown>): Promise<'done' | ErrorCode> {
  try {
    await call
    return 'done'
  } catch (error) {
    if (error instanceof ApiError) return error.code
    throw error
  }
}
