// The wall at a glance, once and live: what ends a session ends what it listens to.
import type { Canary } from './canary.ts'

/** @param looking the cookie of a session, which is over afterwards */
export async function walkOverview(canary: Canary, looking: string): Promise<void> {
  const as = { cookie: looking }
  const { over } = await canary.listen('GET /api/v1/overview/events', as)
  await canary.ask('GET /api/v1/overview', undefined, as)
  await canary.ask('DELETE /api/v1/session', undefined, as)
  await over
}
