// What the embedded PostgreSQL survives: killed parents, killed databases, stale locks, two starts at one moment.
import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts'
import { hold, isAlive, makeDataFolder, stopHolder, type Holder } from '../testing/embedded-holder.ts'

const ownUser = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
const databaseUser = ownUser.uid === 0 ? { uid: 65_534, gid: 65_534 } : ownUser

let dataDir: string
let holders: Holder[]
let postgres: EmbeddedPostgres | undefined

let made: string

beforeAll(async () => {
  made = await makeDataFolder()
})

afterAll(() => rmSync(made, { recursive: true, force: true }))

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'embedded-'))
  cpSync(made, dataDir, { recursive: true })
  holders = []
})

afterEach(async () => {
  await postgres?.stop()
  postgres = undefined
  for (const holder of holders) await stopHolder(holder)
  rmSync(dataDir, { recursive: true, force: true })
})

async function holdElsewhere(): Promise<Holder> {
  const holder = await hold({ dataDir })
  holders.push(holder)
  return holder
}

async function startHere(): Promise<EmbeddedPostgres> {
  postgres = await startEmbeddedPostgres({ dataDir, say: () => {} })
  return postgres
}

async function kill(holder: Holder): Promise<void> {
  holder.child.kill('SIGKILL')
  await holder.ended
}

function postmasterPid(): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
}

async function query(host: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ host, user: 'countersign', database: 'countersign' })
  await client.connect()
  try {
    return (await client.query(statement)).rows as unknown[]
  } finally {
    await client.end()
  }
}

describe('when the parent is killed', () => {
  it('no process of the database is left, and the next start finds every committed row', async () => {
    const holder = await holdElsewhere()
    await query(holder.host, 'create table note (text text)')
    await query(holder.host, `insert into note values ('committed')`)
    const pid = postmasterPid()
    await kill(holder)
    // At once, while the orphan is still shutting down.
    const { connection } = await startHere()
    expect(isAlive(pid)).toBe(false)
    expect(await query(connection.host, 'select text from note')).toEqual([{ text: 'committed' }])
  })

  it('nothing is left even when nobody starts again', async () => {
    const holder = await holdElsewhere()
    const pid = postmasterPid()
    await kill(holder)
    for (let waitedMs = 0; isAlive(pid) && waitedMs < 10_000; waitedMs += 50) await sleep(50)
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
  })

  it('the next start removes the socket folder that was left', async () => {
    const holder = await holdElsewhere()
    await kill(holder)
    expect(existsSync(join(holder.host, '..'))).toBe(true)
    await startHere()
    expect(existsSync(join(holder.host, '..'))).toBe(false)
  })

  it('a folder that the lock file names, but that is not ours, is left alone', async () => {
    const victim = join(dataDir, 'countersign-important')
    mkdirSync(victim)
    const record = { pid: 1, processStart: 'long ago', runDir: victim }
    writeFileSync(join(dataDir, 'postgres.lock'), JSON.stringify(record))
    await startHere()
    expect(existsSync(victim)).toBe(true)
  })

  it('in the middle of making the database, the next start makes it anew', async () => {
    rmSync(join(dataDir, 'postgres'), { recursive: true })
    const holder = hold({ dataDir })
    while (!readdirSync(dataDir).some((name) => name.startsWith('postgres.new-'))) await sleep(5)
    const record = JSON.parse(readFileSync(join(dataDir, 'postgres.lock'), 'utf8')) as { pid: number }
    process.kill(record.pid, 'SIGKILL')
    await holder
    const { connection } = await startHere()
    expect(await query(connection.host, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'))).toEqual([])
  })

  it('the interrupt key in the terminal stops the program and not, behind its back, the database', async () => {
    const holder = await holdElsewhere()
    process.kill(-holder.pid, 'SIGINT') // the terminal sends it to the whole process group
    expect(await query(holder.host, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('when the database is killed', () => {
  it('its end is told with the reason, and the next start recovers', async () => {
    const { connection, whenExited } = await startHere()
    await query(connection.host, `create table note as select 'committed' as text`)
    process.kill(postmasterPid(), 'SIGKILL')
    expect(await whenExited).toMatch(/has ended with status 137/)
    await postgres?.stop()
    const again = await startHere()
    expect(await query(again.connection.host, 'select text from note')).toEqual([{ text: 'committed' }])
  })

  it('together with its guard and the parent (a cut cable), the next start recovers', async () => {
    const holder = await holdElsewhere()
    await query(holder.host, `create table note as select 'committed' as text`)
    const postmaster = postmasterPid()
    const guard = parentOf(postmaster)
    holder.child.kill('SIGSTOP')
    process.kill(-guard, 'SIGKILL')
    holder.child.kill('SIGKILL')
    await holder.ended
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(true)
    const { connection } = await startHere()
    expect(await query(connection.host, 'select text from note')).toEqual([{ text: 'committed' }])
  })

  it('the shell that guards it alone: the database ends too', async () => {
    const { whenExited } = await startHere()
    const postmaster = postmasterPid()
    process.kill(parentOf(postmaster), 'SIGKILL')
    expect(await whenExited).toMatch(/by SIGKILL/)
    await postgres?.stop()
    expect(isAlive(postmaster)).toBe(false)
  })
})

describe('stale traces', () => {
  it('a postmaster.pid whose number another process of the same user has got meanwhile is no obstacle', async () => {
    await (await startHere()).stop()
    const other = spawn('sleep', ['60'], databaseUser)
    try {
      writeFileSync(
        join(dataDir, 'postgres', 'postmaster.pid'),
        `${other.pid}\n/proc/self/fd/3\n1\n5432\n\n\n`,
      )
      const { connection } = await startHere()
      expect(await query(connection.host, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      other.kill()
    }
  })

  it('a lock file that names a living process is no obstacle when that process does not hold it', async () => {
    const record = { pid: process.pid, processStart: '1' }
    writeFileSync(join(dataDir, 'postgres.lock'), JSON.stringify(record))
    await startHere()
  })

  it('a torn lock file is no obstacle', async () => {
    writeFileSync(join(dataDir, 'postgres.lock'), '{"pid": 1')
    await startHere()
  })
})

describe('two on one folder', () => {
  it('the second is refused at once, with the reason and the process that has it', async () => {
    const first = await holdElsewhere()
    const second = await holdElsewhere()
    expect(second.error?.code).toBe('embedded_postgres.already_running')
    expect(second.error?.message).toContain(`process ${first.pid} has its database open`)
    expect(await query(first.host, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it.each([
    ['an empty folder', false],
    ['a database', true],
  ])(
    'of several that start at one moment on %s exactly one wins, and the others name it',
    async (_, isMade) => {
      if (!isMade) rmSync(join(dataDir, 'postgres'), { recursive: true })
      const started = await Promise.all(Array.from({ length: 4 }, holdElsewhere))
      const winners = started.filter((holder) => holder.host !== '')
      expect(winners).toHaveLength(1)
      for (const loser of started.filter((holder) => holder.host === '')) {
        expect(loser.error?.message).toContain(`process ${winners[0]?.pid} has its database open`)
      }
    },
  )
})

describe('on a system without the flock command', () => {
  it('a second start is refused, and one after a kill waits for the orphan', async () => {
    const env = { PATH: '/nowhere' }
    const first = await hold({ dataDir, env })
    holders.push(first)
    const second = await hold({ dataDir, env })
    expect(second.error?.message).toContain(`process ${first.pid} has its database open`)
    await query(first.host, `create table note as select 'committed' as text`)
    const pid = postmasterPid()
    await kill(first)
    const third = await hold({ dataDir, env })
    holders.push(third)
    expect(isAlive(pid)).toBe(false)
    expect(await query(third.host, 'select text from note')).toEqual([{ text: 'committed' }])
  })
})

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
