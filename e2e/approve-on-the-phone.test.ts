// A sign-in elsewhere, answered on the phone: a real server, the phone as its browser does it (Web Cryptography, a line that
// stays open), yes and no; and the admin, who reads of the no.
import { expect, test } from 'vitest'
import { approvalText } from '../contract/phone-texts.ts'
import type { Client } from '../contract/client.ts'
import { codeOf, untilStepLasts } from './authenticator-app.ts'
import { button, field, givePassword, untilAt, untilRefused, words } from './console-steps.ts'
import { admin, eye, openOrganizationForTests, page, server } from './console-under-test.ts'
import { ADMIN, beginChallenge, outcomeOf, tokenOf, type Person } from './sign-in-by-api.ts'

openOrganizationForTests()

const person = { email: 'nora@northwind.example', password: 'copper meadow basket 41' }

const base64url = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('base64url')

/** Adds somebody who signs in to the app, where two-factor is set up, and registers the phone. */
async function registerPhone(person: Person) {
  await server.client(admin).call('POST /api/v1/users', {
    body: { ...person, role: 'agent', requireSecondFactor: true },
  })
  const body = { ...person, client: 'mobile' } as const
  const { challenge = '' } = await server.client().call('POST /api/v1/sign-in', { body })
  const { secret } = await server.client().call('POST /api/v1/sign-in/enrolment', { body: { challenge } })
  await untilStepLasts(2)
  const confirm = { challenge, code: codeOf(secret) }
  const token = tokenOf(
    await server.client().call('POST /api/v1/sign-in/enrolment/confirm', { body: confirm }),
  )
  const app = server.client(token)
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' }
  const pair = await crypto.subtle.generateKey(ecdsa, false, ['sign', 'verify'])
  const publicKey = base64url(await crypto.subtle.exportKey('spki', pair.publicKey))
  const { id } = await app.call('POST /api/v1/me/authenticators/approval', {
    body: { publicKey, name: 'Phone' },
  })
  return { app, token, id, key: pair.privateKey }
}

type Phone = Awaited<ReturnType<typeof registerPhone>>

async function approve({ app, id, key }: Phone, approval: string, number: string): Promise<void> {
  const text = new TextEncoder().encode(approvalText(approval, number))
  const signature = base64url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, text))
  await app.call('POST /api/v1/me/approvals/{id}/approve', {
    params: { id: approval },
    body: { authenticator: id, number, signature },
  })
}

/** As a page waits: again and again, until there is an answer. */
async function waitForSession(client: Client, challenge: string): Promise<string> {
  for (;;) {
    const answer = await client.call('POST /api/v1/sign-in/approval/wait', { body: { challenge } })
    if (answer.step === 'done') return tokenOf(answer)
  }
}

/** What is heard on the line of the phone; each message is all that waits or can be taken back. */
async function* listen(baseUrl: string, { token }: Phone): AsyncGenerator<{ items: { id: string }[] }> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${baseUrl}/api/v1/me/approvals/events`, { headers })
  let text = ''
  for await (const part of answer.body ?? []) {
    text += Buffer.from(part as Uint8Array).toString()
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) if (message.startsWith('data: ')) yield JSON.parse(message.slice(6))
  }
}

test('a sign-in is approved on the phone; another one is not its owner’s, and the admin reads of it', async () => {
  const phone = await registerPhone(person)
  const line = listen(server.baseUrl, phone)
  expect((await line.next()).value).toEqual({ items: [] })

  const ask = async () => {
    const challenge = await beginChallenge(server.client(), person)
    const { number } = await server.client().call('POST /api/v1/sign-in/approval', { body: { challenge } })
    const heard = (await line.next()).value as { items: { id: string }[] }
    return { challenge, number, approval: heard.items[0]?.id ?? '' }
  }
  const first = await ask()
  const waiting = waitForSession(server.client(), first.challenge)
  await approve(phone, first.approval, first.number)
  const { account, session } = await server.client(await waiting).call('GET /api/v1/me')
  expect(account.email).toBe(person.email)
  expect(session.factors.map(({ method }) => method)).toEqual(['password', 'approval'])
  // Until somebody is in by it the yes is told, to be taken back.
  let told = await line.next()
  while (told.value?.items.length > 0) told = await line.next()
  expect(told.value).toEqual({ items: [] })

  const second = await ask()
  await phone.app.call('POST /api/v1/me/approvals/{id}/deny', { params: { id: second.approval } })
  const late = server.client().call('POST /api/v1/sign-in/approval/wait', {
    body: { challenge: second.challenge },
  })
  expect(await outcomeOf(late)).toBe('approval.refused')
  await line.return(undefined)

  await page.goto(server.baseUrl)
  await givePassword(page, ADMIN)
  await untilAt(page, '/users')
  await page.goto(`${server.baseUrl}/notices`)
  const link = page.getByRole('link', { name: words('notice.openUser') })
  await page.getByText(words('notice.sign_in_denied')).waitFor()
  await eye.lookAt(page, 'notices-with-a-sign-in-that-was-denied')
  await link.click()
  await page.getByText(person.email).first().waitFor()
  await page.getByText(words('factor.approval')).first().waitFor()
  await eye.lookAt(page, 'user-with-a-phone')
  eye.expectNothing(4)
})

test('the page of the sign-in asks the phone when that is chosen, shows the number through a lost connection, and says what ended it', async () => {
  const other = { email: 'olga@northwind.example', password: 'copper meadow basket 41' }
  const phone = await registerPhone(other)
  const waiting = async () => (await phone.app.call('GET /api/v1/me/approvals')).items
  const deny = async () => {
    const [asked] = await waiting()
    await phone.app.call('POST /api/v1/me/approvals/{id}/deny', { params: { id: asked?.id ?? '' } })
  }
  const number = page.getByRole('status', { name: words('signIn.approval.number') })

  await givePassword(page, other)
  await field(page, 'code.label').waitFor()
  expect(await waiting()).toEqual([])
  await page.route('**/approval/wait', (route) => route.abort())
  await button(page, 'signIn.use.approval').click()
  await page.getByText(words('signIn.approval.broken')).waitFor()
  await eye.lookAt(page, 'second factor on the phone, connection lost')
  const [asked] = await waiting()
  const shown = await number.innerText()
  // Whoever looks at another way and comes back has rung nobody anew.
  await button(page, 'signIn.use.totp').click()
  await button(page, 'signIn.use.approval').click()
  await number.waitFor()
  expect(await number.innerText()).toBe(shown)
  expect(await waiting()).toEqual([asked])
  // Nor does a server that is busy for a moment take the digits away while the phone asks for them.
  await page.unroute('**/approval/wait')
  const busy = { code: 'server.busy', title: 'The server is busy. Try again in a moment.', status: 503 }
  await page.route('**/approval/wait', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(busy) }),
  )
  await page.waitForResponse('**/approval/wait')
  await page.waitForResponse('**/approval/wait')
  expect(await number.innerText()).toBe(shown)
  await page.unroute('**/approval/wait')
  await page.getByText(words('signIn.approval.broken')).waitFor({ state: 'detached' })
  await eye.lookAt(page, 'second factor on the phone')
  await approve(phone, asked?.id ?? '', shown)
  await untilAt(page, '/profile')
  await page.context().clearCookies()

  const challenge = await beginChallenge(server.client(), other)
  await server.client().call('POST /api/v1/sign-in/approval', { body: { challenge } })
  await page.goto('/sign-in')
  await givePassword(page, other)
  await button(page, 'signIn.use.approval').click()
  await untilRefused(page, 'error.approval.another_waits')
  await eye.lookAt(page, 'second factor on the phone, another one waits')
  await deny()
  await button(page, 'signIn.approval.again').click()
  await number.waitFor()
  await deny()
  await untilRefused(page, 'error.approval.refused')
  await eye.lookAt(page, 'second factor ended on the phone')
  await button(page, 'signIn.approval.startAgain').click()
  await field(page, 'field.password').waitFor()
  eye.expectNothing(16)
})
