// Sign-ins at the stand-ins, each with a fresh account and codes that nobody used, in one browser.
import type { Browser, BrowserContext } from 'playwright-core'
import type { SignInConnection } from '../decide/situation.ts'
import { packOnDisk } from './packs-on-disk.ts'
import { clockThatSkips, codesOf, openTestBrowser, signIn, type SignedInOrNot } from './sign-in-loop.ts'
import { allStandIns } from './stand-ins/all-stand-ins.ts'
import { startStandIns } from './stand-ins/start-stand-ins.ts'
import type { StandInAccount, Switch, Tally } from './stand-ins/world.ts'

export const account: StandInAccount = {
  name: 'wallboard@example.com',
  password: 'correct horse battery staple',
  secret: Buffer.from('12345678901234567890'),
}

export const dashboardOf = {
  any: 'https://wall.example/board',
  atlassian: 'https://acme.atlassian.net/jira/dashboards/10001',
  trello: 'https://trello.com/b/AbCdEfGh/board',
  microsoft: 'https://app.powerbi.com/groups/me/reports/1',
  'power-bi': 'https://app.powerbi.com/groups/me/reports/1',
  salesforce: 'https://acme.lightning.force.com/lightning/r/Dashboard/1/view',
  zendesk: 'https://acme.zendesk.com/agent/dashboard',
  google: 'https://lookerstudio.google.com/reporting/1',
  okta: 'https://acme.okta.com/app/UserHome',
  grafana: 'https://grafana.example.com/d/1/overview',
  tableau: 'https://acme.online.tableau.com/views/1',
  looker: 'https://acme.cloud.looker.com/dashboards/1',
} as const

export type Service = keyof typeof dashboardOf

export interface Attempted extends SignedInOrNot {
  tally: Tally
}

export interface StandInSignIns {
  attempt(
    service: Service,
    turned?: readonly Switch[],
    more?: {
      password?: string
      secret?: Uint8Array
      context?: BrowserContext
      connection?: Partial<SignInConnection>
    },
  ): Promise<Attempted>
  newContext(): Promise<BrowserContext>
  close(): Promise<void>
}

export async function openStandInSignIns(): Promise<StandInSignIns> {
  const clock = clockThatSkips()
  const standIns = await startStandIns(allStandIns, account, { now: clock.now })
  const browser: Browser = await openTestBrowser(standIns.browserArguments)
  const newContext = () => browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US' })
  return {
    newContext,
    async attempt(
      service,
      turned = [],
      { password = account.password, secret = account.secret, ...more } = {},
    ) {
      standIns.reset(turned)
      clock.skip(60_000)
      const context = more.context ?? (await newContext())
      try {
        const result = await signIn(await context.newPage(), {
          pack: packOnDisk(service),
          connection: {
            url: dashboardOf[service],
            username: account.name,
            hasPassword: true,
            hasSecret: true,
            signInOrigins: [],
            ...more.connection,
          },
          password,
          codes: codesOf({ ...account, secret }, clock),
        })
        return { ...result, tally: standIns.world.tally }
      } finally {
        if (more.context === undefined) await context.close()
      }
    },
    async close() {
      await browser.close()
      await standIns.close()
    },
  }
}
