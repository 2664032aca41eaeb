// Better Auth as its documentation sets it up with its two-factor plugin; shared by its server and its tables.
import { hash, verify } from '@node-rs/argon2'
import type { BetterAuthOptions } from 'better-auth'
import { twoFactor } from 'better-auth/plugins/two-factor'
import pg from 'pg'
import { argon2Parameters } from './password-hash.ts'

export type BetterAuthHash = 'argon2id' | 'its own'

export const betterAuthSecret = 'a secret of the bench, long enough for Better Auth'

export function betterAuthOptions(databaseUrl: string, port: number, passwordHash: BetterAuthHash) {
  return {
    baseURL: `http://127.0.0.1:${port}`,
    secret: betterAuthSecret,
    // As many connections as Countersign keeps, and as long.
    database: new pg.Pool({ connectionString: databaseUrl, max: 10, idleTimeoutMillis: 60_000 }),
    emailAndPassword: {
      enabled: true,
      ...(passwordHash === 'its own'
        ? {}
        : {
            password: {
              hash: (password: string) => hash(password, argon2Parameters),
              verify: (given: { hash: string; password: string }) => verify(given.hash, given.password),
            },
          }),
    },
    plugins: [twoFactor()],
    // Its limiter would refuse a load from one address; ours counts failures only and is left on.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error' },
  } satisfies BetterAuthOptions
}
