// Dashboards behind the login of a real nginx (auth_basic): their pictures come; the login is changed there, is not tried again
// and again, and is told as wrong; edited, it goes on.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasTool } from '../checks/foreign-tools.js'
import type { Client } from '../contract/client.ts'
import { findFreePort, startCountersign, type CountersignProcess } from './countersign-process.ts'
import { killWhenWeEnd } from './process-tree.ts'
import { setUp } from './sign-in-by-api.ts'

const LONG = { timeout: 240_000 }
const WAIT = { timeout: 90_000, interval: 200 }
const username = 'wall'
const [first, second] = ['copper meadow basket 41', 'marble lantern ferry 30'] as const

let folder: string
let port: number
let nginx: ChildProcess
let server: CountersignProcess
let client: Client

const setPassword = (password: string) =>
  writeFile(join(folder, 'logins'), `${username}:{PLAIN}${password}\n`)

/** How often a login was refused there. */
async function refusals(): Promise<number> {
  const lines = (await readFile(join(folder, 'access.log'), 'utf8')).split('\n')
  return lines.filter((line) => line === `401 ${username}`).length
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-nginx-'))
  port = await findFreePort()
  await mkdir(join(folder, 'pages'))
  for (const board of ['sales', 'stock']) {
    const page = `<!doctype html><title>${board}</title><h1>${board}</h1><p>Seventeen are open, and four are new.</p>`
    await writeFile(join(folder, 'pages', `${board}.html`), page)
  }
  await writeFile(join(folder, 'pages', 'index.html'), '<!doctype html><h1>Welcome</h1><p>All boards.</p>')
  await setPassword(first)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; events {}
    http {
      log_format seen '$status $remote_user'; access_log ${folder}/access.log seen;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      types { text/html html; }
      server {
        listen 127.0.0.1:${port}; root ${folder}/pages;
        auth_basic "The wall"; auth_basic_user_file ${folder}/logins;
      }
    }`,
  )
  nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'errors.log')])
  if (nginx.pid !== undefined) killWhenWeEnd(nginx.pid)
  const dataDir = join(folder, 'data')
  await mkdir(dataDir)
  const env = {
    COUNTERSIGN_RUNNER: 'on',
    COUNTERSIGN_RUNNER_ALLOW: `127.0.0.1:${port}`,
    COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
  }
  server = await startCountersign({ dataDir, env })
  client = server.client(await setUp(server))
})
afterAll(async () => {
  await server.stop()
  nginx.kill()
  await rm(folder, { recursive: true, force: true })
})

describe.runIf(hasTool('nginx'))('behind nginx', () => {
  test('two dashboards come; a changed login is told and left alone; edited, they go on', LONG, async () => {
    const url = `http://127.0.0.1:${port}/`
    const { id } = await client.call('POST /api/v1/connections', {
      body: { service: 'any', name: 'Intranet', url, username, password: first },
    })
    const params = { id }
    await client.call('POST /api/v1/connections/{id}/sign-in', { params })
    const dashboards: string[] = []
    for (const board of ['sales', 'stock']) {
      const body = { name: board, connection: id, url: `${url}${board}.html`, refresh: 5 as const }
      dashboards.push((await client.call('POST /api/v1/dashboards', { body })).id)
    }
    const read = (dashboard: string) =>
      client.call('GET /api/v1/dashboards/{id}', { params: { id: dashboard } })
    const states = () => Promise.all(dashboards.map(async (one) => (await read(one)).state))
    await expect.poll(states, WAIT).toEqual(['fresh', 'fresh'])
    expect(await refusals()).toBe(0)

    await setPassword(second)
    // Pages that show what they have are not loaded anew at once, unless somebody asks.
    for (const one of dashboards) {
      await client.call('POST /api/v1/dashboards/{id}/refresh', { params: { id: one } })
    }
    const connection = () => client.call('GET /api/v1/connections/{id}', { params })
    await expect.poll(async () => (await connection()).state, WAIT).toBe('needs_attention')
    expect((await connection()).cause).toBe('wrong_password')
    const told = await refusals()
    // What the browser remembered, once for each page, and the sign-in that found it wrong.
    expect(told).toBeLessThanOrEqual(3)
    await sleep(8_000)
    expect(await refusals()).toBe(told)

    await client.call('PATCH /api/v1/connections/{id}', { params, body: { password: second } })
    const { frame: before } = await read(dashboards[0] ?? '')
    await client.call('POST /api/v1/connections/{id}/sign-in', { params })
    const takenAt = async () => (await read(dashboards[0] ?? '')).frame?.takenAt ?? ''
    await expect.poll(takenAt, WAIT).not.toBe(before?.takenAt)
    expect(await refusals()).toBe(told)
    for (const password of [first, second]) expect(server.output()).not.toContain(password)
  })
})
