// The background jobs of a test's application, on connections of their own, by the clock of the test.
import { openDatabase } from '../database/database.ts'
import { startWorker, type Worker } from '../jobs/worker.ts'
import type { TestApp } from './test-app.ts'

export async function startTestWorker(app: TestApp): Promise<Worker> {
  const database = openDatabase(app.connection, { maxConnections: 3, onIdleError: () => undefined })
  const worker = await startWorker(app.services, database.pool, () => app.now())
  return {
    async stop() {
      await worker.stop()
      await database.close()
    },
  }
}
