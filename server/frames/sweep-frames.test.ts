// Which pictures go, and which stay.
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDashboard, frameOf, takePlace, tellPlace } from '../testing/places.ts'
import { addTestRunner, type TestRunner } from '../testing/runner.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { sweepOrphanedFrames, sweepPassingPictures, sweepSupersededFrames } from './sweep-frames.ts'

let app: TestApp
let admin: string
let runner: TestRunner
let framesFolder: string
let place: { id: string }
let dashboard: string
beforeAll(async () => {
  framesFolder = await mkdtemp(join(tmpdir(), 'countersign-frames-'))
  app = await startTestApp({ framesFolder })
  admin = await app.setUp()
  runner = await addTestRunner(app)
  dashboard = await addDashboard(app, admin)
  place = await takePlace(app, runner)
})
afterAll(async () => {
  await app.close()
  await rm(framesFolder, { recursive: true })
})

async function files(): Promise<string[]> {
  const names = await readdir(framesFolder, { recursive: true })
  return names.filter((name) => /\.\w+$/.test(name))
}
const show = (looks: string) => tellPlace(app, runner, place, 'frames', frameOf(dashboard, looks))

test('files are read by nobody but the server’s user', async () => {
  await show('a')
  for (const name of await files()) {
    expect((await stat(join(framesFolder, name))).mode & 0o777).toBe(0o600)
  }
})

test('the picture before stays for minutes, and then goes; the last one stays for ever', async () => {
  await show('b')
  expect(await files()).toHaveLength(4)
  await sweepSupersededFrames(app.services, app.now())
  expect(await files()).toHaveLength(4)
  const later = new Date(app.now().getTime() + 11 * 60_000)
  await sweepSupersededFrames(app.services, later)
  expect(await files()).toHaveLength(2)
  expect((await app.get(`/api/v1/dashboards/${dashboard}/frame`, { cookie: admin })).status).toBe(200)
})

test('files of a dashboard that was deleted go when they are no longer new', async () => {
  const day = new Date(app.now().getTime() - 86_400_000)
  for (const name of await files()) await utimes(join(framesFolder, name), day, day)
  await sweepOrphanedFrames(app.services, app.now())
  expect(await files()).toHaveLength(2)
  await app.request('DELETE', `/api/v1/dashboards/${dashboard}`, { cookie: admin })
  await sweepOrphanedFrames(app.services, new Date(day.getTime() + 59 * 60_000))
  expect(await files()).toHaveLength(2)
  await sweepOrphanedFrames(app.services, app.now())
  expect(await files()).toEqual([])
})

test('previews are gone after a quarter of an hour', async () => {
  const body = { url: 'https://board.example/' }
  const { id } = (await app.post('/api/v1/previews', body, { cookie: admin })).body
  await sweepPassingPictures(app.services, new Date(app.now().getTime() + 16 * 60_000))
  const answer = await app.get(`/api/v1/previews/${id}`, { cookie: admin })
  expect(answer.body.code).toBe('preview.not_found')
})
