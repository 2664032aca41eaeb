// The wall at a glance over HTTP, for every member of the organization; agents see what they may use.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { accountKeyOf } from '../sessions/caller.ts'
import { followOverview, readOverview } from './overview.rules.ts'

export function registerOverview(router: Router, services: Services, clock: () => Date): void {
  router.on('GET /api/v1/overview', async ({ caller, facts }) => {
    const { overview } = await readOverview(services, accountKeyOf(caller), facts.now)
    return overview
  })

  router.on('GET /api/v1/overview/events', async ({ caller }) =>
    followOverview(services, accountKeyOf(caller), clock),
  )
}
