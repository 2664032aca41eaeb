// The job that looks at everything on the wall: every minute, and at once when a sign-in ended.
import type { Services } from '../services.ts'
import { isToBeTold } from './wall-states.ts'
import {
  noteStates,
  readConnections,
  readDashboards,
  readRunners,
  readScreens,
  readUntold,
  tell,
} from './wall-states.store.ts'

export async function watchWall(services: Services, now: Date): Promise<void> {
  const { database } = services
  const seen = [
    ...(await readConnections(database)),
    ...(await readDashboards(database, now)),
    ...(await readScreens(database, now)),
    ...(await readRunners(database, now)),
  ]
  await noteStates(services, seen, now)
  for (const untold of await readUntold(database, now)) {
    if (isToBeTold(untold, now)) await tell(services, untold, now)
  }
}
