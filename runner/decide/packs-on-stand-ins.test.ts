// Every pack against the stand-in of its service, in a real Chromium: signed in, or stopped with the right cause, and never
// more typed than the service forgives. The stand-ins are ours; docs/service-packs.md says what that proves.
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CauseCode } from '../../contract/causes.ts'
import { packOnDisk } from '../testing/packs-on-disk.ts'
import { clockThatSkips, codesOf, openTestBrowser, signIn } from '../testing/sign-in-loop.ts'
import { allStandIns } from '../testing/stand-ins/all-stand-ins.ts'
import { startStandIns, type StandIns } from '../testing/stand-ins/start-stand-ins.ts'
import type { StandInAccount, Switch, Tally } from '../testing/stand-ins/world.ts'

const account: StandInAccount = {
  name: 'wallboard@example.com',
  password: 'correct horse battery staple',
  secret: Buffer.from('12345678901234567890'),
}

const urls: Record<string, string> = {
  atlassian: 'https://acme.atlassian.net/jira/dashboards/10001',
  trello: 'https://trello.com/b/AbCdEfGh/board',
  'power-bi': 'https://app.powerbi.com/groups/me/reports/1',
  salesforce: 'https://acme.lightning.force.com/lightning/r/Dashboard/1/view',
  zendesk: 'https://acme.zendesk.com/agent/dashboard',
  google: 'https://lookerstudio.google.com/reporting/1',
  okta: 'https://acme.okta.com/app/UserHome',
  grafana: 'https://grafana.example.com/d/1/overview',
  tableau: 'https://acme.online.tableau.com/views/1',
  looker: 'https://acme.cloud.looker.com/dashboards/1',
}

let standIns: StandIns | undefined
let browser: Browser | undefined
const clock = clockThatSkips()

/** One browser for all: only the port of the stand-ins would change. */
beforeAll(async () => {
  standIns = await startStandIns(allStandIns, account, { now: clock.now })
  browser = await openTestBrowser(standIns.browserArguments)
})

afterAll(async () => {
  await browser?.close()
  await standIns?.close()
})

afterEach(async () => {
  await Promise.all(browser?.contexts().map((context) => context.close()) ?? [])
})

async function run(
  service: string,
  turned: readonly Switch[] = [],
  { password = account.password, secret = account.secret, url = urls[service] ?? '' } = {},
) {
  if (standIns === undefined || browser === undefined) throw new Error('nothing was started')
  // A new account of what was typed, and codes that nobody used.
  standIns.reset(turned)
  clock.skip(60_000)
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US' })
  const page = await context.newPage()
  const result = await signIn(page, {
    pack: packOnDisk(service),
    connection: { url, username: account.name, hasPassword: true, hasSecret: true, signInOrigins: [] },
    password,
    codes: codesOf({ ...account, secret }, clock),
  })
  return { ...result, tally: standIns.world.tally }
}

const once: Partial<Tally> = { passwords: 1, wrongPasswords: 0, wrongCodes: 0, usedCodes: 0, signIns: 1 }
const otherSecret = Buffer.from('another secret, not ')

describe('signs in', () => {
  it.each<[string, Switch[], Partial<Tally>]>([
    ['atlassian', [], { codes: 1 }],
    ['atlassian', ['nag'], { codes: 1 }],
    ['atlassian', ['no-second-factor'], { codes: 0 }],
    ['trello', [], { codes: 1 }],
    ['power-bi', [], { codes: 1 }],
    ['power-bi', ['no-kmsi'], { codes: 1 }],
    ['power-bi', ['number-matching'], { codes: 1 }],
    ['power-bi', ['method-picker'], { codes: 1 }],
    ['power-bi', ['no-second-factor'], { codes: 0 }],
    ['salesforce', [], { codes: 1 }],
    ['salesforce', ['name-first'], { codes: 1 }],
    ['zendesk', ['no-second-factor'], { codes: 0 }],
    ['okta', [], { codes: 1 }],
    ['okta', ['method-picker'], { codes: 1 }],
    ['grafana', [], { codes: 0 }],
    ['grafana', ['nag'], { codes: 0 }],
    ['tableau', [], { codes: 1 }],
  ])('%s %j', async (service, turned, tally) => {
    const { end, tally: counted, states } = await run(service, turned)
    expect([end, states]).toEqual([{ state: expect.any(String), do: 'signed_in' }, states])
    expect(counted).toMatchObject({ ...once, ...tally })
  })
})

describe('stops with the cause', () => {
  it.each<[CauseCode, string, Switch[], Partial<Tally>]>([
    ['account_locked', 'atlassian', ['locked'], { passwords: 1, codes: 0 }],
    ['other_code_wanted', 'atlassian', ['mailed-code'], { codes: 0, wrongCodes: 0 }],
    ['captcha', 'atlassian', ['captcha'], { passwords: 0 }],
    ['account_locked', 'power-bi', ['locked'], { passwords: 1, codes: 0 }],
    ['other_code_wanted', 'power-bi', ['texted-code'], { codes: 0, wrongCodes: 0 }],
    ['push_wanted', 'power-bi', ['method-picker', 'texted-code'], { codes: 0, wrongCodes: 0 }],
    ['consent_wanted', 'power-bi', ['consent'], { signIns: 0 }],
    ['password_expired', 'power-bi', ['password-expired'], { passwords: 1, codes: 0 }],
    ['setup_unfinished', 'power-bi', ['set-up-wanted'], { codes: 0 }],
    ['passkey_wanted', 'power-bi', ['passkey-only'], { codes: 0 }],
    ['other_code_wanted', 'salesforce', ['mailed-code'], { codes: 0, wrongCodes: 0 }],
    ['other_code_wanted', 'zendesk', ['mailed-code'], { codes: 0, wrongCodes: 0 }],
    ['browser_refused', 'google', [], { names: 0, passwords: 0 }],
    ['service_down', 'atlassian', ['down'], { passwords: 0 }],
  ])('%s: %s %j', async (cause, service, turned, tally) => {
    const { end, tally: counted } = await run(service, turned)
    expect(end).toMatchObject({ do: 'stop', cause })
    expect(counted).toMatchObject(tally)
  })
})

describe('a wrong password is typed once', () => {
  it.each([
    'atlassian',
    'trello',
    'power-bi',
    'salesforce',
    'zendesk',
    'okta',
    'grafana',
    'tableau',
    'looker',
  ])('%s', async (service) => {
    const { end, tally } = await run(service, [], { password: 'wrong' })
    expect(end).toMatchObject({ do: 'stop', cause: 'wrong_password' })
    expect(tally).toMatchObject({ passwords: 1, codes: 0, signIns: 0 })
  })
})

describe('a wrong code is tried twice, with another one the second time', () => {
  it.each(['atlassian', 'power-bi', 'salesforce', 'okta', 'tableau'])('%s', async (service) => {
    const { end, tally } = await run(service, [], { secret: otherSecret })
    expect(end).toMatchObject({ do: 'stop', cause: 'wrong_code' })
    expect(tally).toMatchObject({ passwords: 1, codes: 2, wrongCodes: 2, triesWhileLocked: 0 })
  })

  it('as it is where the clock of the service is off', async () => {
    const { end, tally } = await run('atlassian', ['clock-off'])
    expect(end).toMatchObject({ do: 'stop', cause: 'wrong_code' })
    expect(tally).toMatchObject({ codes: 2, triesWhileLocked: 0 })
  })
})
