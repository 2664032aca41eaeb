// A real application on a screen, by the whole product: a server with a runner beside it signs in there, makes a picture of
// the page behind the login, and a screen in a second Chromium shows that picture.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../contract/client.ts'
import { openBrowser } from './browser.ts'
import { startCountersign, type CountersignProcess } from './countersign-process.ts'
import { openScreen, pairScreen, untilLooksAs } from './screen-page.ts'
import { addRealConnection, type Login } from './real-app.ts'
import { setUp } from './sign-in-by-api.ts'

const LONGEST_MILLIS = 180_000

/** Why it did not come to that; nothing where it did. */
export async function showOnScreen(login: Login): Promise<string | undefined> {
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-real-'))
  let server: CountersignProcess | undefined
  try {
    server = await startCountersign({
      dataDir,
      env: {
        COUNTERSIGN_RUNNER: 'on',
        COUNTERSIGN_RUNNER_ALLOW: new URL(login.url).host,
        COUNTERSIGN_BROWSER: process.env.COUNTERSIGN_TEST_BROWSER ?? '',
      },
    })
    return await showBy(server, login)
  } finally {
    await server?.stop()
    await rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
  }
}

async function showBy(server: CountersignProcess, login: Login): Promise<string | undefined> {
  const token = await setUp(server)
  const client = server.client(token)
  const connection = await signInBy(client, login)
  if (typeof connection === 'string') return connection
  const made = await client.call('POST /api/v1/dashboards', {
    body: { name: 'Real', connection: connection.id, url: login.url },
  })
  const params = { id: made.id }
  const seen = await until(
    () => client.call('GET /api/v1/dashboards/{id}', { params }),
    ({ frame }) => frame !== undefined,
  )
  if (seen.frame === undefined) return `no picture of it came: ${seen.trouble ?? 'nothing is known of why'}`

  const browser = await openBrowser()
  try {
    const { page } = await openScreen(browser, server.baseUrl)
    await pairScreen(client, page, 'Real', made.id)
    const frame = await fetch(`${server.baseUrl}/api/v1/dashboards/${made.id}/frame`, {
      headers: { authorization: `Bearer ${token}`, accept: 'image/jpeg' },
    })
    await untilLooksAs(page, Buffer.from(await frame.arrayBuffer()), { timeout: LONGEST_MILLIS })
    const picturesDir = process.env.COUNTERSIGN_TEST_PICTURES
    const name = new URL(login.url).host.replace(':', '-')
    if (picturesDir !== undefined) await page.screenshot({ path: join(picturesDir, `real-${name}.png`) })
    return undefined
  } finally {
    await browser.close()
  }
}

/** The connection, or why it is not signed in. */
async function signInBy(client: Client, login: Login): Promise<{ id: string } | string> {
  const { id } = await addRealConnection(client, login)
  const { attempt } = await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id } })
  const ended = await until(
    () => client.call('GET /api/v1/connections/{id}/sign-ins/{attempt}', { params: { id, attempt } }),
    ({ endedAt }) => endedAt !== undefined,
  )
  if (ended.state === 'signed_in') return { id }
  return `${ended.cause ?? ended.state} after ${ended.steps.map(({ what }) => what).join(', ')}`
}

/** The last that was seen, also where it never came to be so. */
async function until<Seen>(look: () => Promise<Seen>, isSo: (seen: Seen) => boolean): Promise<Seen> {
  const giveUpAt = performance.now() + LONGEST_MILLIS
  for (;;) {
    const seen = await look()
    if (isSo(seen) || performance.now() > giveUpAt) return seen
    await sleep(200)
  }
}
