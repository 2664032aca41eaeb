// The keys are rotated beside a server that serves; the command is killed in the middle, and goes on where it was.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeOf } from './authenticator-app.ts'
import { SETUP_TOKEN, startCountersign } from './countersign-process.ts'
import { beginChallenge, enrol, giveCode, setUp, tokenOf } from './sign-in-by-api.ts'

const program = join(import.meta.dirname, '..', 'cli', 'countersign.js')

test(
  'SIGKILL in the middle of a rotation: nothing is lost, it goes on, and the old key can go',
  { timeout: 240_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'))
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, COUNTERSIGN_DATA_DIR: dataDir }
    const keys = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'keys', ...args], {
        encoding: 'utf8',
        env,
      })
      return { status, output: `${stdout}${stderr}` }
    }
    const server = await startCountersign({ dataDir, command: 'server', setupToken: SETUP_TOKEN })
    try {
      const admin = server.client(await setUp(server))
      const people: { email: string; password: string; secret: string }[] = []
      for (let index = 0; index < 12; index += 1) {
        const person = { email: `p${index}@northwind.example`, password: 'copper meadow basket 41' }
        await admin.call('POST /api/v1/users', { body: { ...person, requireSecondFactor: true } })
        people.push({ ...person, secret: (await enrol(server.client(), person)).secret })
      }
      expect(keys('status').output).toContain('k1\t13 values\tseals')

      for (const waitMs of [0, 30, 60]) {
        const command = spawn(process.execPath, [program, 'keys', waitMs === 0 ? 'rotate' : 'reseal'], {
          env,
        })
        command.stdout.resume()
        const ended = once(command, 'exit')
        // The rotation is killed once its key is in the file, the others somewhere on their way.
        const file = () => readFile(join(dataDir, 'keys', 'vault.keys'), 'utf8')
        if (waitMs === 0) await expect.poll(file, { timeout: 30_000 }).toContain('k2 ')
        else await new Promise((resolve) => setTimeout(resolve, 400 + waitMs))
        command.kill('SIGKILL')
        await ended
      }
      for (const { email, password, secret } of people.slice(0, 4)) {
        const challenge = await beginChallenge(server.client(), { email, password })
        tokenOf(await giveCode(server.client(), challenge, codeOf(secret)))
      }
      expect(keys('reseal').output).toMatch(/k1\t0 values\tcan go: countersign keys forget k1/)
      expect(keys('forget', 'k2').output).toContain('k2 is the key that seals')
      expect(keys('forget', 'k1').status).toBe(0)
      for (const { email, password, secret } of people.slice(4)) {
        const challenge = await beginChallenge(server.client(), { email, password })
        tokenOf(await giveCode(server.client(), challenge, codeOf(secret)))
      }
    } finally {
      await server.stop()
    }
    // And a server that starts with the new key alone.
    const again = await startCountersign({ dataDir, command: 'server' })
    try {
      expect((await fetch(`${again.baseUrl}/readyz`)).status).toBe(200)
      expect(keys('status').output).toContain('k2\t13 values\tseals')
    } finally {
      await again.stop()
      await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
    }
  },
)
