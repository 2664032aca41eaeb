// A sign-in of a connection by a runner, with a marked login and a marked session of the browser.
import { randomBytes } from 'node:crypto'
import { encodeBase32 } from '../../otp/base32.ts'
import type { Canary } from './canary.ts'
import { addTestRunner, type TestLease } from './runner.ts'
import type { TestApp } from './test-app.ts'

/** Stops where the tables are to be searched: while it runs, and when it is over. */
export async function* walkRunners(canary: Canary, app: TestApp, cookie: string): AsyncGenerator<void> {
  const as = { cookie }
  const word = () => `canary ${randomBytes(12).toString('hex')}`
  const password = canary.mark('a password that a runner types', word())
  const secret = canary.markSeed(encodeBase32(randomBytes(20)), 'never leaves')
  const login = { service: 'any', name: 'Wall', url: 'https://board.example/', username: 'wall' }
  const added = await canary.ask('POST /api/v1/connections', { ...login, password, secret }, as)
  const { id } = added.body as { id: string }
  const { token } = await addTestRunner(app)
  canary.mark('the token of a runner', token)
  const ofRunner = { token }
  await canary.ask('GET /api/v1/services', undefined, as)
  await canary.ask('POST /api/v1/connections/{id}/sign-in', {}, { ...as, id })
  const ask = { version: '1', most: 10, waitSeconds: 0 }
  const work = await canary.ask('POST /api/v1/runner/leases', ask, ofRunner)
  const [lease] = (work.body as { items: TestLease[] }).items
  if (lease === undefined) throw new Error('There is work for the runner.')
  const about = { ...ofRunner, id: lease.id }
  await canary.ask('POST /api/v1/runner/leases/{id}/renew', {}, about)
  const foreign = { origin: 'https://evil.example' }
  await canary.ask('POST /api/v1/runner/leases/{id}/password', foreign, about)
  const origin = { origin: 'https://board.example' }
  const given = await canary.ask('POST /api/v1/runner/leases/{id}/password', origin, about)
  if ((given.body as { password: string }).password !== password) throw new Error('That is not its password.')
  canary.handsOut(password)
  const coded = await canary.ask('POST /api/v1/runner/leases/{id}/code', origin, about)
  canary.mark('a code that a runner types', (coded.body as { code: string }).code, 'in the last answer')
  const step = { number: 1, what: 'opened', page: 'any.start', host: 'board.example', picture: '/9j/2Q==' }
  await canary.ask('POST /api/v1/runner/leases/{id}/steps', step, about)
  const attempt = { ...as, params: { id, attempt: lease.attempt, number: '1' } }
  await canary.ask('GET /api/v1/connections/{id}/sign-ins', undefined, { ...as, id })
  await canary.ask('GET /api/v1/connections/{id}/sign-ins/{attempt}', undefined, attempt)
  const picture = 'GET /api/v1/connections/{id}/sign-ins/{attempt}/steps/{number}/picture'
  await canary.ask(picture, undefined, attempt)
  yield
  const session = canary.mark('what a browser kept', word())
  await canary.ask('POST /api/v1/runner/leases/{id}/outcome', { hasTyped: true, session }, about)
  await canary.ask('GET /api/v1/connections/{id}/sign-ins/{attempt}/events', undefined, attempt)
  yield
  await canary.ask('POST /api/v1/runner/leases/{id}/renew', {}, about)
  yield* walkTakeOver(canary, { as, ofRunner, id, session })
  await canary.ask('POST /api/v1/connections/{id}/pause', {}, { ...as, id })
  await canary.ask('DELETE /api/v1/connections/{id}', undefined, { ...as, id })
  yield
}

async function* walkTakeOver(
  canary: Canary,
  {
    as,
    ofRunner,
    id,
    session,
  }: { as: { cookie: string }; ofRunner: { token: string }; id: string; session: string },
): AsyncGenerator<void> {
  const asked = await canary.ask('POST /api/v1/connections/{id}/take-over', {}, { ...as, id })
  const { attempt } = asked.body as { attempt: string }
  const ask = { version: '1', most: 10, waitSeconds: 0 }
  const work = await canary.ask('POST /api/v1/runner/leases', ask, ofRunner)
  canary.handsOut(session)
  const lease = (work.body as { items: TestLease[] }).items.find((one) => one.attempt === attempt)
  const about = { ...ofRunner, id: lease?.id ?? '' }
  const ofPerson = { ...as, params: { id, attempt } }
  const shown = { picture: '/9j/2Q==', width: 1280, height: 800, origin: 'https://board.example' }
  await canary.ask('POST /api/v1/runner/leases/{id}/view', shown, about)
  await canary.ask('GET /api/v1/connections/{id}/sign-ins/{attempt}/view', undefined, ofPerson)
  const text = canary.mark('what a person types', `canary ${randomBytes(12).toString('hex')}`)
  const inputs = { inputs: [{ kind: 'text', text }] }
  await canary.ask('POST /api/v1/connections/{id}/sign-ins/{attempt}/inputs', inputs, ofPerson)
  yield
  await canary.ask('POST /api/v1/runner/leases/{id}/view', shown, about)
  canary.handsOut(text)
  await canary.ask('POST /api/v1/connections/{id}/sign-ins/{attempt}/end', {}, ofPerson)
  await canary.ask('POST /api/v1/runner/leases/{id}/outcome', { hasTyped: true, cause: 'stopped' }, about)
  yield
}
