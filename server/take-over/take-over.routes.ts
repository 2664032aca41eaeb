// Taking over, over HTTP: for the admin who did, and for the runner whose page it is.
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../sessions/caller.ts'
import {
  endTakeOver,
  exchangeView,
  passInputs,
  takeOver,
  watchView,
  type AttemptOfPerson,
} from './take-over.rules.ts'

export function registerTakeOver(router: Router, services: Services, clock: () => Date): void {
  const attemptOf = (caller: Caller, { id, attempt }: { id: string; attempt: string }): AttemptOfPerson => ({
    key: { organizationId: caller.organization.id, id },
    attemptId: attempt,
    accountId: caller.account.id,
  })

  router.on('POST /api/v1/connections/{id}/take-over', ({ caller, params, facts }) =>
    takeOver(services, caller, params.id, facts.now),
  )

  router.on('GET /api/v1/connections/{id}/sign-ins/{attempt}/view', async ({ caller, params, query }) => {
    const { picture, endsAt, ...view } = await watchView(
      services,
      attemptOf(caller, params),
      query.after,
      clock,
    )
    return {
      ...view,
      endsAt: endsAt.toISOString(),
      ...(picture === undefined ? {} : { picture: picture.toString('base64') }),
    }
  })

  router.on(
    'POST /api/v1/connections/{id}/sign-ins/{attempt}/inputs',
    async ({ caller, params, body, facts }) => {
      await passInputs(services, attemptOf(caller, params), body.inputs, facts.now)
      return undefined
    },
  )

  router.on(
    'POST /api/v1/connections/{id}/sign-ins/{attempt}/end',
    async ({ caller, params, body, facts }) => {
      await endTakeOver(services, attemptOf(caller, params), body.isSignedIn, facts.now)
      return undefined
    },
  )

  router.on('POST /api/v1/runner/leases/{id}/view', ({ caller, params, body }) =>
    exchangeView(services, caller, params.id, body, clock),
  )
}
