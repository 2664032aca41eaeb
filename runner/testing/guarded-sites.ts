// Two sites of the tests that ask for the same login by the browser's own dialog: the service, and another one that would
// have it. What they answer is set anew before each test.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { guardedPage, type Guard, type GuardedPage } from './guarded-page.ts'
import { openSite, type Site } from './site.ts'

export const login = { username: 'wall', password: 'copper meadow basket 41' }

/** The service. `/leads-away` there leads to the other one. */
export let site: Site
export let foreign: Site
export let ours: GuardedPage
export let theirs: GuardedPage

let ourPage: string

/** @param page what stands behind the dialog of the service */
export function openGuardedSitesForTests(page: string): void {
  ourPage = page
  beforeAll(async () => {
    foreign = await openSite({ default: (request, answer) => theirs.answer(request, answer) })
    site = await openSite({
      '/leads-away': (_, answer) => answer.writeHead(302, { location: `${foreign.origin}/` }).end(),
      default: (request, answer) => ours.answer(request, answer),
    })
  })
  beforeEach(() => {
    guard()
    theirs = guardedPage({ scheme: 'basic', ...login, page: 'caught' })
  })
  afterAll(async () => {
    await site.close()
    await foreign.close()
  })
}

/** The service asks in another way, or shows something else. */
export function guard(more: Partial<Guard> = {}): void {
  ours = guardedPage({ scheme: 'basic', ...login, page: ourPage, ...more })
}

/** What the service answers whoever comes with a login, right or wrong. */
export function answerLogins(
  answer: (request: IncomingMessage, response: ServerResponse, guarded: GuardedPage) => void,
): void {
  const guarded = ours
  ours = {
    tally: guarded.tally,
    answer(request, response) {
      if (request.headers.authorization === undefined) guarded.answer(request, response)
      else answer(request, response, guarded)
    },
  }
}
