// One stand-in: which hosts it answers for, and how.
import { redirect, withCookie, type Reply, type StandInRequest } from './pages.ts'
import type { Flow, World } from './world.ts'

export interface StandIn {
  /** Exact hosts, or `*.example.com`. */
  hosts: readonly string[]
  answer(request: StandInRequest, world: World): Reply
}

const SESSION = 'stand_in_session'
const FLOW = 'stand_in_flow'

export const isSignedIn = ({ cookies }: StandInRequest, world: World): boolean =>
  world.isSignedIn(cookies.get(SESSION))

/** Where the sign-in of this browser is, on this host. */
export const flowOf = ({ cookies }: StandInRequest, world: World): Flow | undefined =>
  world.flows.get(cookies.get(FLOW) ?? '')

export function beginFlow(reply: (flow: Flow) => Reply, given: Partial<Flow>, world: World): Reply {
  const { id, flow } = world.newFlow(given)
  return withCookie(reply(flow), FLOW, id)
}

/** Signed in: back to the page that was asked for, by a ticket where that is on another host. */
export function finish(flow: Flow, world: World, { origin }: Pick<StandInRequest, 'origin'>): Reply {
  const token = world.signIn()
  const target = new URL(flow.returnTo, origin)
  if (target.origin === origin) {
    return withCookie(redirect(flow.returnTo), SESSION, token, world.sessionLimits.cookieSeconds)
  }
  target.searchParams.set('ticket', token)
  return redirect(target.href)
}

/** A host that took a ticket from the one that signs in keeps it as its own session. */
export function takeTicket(request: StandInRequest, world: World): Reply | undefined {
  const ticket = request.query.get('ticket')
  if (ticket === null || !world.isSignedIn(ticket)) return undefined
  return withCookie(redirect(request.path), SESSION, ticket)
}

export function signOut(to: string): Reply {
  return withCookie(redirect(to), SESSION, 'none')
}
