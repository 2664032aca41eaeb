// Every pack against the stand-in of its service, in a real Chromium: signed in, or stopped with the right cause, and never
// more typed than the service forgives. The stand-ins are ours; docs/service-packs.md says what that proves.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CauseCode } from '../../contract/causes.ts'
import {
  openStandInSignIns,
  type Attempted,
  type Service,
  type StandInSignIns,
} from '../testing/stand-in-sign-ins.ts'
import type { Switch, Tally } from '../testing/stand-ins/world.ts'

let signIns: StandInSignIns | undefined

beforeAll(async () => {
  signIns = await openStandInSignIns()
})

afterAll(() => signIns?.close())

function run(...what: Parameters<StandInSignIns['attempt']>): Promise<Attempted> {
  if (signIns === undefined) throw new Error('nothing was started')
  return signIns.attempt(...what)
}

const once: Partial<Tally> = { passwords: 1, wrongPasswords: 0, wrongCodes: 0, usedCodes: 0, signIns: 1 }
const otherSecret = Buffer.from('another secret, not ')

describe('signs in', () => {
  it.each<[Service, Switch[], Partial<Tally>]>([
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
    ['zendesk', [], { codes: 1 }],
    ['looker', [], { codes: 1 }],
    ['okta', ['number-matching'], { codes: 1 }],
  ])('%s %j', async (service, turned, tally) => {
    const { end, tally: counted, states } = await run(service, turned)
    expect([end, states]).toEqual([{ state: expect.any(String), do: 'signed_in' }, states])
    expect(counted).toMatchObject({ ...once, ...tally })
  })
})

describe('stops with the cause', () => {
  it.each<[CauseCode, Service, Switch[], Partial<Tally>]>([
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
  it.each<Service>([
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
  it.each<Service>(['atlassian', 'power-bi', 'salesforce', 'zendesk', 'okta', 'tableau', 'looker'])(
    '%s',
    async (service) => {
      const { end, tally } = await run(service, [], { secret: otherSecret })
      expect(end).toMatchObject({ do: 'stop', cause: 'wrong_code' })
      expect(tally).toMatchObject({ passwords: 1, codes: 2, wrongCodes: 2, triesWhileLocked: 0 })
    },
  )

  it('as it is where the clock of the service is off', async () => {
    const { end, tally } = await run('atlassian', ['clock-off'])
    expect(end).toMatchObject({ do: 'stop', cause: 'wrong_code' })
    expect(tally).toMatchObject({ codes: 2, triesWhileLocked: 0 })
  })
})

describe('a page that was redesigned, with no name that a pack knows, is still found by what it says', () => {
  it.each<[Service, Switch[]]>([
    ['atlassian', ['redesigned']],
    ['power-bi', ['redesigned']],
    ['power-bi', ['redesigned', 'number-matching']],
    ['power-bi', ['redesigned', 'method-picker']],
    ['salesforce', ['redesigned']],
    ['zendesk', ['redesigned']],
  ])('%s %j', async (service, turned) => {
    const { end, tally } = await run(service, turned)
    expect(end).toMatchObject({ do: 'signed_in' })
    expect(tally).toMatchObject({ ...once, codes: 1 })
  })

  it.each<Service>(['atlassian', 'power-bi', 'salesforce', 'zendesk'])(
    'and a wrong password is typed once there too: %s',
    async (service) => {
      const { end, tally } = await run(service, ['redesigned'], { password: 'wrong' })
      expect(end).toMatchObject({ do: 'stop', cause: 'wrong_password' })
      expect(tally).toMatchObject({ passwords: 1, codes: 0 })
    },
  )
})
