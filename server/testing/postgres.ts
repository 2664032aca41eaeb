// The PostgreSQL of the server's tests: one for the whole run, the embedded one or Debian's, with a migrated template.
// A vitest global set-up (vitest.config.ts); test files get their database from test-database.ts beside this file.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../database/embedded-postgres.ts'
import { migrateDatabase } from '../database/migrate.ts'
import { createDatabase, TEMPLATE_DATABASE } from './create-database.ts'

const DEBIAN_DIR = '/usr/lib/postgresql'
const OLDEST_SUPPORTED_MAJOR = 15

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  const said: string[] = []
  const binDir = await chosenBinDir(process.env.COUNTERSIGN_TEST_POSTGRES ?? 'embedded')
  try {
    const postgres = await startEmbeddedPostgres({
      dataDir: folder,
      say: (line: string) => said.push(line),
      // Each test file runs in a process of its own with a pool or two.
      maxConnections: 200,
      ...(binDir === undefined ? {} : { binDir }),
    })
    const stop = async (): Promise<void> => {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    }
    try {
      await createDatabase(postgres.connection, TEMPLATE_DATABASE, 'template1')
      await migrateDatabase({ ...postgres.connection, database: TEMPLATE_DATABASE })
    } catch (error) {
      await stop()
      throw error
    }
    project.provide('postgres', postgres.connection)
    return stop
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw new Error(`the PostgreSQL of the tests did not start; it said:\n${said.join('\n')}`, {
      cause: error,
    })
  }
}

/** Where the binaries are, or undefined for the embedded ones. Of Debian's the oldest that we support. */
async function chosenBinDir(choice: string): Promise<string | undefined> {
  if (choice === 'embedded') return undefined
  if (choice !== 'debian') {
    throw new Error(`COUNTERSIGN_TEST_POSTGRES is "${choice}": it takes "embedded" or "debian"`)
  }
  const majors = (await readdir(DEBIAN_DIR).catch(() => []))
    .map(Number)
    .filter((major) => major >= OLDEST_SUPPORTED_MAJOR)
  if (majors.length === 0) {
    throw new Error(
      `no PostgreSQL ${OLDEST_SUPPORTED_MAJOR} or newer in ${DEBIAN_DIR}: apt-get install postgresql`,
    )
  }
  return join(DEBIAN_DIR, String(Math.min(...majors)), 'bin')
}
