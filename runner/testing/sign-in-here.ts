// The sign-in of the runner itself, in a browser behind the egress proxy, with a login that the test holds.
import { selectorsOf, type JoinedPack } from '../../contract/service-pack.ts'
import { act } from '../act/act.ts'
import { openUrl } from '../act/open-url.ts'
import type { Browsers } from '../browser/browsers.ts'
import type { Typed } from '../decide/decision.ts'
import type { SignInConnection } from '../decide/situation.ts'
import { perceive } from '../perceive/perceive.ts'
import { recognise } from '../recognise/recognise.ts'
import { signIn, type SeenStep, type SignInEnd } from '../sign-in.ts'

export interface SignInHere {
  browsers: Browsers
  pack: JoinedPack
  connection: SignInConnection
  password: string
  /** Of one step after the other; the test has them. */
  nextCode?: () => Promise<string>
}

export interface SignedInHere extends SignInEnd {
  steps: SeenStep[]
  /** What was asked for, and for which origin. */
  asked: [what: Typed, origin: string][]
  /** Of the page at the end. */
  text: string
}

export async function signInHere({
  browsers,
  pack,
  connection,
  password,
  nextCode = () => Promise.resolve(''),
}: SignInHere): Promise<SignedInHere> {
  const open = await browsers.openConnection({
    organizationId: 'a',
    connectionId: '1',
    followsWindows: pack.opensWindow,
  })
  const steps: SeenStep[] = []
  const asked: [Typed, string][] = []
  const refusedHosts = () => open.refusedHosts()
  try {
    await openUrl(open.page, connection.url, refusedHosts)
    const end = await signIn(
      { pack, connection },
      {
        page: () => open.activePage(),
        perceive: (page) => perceive(page, selectorsOf(pack)),
        recognise,
        act: (decision, { perceived, ...on }) =>
          act(decision, {
            ...on,
            ...perceived,
            url: connection.url,
            refusedHosts,
            valueOf(what, origin) {
              asked.push([what, origin])
              if (what === 'code') return nextCode()
              return Promise.resolve(what === 'password' ? password : connection.username)
            },
          }),
        onStep(step) {
          steps.push(step)
          return Promise.resolve()
        },
        loginDialog: () => open.loginDialog(),
        lastStatus: () => open.lastStatus(),
        clock: () => new Date(),
        stop: new AbortController().signal,
      },
    )
    const text = await open.page.evaluate(() => document.body.innerText).catch(() => '')
    return { ...end, steps, asked, text }
  } finally {
    await open.close()
  }
}
