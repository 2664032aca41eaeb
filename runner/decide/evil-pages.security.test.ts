// The attack: a sign-in that is led to another site, or has another site's form in a frame, and a pack's names used as bait.
// A real Chromium, and a site that tells each letter that is typed into it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStandInSignIns, type StandInSignIns } from '../testing/stand-in-sign-ins.ts'
import { EVIL_ORIGIN } from '../testing/stand-ins/services/frames.ts'

let signIns: StandInSignIns | undefined

beforeAll(async () => {
  signIns = await openStandInSignIns()
})

afterAll(() => signIns?.close())

function run(...what: Parameters<StandInSignIns['attempt']>) {
  if (signIns === undefined) throw new Error('nothing was started')
  return signIns.attempt(...what)
}

describe('135: credentials on the wrong page, in a browser', () => {
  it('135: a redirect to a look-alike ends the sign-in, and nothing was typed there', async () => {
    const { end, tally } = await run('any', ['evil-redirect'])
    expect(end).toMatchObject({ do: 'stop', cause: 'foreign_page' })
    expect(tally).toMatchObject({ atEvilSite: 0, names: 0, passwords: 0 })
  })

  it('135: a look-alike form in a frame is passed over for the page’s own', async () => {
    const { end, tally } = await run('any', ['evil-frame'])
    expect(end).toMatchObject({ do: 'signed_in' })
    expect(tally).toMatchObject({ atEvilSite: 0, passwords: 1, codes: 1 })
  })

  it.each(['atlassian', 'trello', 'salesforce', 'zendesk', 'okta', 'grafana', 'power-bi', 'any'] as const)(
    '135: a connection of %s whose address is that of another service types nothing at the look-alike',
    async (service) => {
      const { end, tally } = await run(service, ['evil-redirect'], {
        connection: { url: 'https://wall.example/board' },
      })
      expect(end).toMatchObject({ do: 'stop', cause: 'foreign_page' })
      expect(tally).toMatchObject({ atEvilSite: 0, names: 0, passwords: 0 })
    },
  )

  it('135: a site that an admin named is none for another port, or another name below it', async () => {
    const { end, tally } = await run('any', ['evil-redirect'], {
      connection: { signInOrigins: [`${EVIL_ORIGIN}:8443`, 'https://evil.example'] },
    })
    expect(end).toMatchObject({ do: 'stop', cause: 'foreign_page' })
    expect(tally.atEvilSite).toBe(0)
  })
})
