// An application that no pack describes, and the turns that such pages take, in a real Chromium.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CauseCode } from '../../contract/causes.ts'
import { openStandInSignIns, type StandInSignIns } from '../testing/stand-in-sign-ins.ts'
import type { Switch, Tally } from '../testing/stand-ins/world.ts'

let signIns: StandInSignIns | undefined

beforeAll(async () => {
  signIns = await openStandInSignIns()
})

afterAll(() => signIns?.close())

function run(turned: readonly Switch[], more: Parameters<StandInSignIns['attempt']>[2] = {}) {
  if (signIns === undefined) throw new Error('nothing was started')
  return signIns.attempt('any', turned, more)
}

describe('signs in', () => {
  it.each<[Switch[], Partial<Tally>]>([
    [[], { passwords: 1, codes: 1 }],
    [['no-second-factor'], { passwords: 1, codes: 0 }],
    [['name-first'], { passwords: 1, codes: 1 }],
    [['digits'], { passwords: 1, codes: 1 }],
    [['code-on-password-form'], { passwords: 1, codes: 1 }],
    [['code-on-password-form', 'digits'], { passwords: 1, codes: 1 }],
    [['code-after-first-try'], { passwords: 2, codes: 1 }],
    [['nag'], { passwords: 1, codes: 1 }],
    [['public-front'], { passwords: 1, codes: 1 }],
  ])('%j', async (turned, tally) => {
    const { end, tally: counted } = await run(turned)
    expect(end).toMatchObject({ do: 'signed_in' })
    expect(counted).toMatchObject({ wrongPasswords: 0, wrongCodes: 0, usedCodes: 0, signIns: 1, ...tally })
  })

  it('again when the service has forgotten the session', async () => {
    if (signIns === undefined) throw new Error('nothing was started')
    const context = await signIns.newContext()
    // Each attempt is a service that forgot every session: cookies of the first mean nothing to the second.
    for (const _ of [1, 2]) {
      const { end, tally } = await run([], { context })
      expect(end).toMatchObject({ do: 'signed_in' })
      expect(tally).toMatchObject({ passwords: 1, codes: 1, signIns: 1 })
    }
    await context.close()
  })
})

describe('stops with the cause', () => {
  it.each<[CauseCode, Switch[], Partial<Tally>]>([
    ['other_code_wanted', ['mailed-code'], { passwords: 1, codes: 0, wrongCodes: 0 }],
    ['other_code_wanted', ['texted-code'], { passwords: 1, codes: 0, wrongCodes: 0 }],
    ['account_locked', ['locked'], { passwords: 1, codes: 0 }],
    ['captcha', ['captcha'], { names: 0, passwords: 0 }],
    ['service_down', ['down'], { passwords: 0 }],
  ])('%s: %j', async (cause, turned, tally) => {
    const { end, tally: counted } = await run(turned)
    expect(end).toMatchObject({ do: 'stop', cause })
    expect(counted).toMatchObject(tally)
  })

  it.each<Switch[][]>([[[]], [['name-first']], [['code-on-password-form']], [['code-after-first-try']]])(
    'a wrong password, typed once: %j',
    async (turned) => {
      const { end, tally } = await run(turned, { password: 'wrong' })
      expect(end).toMatchObject({ do: 'stop', cause: 'wrong_password' })
      expect(tally).toMatchObject({ passwords: 1 })
    },
  )

  it('a wrong code, after another one', async () => {
    const { end, tally } = await run([], { secret: Buffer.from('another secret, not ') })
    expect(end).toMatchObject({ do: 'stop', cause: 'wrong_code' })
    expect(tally).toMatchObject({ codes: 2, wrongCodes: 2, usedCodes: 0, triesWhileLocked: 0 })
  })

  it('no password and no secret, before anything is sent', async () => {
    const none = await run([], { connection: { hasPassword: false } })
    expect(none).toMatchObject({ end: { cause: 'no_password' }, tally: { passwords: 0 } })
    const noSecret = await run([], { connection: { hasSecret: false } })
    expect(noSecret).toMatchObject({ end: { cause: 'no_secret' }, tally: { passwords: 1, codes: 0 } })
  })
})
