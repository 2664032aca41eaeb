// Places of the tests: a connection that is signed in, its dashboards, and what a runner without a browser tells of them.
import { createHash } from 'node:crypto'
import { addConnection, type TestConnection } from './connections.ts'
import type { TestRunner } from './runner.ts'
import type { Answer, TestApp } from './test-app.ts'

export interface TestPlace {
  id: string
  organization: string
  connection?: { id: string; session?: string; username: string }
}

export interface TestWork {
  revision: number
  isOver: boolean
  dashboards: {
    id: string
    url: string
    asked: number
    hash?: string
    isLive: boolean
    isWatched: boolean
    refreshSeconds: number
    formats: string[]
  }[]
  previews: { id: string; url: string }[]
  recording?: { dashboard: string; inputs: object[] }
}

/** Pictures by how they begin, which is all that the server looks at. */
export const jpegOf = (text: string): string =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(text)]).toString('base64')
export const webpOf = (text: string): string => Buffer.from(`RIFF0000WEBP${text}`).toString('base64')
export const avifOf = (text: string): string => Buffer.from(`0000ftypavif${text}`).toString('base64')

/** A frame that looks like this, with its pictures. */
export function frameOf(dashboard: string, looks: string, more: object = {}) {
  return {
    dashboard,
    asked: 0,
    hash: createHash('sha256').update(looks).digest('hex'),
    width: 1920,
    height: 1080,
    pictures: { jpeg: jpegOf(looks), thumbnail: jpegOf(`small ${looks}`) },
    ...more,
  }
}

/** A connection that this runner has signed in, as far as the server knows. */
export async function addSignedInConnection(
  app: TestApp,
  admin: string,
  runner: TestRunner,
  more: Record<string, unknown> = {},
): Promise<TestConnection> {
  const connection = await addConnection(app, admin, more)
  await signInBy(app, admin, runner, connection.id)
  return connection
}

export async function signInBy(
  app: TestApp,
  admin: string,
  runner: TestRunner,
  connection: string,
): Promise<void> {
  await app.post(`/api/v1/connections/${connection}/sign-in`, {}, { cookie: admin })
  const lease = (await runner.takeWork()).find((one) => one.connection === connection)
  if (lease === undefined) throw new Error('There was nothing to sign in.')
  const answer = await runner.tell(lease, 'outcome', { hasTyped: true, session: 'what a browser keeps' })
  if (answer.status !== 204) throw new Error(`It is not signed in: ${JSON.stringify(answer.body)}`)
}

export async function addDashboard(
  app: TestApp,
  admin: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const body = { name: 'Open tickets', url: 'https://board.example/open', ...more }
  const answer = await app.post('/api/v1/dashboards', body, { cookie: admin })
  if (answer.status !== 201) throw new Error(`There is no dashboard: ${JSON.stringify(answer.body)}`)
  return (answer.body as { id: string }).id
}

export async function takePlaces(app: TestApp, { token }: TestRunner, most = 10): Promise<TestPlace[]> {
  const answer = await app.post('/api/v1/runner/places', { version: '1', most, waitSeconds: 0 }, { token })
  if (answer.status !== 200) throw new Error(JSON.stringify([answer.body, app.logs.slice(-2)]))
  return (answer.body as { items: TestPlace[] }).items
}

/** The only place that there is to take. */
export async function takePlace(app: TestApp, runner: TestRunner): Promise<TestPlace> {
  const [place, ...others] = await takePlaces(app, runner)
  if (place === undefined || others.length > 0) throw new Error('There is not one place to take.')
  return place
}

/** `POST /api/v1/runner/places/{id}/…` */
export function tellPlace(
  app: TestApp,
  { token }: TestRunner,
  place: { id: string },
  what: string,
  body: object = {},
): Promise<Answer> {
  return app.post(`/api/v1/runner/places/${place.id}/${what}`, body, { token })
}

export async function workOf(
  app: TestApp,
  runner: TestRunner,
  place: { id: string },
  revision = 0,
): Promise<TestWork> {
  const answer = await tellPlace(app, runner, place, 'work', { revision, waitSeconds: 0 })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body as TestWork
}
