// A sign-in of a connection by a runner, with a marked login and a marked session of the browser.
import { randomBytes } from 'node:crypto'
import { encodeBase32 } from '../../otp/base32.ts'
import type { Canary } from './canary.ts'
import { frameOf } from './places.ts'
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
  const newer = canary.mark('what a browser kept later', word())
  // The code of now was typed.
  app.advance(31)
  yield* walkPlaces(canary, { as, ofRunner, id, session, newer, password })
  yield* walkTakeOver(canary, { as, ofRunner, id, session: newer })
  await canary.ask('POST /api/v1/connections/{id}/pause', {}, { ...as, id })
  await canary.ask('DELETE /api/v1/connections/{id}', undefined, { ...as, id })
  yield
}

/** What is made through the connection while it is signed in: login and session go to the runner alone. */
async function* walkPlaces(
  canary: Canary,
  {
    as,
    ofRunner,
    id,
    session,
    newer,
    password,
  }: {
    as: { cookie: string }
    ofRunner: { token: string }
    id: string
    session: string
    newer: string
    password: string
  },
): AsyncGenerator<void> {
  const seen = { url: 'https://board.example/open', connection: id }
  const added = await canary.ask('POST /api/v1/dashboards', { name: 'Open', ...seen }, as)
  const ofDashboard = { ...as, id: (added.body as { id: string }).id }
  const preview = await canary.ask('POST /api/v1/previews', seen, as)
  const ofPreview = { ...as, id: (preview.body as { id: string }).id }
  const ask = { version: '1', most: 10, waitSeconds: 0 }
  const given = await canary.ask('POST /api/v1/runner/places', ask, ofRunner)
  canary.handsOut(session)
  const place = (given.body as { items: { id: string }[] }).items[0]
  if (place === undefined) throw new Error('There is a place for the runner.')
  const about = { ...ofRunner, id: place.id }
  await canary.ask('POST /api/v1/runner/places/{id}/work', { revision: 0, waitSeconds: 0 }, about)
  const frame = frameOf(ofDashboard.id, 'figures')
  await canary.ask('POST /api/v1/runner/places/{id}/frames', frame, about)
  const live = { dashboard: ofDashboard.id, picture: frame.pictures.jpeg, width: 8, height: 6 }
  await canary.ask('POST /api/v1/runner/places/{id}/live', live, about)
  const ofBoth = { ...ofRunner, params: { id: place.id, preview: ofPreview.id } }
  const picture = { picture: frame.pictures.jpeg, width: 8, height: 6 }
  await canary.ask('POST /api/v1/runner/places/{id}/previews/{preview}', picture, ofBoth)
  await canary.ask('POST /api/v1/dashboards/{id}/recording', {}, ofDashboard)
  const text = canary.mark('what a person types on the way', `canary ${randomBytes(12).toString('hex')}`)
  const inputs = { inputs: [{ kind: 'text', text }] }
  await canary.ask('POST /api/v1/dashboards/{id}/recording/inputs', inputs, ofDashboard)
  yield
  await canary.ask('POST /api/v1/runner/places/{id}/work', { revision: 0, waitSeconds: 0 }, about)
  canary.handsOut(text)
  const foreign = { origin: 'https://evil.example', dashboard: ofDashboard.id }
  await canary.ask('POST /api/v1/runner/places/{id}/password', foreign, about)
  const typing = { origin: 'https://board.example', dashboard: ofDashboard.id }
  await canary.ask('POST /api/v1/runner/places/{id}/password', typing, about)
  canary.handsOut(password)
  const coded = await canary.ask('POST /api/v1/runner/places/{id}/code', typing, about)
  canary.mark('a code that a step types', (coded.body as { code: string }).code, 'in the last answer')
  const recorded = { dashboard: ofDashboard.id, width: 8, height: 6, steps: [] }
  await canary.ask('POST /api/v1/runner/places/{id}/recording', recorded, about)
  await canary.ask('GET /api/v1/dashboards/{id}/recording', undefined, ofDashboard)
  await canary.ask('POST /api/v1/dashboards/{id}/recording/end', {}, ofDashboard)
  for (const path of ['', '/picture']) {
    await canary.ask(`GET /api/v1/previews/{id}${path}`, undefined, ofPreview)
  }
  await canary.ask('GET /api/v1/dashboards', undefined, as)
  for (const path of ['', '/frame']) {
    await canary.ask(`GET /api/v1/dashboards/{id}${path}`, undefined, ofDashboard)
  }
  await canary.ask('PATCH /api/v1/dashboards/{id}', { refresh: 'live' }, ofDashboard)
  await canary.ask('POST /api/v1/dashboards/{id}/refresh', {}, ofDashboard)
  await canary.ask('POST /api/v1/runner/places/{id}/session', { session: newer }, about)
  yield
  const trouble = { dashboard: ofDashboard.id, asked: 9, trouble: 'blank' }
  await canary.ask('POST /api/v1/runner/places/{id}/troubles', trouble, about)
  await canary.ask('POST /api/v1/runner/places/{id}/end', {}, about)
  await canary.ask('POST /api/v1/runner/places/{id}/troubles', trouble, about)
  await canary.ask('DELETE /api/v1/dashboards/{id}', undefined, ofDashboard)
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
