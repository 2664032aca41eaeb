// The service packs of a server: those that come with it, those of the operator, and files that are none.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addConnection } from '../testing/connections.ts'
import { startTestApp } from '../testing/test-app.ts'
import { readServicePacks } from './service-packs.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'countersign-packs-'))
  await mkdir(join(dataDir, 'packs'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const write = (name: string, content: unknown) =>
  writeFile(join(dataDir, 'packs', name), typeof content === 'string' ? content : JSON.stringify(content))

const own = { id: 'intranet', name: 'Intranet', exampleUrl: 'https://intranet.example.com/', ownOrigin: true }

test('the ones that come along are there, the one for any address last', () => {
  const ids = readServicePacks(dataDir)
    .list()
    .map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(['atlassian', 'power-bi', 'salesforce', 'trello', 'zendesk']))
  expect(ids.at(-1)).toBe('any')
})

test('one of the operator is added, and takes the place of ours with the same id', async () => {
  await write('intranet.json', own)
  await write('grafana.json', { ...own, id: 'grafana', name: 'Our Grafana' })
  const packs = readServicePacks(dataDir)
  expect(packs.find('intranet')?.name).toBe('Intranet')
  expect(packs.find('grafana')?.name).toBe('Our Grafana')
})

test.each([
  ['no JSON', '{', 'is no JSON'],
  ['no pack', { id: 'x' }, 'name:'],
  ['a pack that includes one which is not there', { ...own, includes: ['nothing'] }, 'names nothing'],
])('%s is told with its file, and the server does not start', async (_, content, told) => {
  await write('broken.json', content)
  expect(() => readServicePacks(dataDir)).toThrow(told)
})

test('a connection is made to a service that there is', async () => {
  const app = await startTestApp()
  const admin = await app.setUp()
  const { body } = await app.get('/api/v1/services', { cookie: admin })
  expect(body.items.map(({ id }: { id: string }) => id)).toContain('power-bi')
  await expect(addConnection(app, admin, { service: 'nothing' })).rejects.toThrow(
    'connection.unknown_service',
  )
  await app.close()
})
