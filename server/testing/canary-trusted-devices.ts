// Trusted browsers: made, used, listed, and ended by their owner and by an admin, with what they keep marked.
import type { Canary } from './canary.ts'
import { PASSKEY_ORIGIN } from './passkeys.ts'
import type { Answer } from './test-app.ts'

export async function walkTrustedDevices(
  canary: Canary,
  walk: {
    email: string
    password: string
    /** The owner, and an admin with the owner's id. */
    mine: { cookie: string | undefined }
    about: { cookie: string | undefined; id: string }
    /** Signs in with a code, in a browser that is to be trusted. */
    giveCode: () => Promise<Answer>
    markSession: (answer: Answer) => Answer
  },
): Promise<void> {
  const { email, password, mine, about } = walk
  /** What a browser keeps, each value marked as handed out by the answer. */
  const keep = (answer: Answer): string => {
    const pattern = /countersign_(?:device|trust_[\w-]{16})=([\w-]{43})/g
    const cookies = [...String(answer.headers['set-cookie']).matchAll(pattern)]
    for (const [, value = ''] of cookies) {
      canary.mark('what makes a browser trusted', value, 'in the last answer')
    }
    return cookies.map(([cookie]) => cookie).join('; ')
  }
  const trust = async (): Promise<string> => keep(await walk.giveCode())

  const there = { headers: { cookie: await trust(), origin: PASSKEY_ORIGIN } }
  keep(walk.markSession(await canary.ask('POST /api/v1/sign-in', { email, password }, there)))
  await trust()
  await trust()
  const { items } = (await canary.ask('GET /api/v1/me/trusted-devices', undefined, mine)).body as {
    items: { id: string }[]
  }
  const [first = '', second = ''] = items.map(({ id }) => id)
  await canary.ask('DELETE /api/v1/me/trusted-devices/{id}', undefined, { ...mine, id: first })
  await canary.ask('DELETE /api/v1/me/trusted-devices/{id}', undefined, { ...mine, id: first })
  await canary.ask('GET /api/v1/users/{id}', undefined, about)
  const one = { ...about, params: { device: second } }
  await canary.ask('DELETE /api/v1/users/{id}/trusted-devices/{device}', undefined, one)
  await canary.ask('DELETE /api/v1/users/{id}/trusted-devices', undefined, about)
  await trust()
  await canary.ask('DELETE /api/v1/me/trusted-devices', undefined, mine)
}
