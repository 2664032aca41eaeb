// What a runner is told at its start: by the variables of its machine, or, beside a server, by that server.
import { resolve } from 'node:path'
import { splitAllowEntries } from '../contract/runner-allow.ts'

export interface RunnerSettings {
  /** Of the server, without a path. */
  server: URL
  token: string
  /** Absolute; for a browser that has to be unpacked. */
  dataDir: string
  allow: string[]
  browser: string | undefined
  /** Connections that it signs in at a time. */
  most: number
  /** Connections that it makes pictures of at a time; none where it only signs in. */
  mostPlaces: number
}

/** What the server beside tells over the channel to its child. */
export interface Told {
  server: string
  token: string
}

const MOST_CONNECTIONS = 8
const MOST_PLACES = 16

/** Everything that is wrong at once, one sentence each. */
export function readRunnerSettings(
  env: Readonly<Record<string, string | undefined>>,
  told: Told | undefined,
): RunnerSettings | { errors: string[] } {
  const errors: string[] = []
  const server = told?.server ?? env['COUNTERSIGN_SERVER'] ?? ''
  const token = told?.token ?? env['COUNTERSIGN_RUNNER_TOKEN'] ?? ''
  const most = Number(env['COUNTERSIGN_RUNNER_CONNECTIONS'] ?? MOST_CONNECTIONS)
  const mostPlaces = Number(env['COUNTERSIGN_RUNNER_PLACES'] ?? MOST_PLACES)
  const url = URL.canParse(server) ? new URL(server) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    errors.push(
      'COUNTERSIGN_SERVER has to be the address of the server, such as https://countersign.example.com.',
    )
  }
  if (!/^[\w-]{40,}$/.test(token)) {
    errors.push('COUNTERSIGN_RUNNER_TOKEN has to be the token that countersign runner add printed.')
  }
  if (!Number.isInteger(most) || most < 1 || most > 50) {
    errors.push('COUNTERSIGN_RUNNER_CONNECTIONS has to be a whole number from 1 to 50.')
  }
  if (!Number.isInteger(mostPlaces) || mostPlaces < 0 || mostPlaces > 50) {
    errors.push('COUNTERSIGN_RUNNER_PLACES has to be a whole number from 0 to 50.')
  }
  if (errors.length > 0 || url === undefined) return { errors }
  return {
    server: url,
    token,
    dataDir: resolve(env['COUNTERSIGN_DATA_DIR'] ?? './data'),
    allow: splitAllowEntries(env['COUNTERSIGN_RUNNER_ALLOW'] ?? ''),
    browser: env['COUNTERSIGN_BROWSER'],
    most,
    mostPlaces,
  }
}
