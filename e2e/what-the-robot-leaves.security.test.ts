// Attack 139: whoever reads what a runner leaves behind looks for logins. A server with a runner beside it signs in, fails,
// and loses its browser in the middle; then everything is read: what both wrote, their folders, every table with the job
// queue, the mails, every answer with its pictures, and the command lines of the browser's processes.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, Client } from '../contract/client.ts'
import { encodeBase32 } from '../otp/base32.ts'
import { plainApplication } from '../runner/testing/stand-ins/services/on-site.ts'
import { startStandIns, type StandIns } from '../runner/testing/stand-ins/start-stand-ins.ts'
import { startMailServer, type MailServer } from '../server/testing/mail-server.ts'
import { SETUP_TOKEN, startCountersign, type CountersignProcess } from './countersign-process.ts'
import { processesBelow } from './process-tree.ts'
import { startSharedPostgres, type SharedDatabase, type SharedPostgres } from './shared-postgres.ts'

type Attempt = Answer<'GET /api/v1/connections/{id}/sign-ins/{attempt}'>

const admin = { email: 'ada@northwind.example', password: 'lantern orchard violin 27' }
const account = {
  name: 'wall@northwind.example',
  password: 'canary copper meadow basket 41',
  secret: Buffer.from('canary secret of a wall'),
}
const wrongPassword = 'canary that is not the right one'

let folder: string
let postgres: SharedPostgres
let database: SharedDatabase
let mailServer: MailServer
let service: StandIns
let server: CountersignProcess
let client: Client
/** What the service gave to the browser, and was given by it: sessions and codes. */
const sessions = new Set<string>()
const codes = new Set<string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-leaves-'))
  postgres = await startSharedPostgres()
  database = await postgres.createEmptyDatabase('leaves')
  mailServer = await startMailServer()
  service = await startStandIns([listening()], account)
  server = await startCountersign({
    dataDir: folder,
    env: {
      COUNTERSIGN_DATABASE_URL: database.url,
      COUNTERSIGN_RUNNER: 'on',
      COUNTERSIGN_RUNNER_ALLOW: `127.0.0.1:${service.port}`,
      COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
      COUNTERSIGN_SMTP_URL: mailServer.url,
      COUNTERSIGN_MAIL_FROM: 'wall@northwind.example',
    },
  })
  await server.client().call('POST /api/v1/setup', {
    body: { token: SETUP_TOKEN, organizationName: 'Northwind', ...admin },
  })
  const { session } = await server
    .client()
    .call('POST /api/v1/sign-in', { body: { ...admin, client: 'cli' } })
  client = server.client(session?.token ?? '')
})
afterAll(async () => {
  await server.stop()
  await service.close()
  await mailServer.close()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The application that nobody has described; its dashboard says who is there, in its title and on the page. */
function listening(): typeof plainApplication {
  return {
    hosts: ['127.0.0.1'],
    answer(request, world) {
      const code = request.form.get('otp')
      if (code !== null) codes.add(code)
      const reply = plainApplication.answer(request, world)
      for (const cookie of [reply.headers['set-cookie'] ?? []].flat()) {
        const [, value = ''] = /=([^;]+)/.exec(cookie) ?? []
        if (value !== 'none') sessions.add(value)
      }
      const token = [...request.cookies.values()].at(-1) ?? ''
      return { ...reply, body: reply.body.replace('<title>', `<title>${account.password} ${token} `) }
    },
  }
}

async function connect(password: string): Promise<string> {
  const { id } = await client.call('POST /api/v1/connections', {
    body: {
      service: 'any',
      name: 'Wall',
      url: `http://127.0.0.1:${service.port}/`,
      username: account.name,
      password,
      secret: encodeBase32(account.secret),
    },
  })
  return id
}

const ask = async (id: string): Promise<string> =>
  (await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id } })).attempt

/** Bounded by the test's own time. */
async function until(id: string, attempt: string, isSo: (seen: Attempt) => boolean): Promise<Attempt> {
  for (;;) {
    const seen = await client.call('GET /api/v1/connections/{id}/sign-ins/{attempt}', {
      params: { id, attempt },
    })
    if (isSo(seen) || seen.endedAt !== undefined) return seen
    await sleep(50)
  }
}

const hasEnded = ({ endedAt }: Attempt): boolean => endedAt !== undefined

const browserProcesses = () =>
  processesBelow(server.pid).filter(({ command }) => command.includes('--user-data-dir'))

async function filesBelow(path: string): Promise<{ name: string; bytes: Buffer }[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    // A file may have gone in this moment.
    files.map(async (name) => ({ name, bytes: await readFile(name).catch(() => Buffer.alloc(0)) })),
  )
}

async function everyTable(): Promise<string> {
  const tables = await database.rows<{ name: string }>(`
    SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`)
  const texts: string[] = []
  for (const { name } of tables) {
    const rows = await database.rows<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
    texts.push(...rows.map(({ row }) => `${name}: ${row}`))
  }
  return texts.join('\n')
}

test('139: nothing of a login is in what a server and its runner leave', { timeout: 240_000 }, async () => {
  const good = await connect(account.password)
  const first = await until(good, await ask(good), hasEnded)
  expect(first).toMatchObject({ state: 'signed_in' })
  const answers: unknown[] = [first]

  // A login that is refused is told to the admins by mail.
  const bad = await connect(wrongPassword)
  const second = await until(bad, await ask(bad), hasEnded)
  expect(second.cause).toBe('wrong_password')
  await expect.poll(() => mailServer.mails.length, { timeout: 30_000 }).toBeGreaterThan(0)
  answers.push(second)

  // The browser goes down with the password typed.
  const third = await connect(account.password)
  const attempt = await ask(third)
  await until(third, attempt, ({ steps }) => steps.some(({ what }) => /typed/.test(what)))
  const seen = browserProcesses()
  expect(seen.length).toBeGreaterThan(0)
  const profiles = new Set(seen.map(({ command }) => /--user-data-dir=(\S+)/.exec(command)?.[1] ?? ''))
  const files = (await Promise.all([...profiles].map(filesBelow))).flat()
  expect(files.length).toBeGreaterThan(0)
  for (const { pid } of seen) {
    try {
      process.kill(pid, 'SIGSEGV')
    } catch {
      // it has ended with another one
    }
  }
  answers.push(await until(third, attempt, hasEnded))
  answers.push(
    await client.call('GET /api/v1/connections', {}),
    await client.call('GET /api/v1/audit-events', {}),
  )

  files.push(...(await filesBelow(folder)))
  const texts: Record<string, string> = {
    'what both wrote': server.output(),
    'the command lines': seen.map(({ command }) => command).join('\n'),
    'the mails': mailServer.mails
      .map(({ subject = '', text = '', html = '' }) => `${subject} ${text} ${html}`)
      .join('\n'),
    'the answers': JSON.stringify(answers),
    'the tables': await everyTable(),
  }
  const secrets = [
    account.password,
    wrongPassword,
    account.secret.toString(),
    encodeBase32(account.secret),
    ...sessions,
  ]
  expect(sessions.size).toBeGreaterThan(2)
  expect(codes.size).toBeGreaterThan(0)
  for (const secret of secrets) {
    const spellings = [
      secret,
      ...(['hex', 'base64'] as const).map((encoding) => Buffer.from(secret).toString(encoding)),
    ]
    for (const spelling of spellings) {
      for (const [where, text] of Object.entries(texts)) expect(text.includes(spelling), where).toBe(false)
      for (const { name, bytes } of files) expect(bytes.includes(spelling), name).toBe(false)
    }
  }
  // Six digits stand in many a number; where people read, and alone, they would be a code.
  for (const code of codes) {
    for (const where of ['what both wrote', 'the mails', 'the answers']) {
      expect(texts[where], where).not.toMatch(new RegExp(`(?<![\\w.-])${code}(?![\\w.-])`))
    }
  }
  // No traces, no recordings, no dumps.
  expect(
    files.map(({ name }) => name).filter((name) => /\.(har|zip|dmp|webm|trace)$|core/.test(name)),
  ).toEqual([])
})
