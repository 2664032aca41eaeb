// The test projects, one per part. The server's run on a real PostgreSQL that the set-up starts.
import { defineConfig } from 'vitest/config'

// How long something takes is nobody's business here: a busy machine turns nothing red.
const slow = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } }

// By itself vitest leaves one core to itself, which is every other one of a small machine: it needs little of it, and the
// tests wait for a database or a moment much of their time.
const project = (name: string, include: string[], more: object = {}) => ({
  test: { name, include, maxWorkers: '100%', ...more },
})

const alone = { maxWorkers: 1, sequence: { groupOrder: 1 } }

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      project('otp', ['otp/**/*.test.ts']),
      project('contract', ['contract/**/*.test.ts']),
      project('ground', ['cli/**/*.test.ts', 'checks/**/*.test.ts'], slow),
      project('server', ['server/**/*.test.ts'], { globalSetup: ['server/testing/postgres.ts'], ...slow }),
      project('console', ['console/**/*.test.ts', 'console/**/*.test.tsx']),
      // Their browsers take what the machine has: a file at a time. A group of their own, because all projects of a group
      // have as many workers.
      project('runner', ['runner/**/*.test.ts', 'packs/**/*.test.ts', 'reach/**/*.test.ts'], {
        ...slow,
        ...alone,
      }),
      project('screen', ['screen/**/*.test.ts']),
      project('extension', ['extension/**/*.test.ts']),
      project('e2e', ['e2e/**/*.test.ts'], { ...slow, ...alone }),
    ],
  },
})
