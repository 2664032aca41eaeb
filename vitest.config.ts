// The test projects, one per part. The server's run on a real PostgreSQL that the set-up starts.
import { defineConfig } from 'vitest/config'

// How long something takes is nobody's business here: a busy machine turns nothing red.
const slow = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } }

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      { test: { name: 'otp', include: ['otp/**/*.test.ts'] } },
      { test: { name: 'contract', include: ['contract/**/*.test.ts'] } },
      { test: { name: 'ground', include: ['cli/**/*.test.ts', 'checks/**/*.test.ts'], ...slow } },
      {
        test: {
          name: 'server',
          include: ['server/**/*.test.ts'],
          globalSetup: ['server/testing/postgres.ts'],
          ...slow,
        },
      },
      { test: { name: 'console', include: ['console/**/*.test.ts', 'console/**/*.test.tsx'] } },
      {
        test: {
          name: 'runner',
          include: ['runner/**/*.test.ts', 'packs/**/*.test.ts', 'reach/**/*.test.ts'],
          ...slow,
        },
      },
      { test: { name: 'screen', include: ['screen/**/*.test.ts'] } },
      { test: { name: 'extension', include: ['extension/**/*.test.ts'] } },
      { test: { name: 'e2e', include: ['e2e/**/*.test.ts'], fileParallelism: false, ...slow } },
    ],
  },
})
