// Attack: the address of a connection, or a page behind it, points the browser at the machine that it runs on, at its
// network or at the cloud's metadata: by an address in odd spellings, a redirect, a frame, a script, a WebSocket, WebRTC,
// a worker, or a name that has another address a moment later. The victim is a server beside us; nothing may arrive.
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { openSite, type Site } from '../testing/site.ts'
import { openTestBrowsers } from '../testing/test-browsers.ts'
import type { Browsers } from './browsers.ts'
import type { Resolve } from '../../reach/dial.ts'
import { openEgressProxy } from './egress-proxy.ts'
import type { OpenConnection } from './open-connection.ts'
import { readAllowed } from '../../reach/reachable.ts'

let victim: Site
let attacker: Site
let browsers: Browsers
let connection: OpenConnection
/** What the attacker's name server answers, one after the other; the last one from then on. */
let answers: string[]

const resolve: Resolve = (host) => {
  if (host === 'rebind.example') return Promise.resolve([answers.length > 1 ? answers.shift()! : answers[0]!])
  if (host === 'metadata.google.internal') return Promise.resolve(['169.254.169.254'])
  if (host === 'inside.example') return Promise.resolve(['127.0.0.1'])
  if (host === 'both.example') return Promise.resolve(['1.1.1.1', '127.0.0.1'])
  return Promise.reject(new Error('no such name'))
}

beforeAll(async () => {
  victim = await openSite({ '/': 'the secret of the machine' })
  const { origin, port } = victim
  attacker = await openSite({
    '/': '<h1>harmless</h1>',
    '/redirect': (_, answer) => answer.writeHead(302, { location: `${origin}/` }).end(),
    '/redirect-by-name': (_, answer) =>
      answer.writeHead(302, { location: `http://inside.example:${port}/` }).end(),
    '/redirect-to-file': (_, answer) => answer.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/frame': `<iframe src="${origin}/"></iframe>`,
    '/refresh': `<meta http-equiv="refresh" content="0;url=${origin}/">`,
    '/prefetch': `<link rel="dns-prefetch" href="${origin}"><link rel="preconnect" href="${origin}"><link rel="prefetch" href="${origin}/p"><img src="${origin}/i"><script src="${origin}/s"></script><link rel="stylesheet" href="${origin}/c">`,
    '/worker.js': `void async function () { try { await fetch('${origin}/w', {mode: 'no-cors'}); postMessage('reached') } catch { postMessage('refused') } }()`,
    '/service-worker.js': `oninstall = (event) => event.waitUntil(fetch('${origin}/sw', {mode: 'no-cors'}).catch(() => {}))`,
  })
  browsers = await openTestBrowsers([attacker.place], { resolve })
  connection = await browsers.openConnection({ organizationId: 'a', connectionId: '1' })
})

afterAll(async () => {
  await browsers.close()
  await attacker.close()
  await victim.close()
})

beforeEach(async () => {
  await connection.page.goto(`${attacker.origin}/`)
  victim.asked.length = 0
})

async function goTo(url: string): Promise<number | string> {
  const { page } = connection
  try {
    return (await page.goto(url))?.status() ?? 0
  } catch (error) {
    // The browser's own page about it comes a moment later, and would break off what is opened next.
    await page.waitForURL(/^chrome-error:/)
    return String(error).split(' at ')[0] ?? ''
  }
}

describe('the address itself', () => {
  test.each([
    () => `http://127.0.0.1:${victim.port}/`,
    () => `http://0x7f.1:${victim.port}/`,
    () => `http://2130706433:${victim.port}/`,
    () => `http://127.1:${victim.port}/`,
    () => `http://localhost:${victim.port}/`,
    () => `http://localhost.:${victim.port}/`,
    () => `http://a.localhost:${victim.port}/`,
    () => `http://[::1]:${victim.port}/`,
    () => `http://[::ffff:127.0.0.1]:${victim.port}/`,
    () => `http://0.0.0.0:${victim.port}/`,
    () => `http://inside.example:${victim.port}/`,
    () => `http://both.example:${victim.port}/`,
    () => 'http://169.254.169.254/latest/meta-data/',
    () => 'http://metadata.google.internal/computeMetadata/v1/',
    () => 'http://168.63.129.16/',
  ])('134: is one of inside: %s', async (address) => {
    const status = await goTo(address())
    expect(status).toBe(403)
    expect(connection.refusedHosts()).toContain(
      new URL(address()).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, ''),
    )
    expect(victim.asked).toEqual([])
  })

  it('134: is one of inside, over TLS', async () => {
    expect(await goTo(`https://127.0.0.1:${victim.port}/`)).toContain('ERR_TUNNEL_CONNECTION_FAILED')
    expect(victim.asked).toEqual([])
  })

  test.each(['file:///etc/passwd', 'chrome://version/', 'view-source:http://127.0.0.1/'])(
    '134: is none of the web: a link, a script and a redirect to %s lead nowhere',
    async (url) => {
      const { page } = connection
      await page.setContent(`<a id="link" href="${url}">link</a>`)
      await page.click('#link')
      await page.evaluate((url) => {
        try {
          location.href = url
        } catch {
          // That it throws is as good.
        }
      }, url)
      expect(page.url()).toMatch(/^(http:|about:blank)/)
      expect(await goTo(`${attacker.origin}/redirect-to-file`)).toContain('ERR_UNSAFE_REDIRECT')
    },
  )
})

describe('a page that may be reached', () => {
  test.each(['/redirect', '/redirect-by-name'])('134: redirects inside: %s', async (path) => {
    expect(await goTo(`${attacker.origin}${path}`)).toBe(403)
    expect(victim.asked).toEqual([])
  })

  it('134: shows what is inside in a frame, or as a picture, a script, a style sheet, in advance', async () => {
    const { page } = connection
    const refused = page.waitForEvent('response', (response) => response.url() === `${victim.origin}/`)
    await page.goto(`${attacker.origin}/frame`)
    expect((await refused).status()).toBe(403)
    await page.goto(`${attacker.origin}/prefetch`)
    await page.goto(`${attacker.origin}/refresh`)
    await page.waitForURL(`${victim.origin}/`)
    expect(victim.asked).toEqual([])
  })

  it('134: asks by script, worker and service worker', async () => {
    const outcome = await connection.page.evaluate(async (origin) => {
      const beacon = navigator.sendBeacon(`${origin}/beacon`, 'x')
      const opaque = await fetch(`${origin}/f`, { mode: 'no-cors' }).then(
        (answer) => answer.type,
        () => 'refused',
      )
      const worker = new Worker('/worker.js')
      const fromWorker = await new Promise((resolve) =>
        worker.addEventListener('message', ({ data }) => resolve(data)),
      )
      await navigator.serviceWorker?.register('/service-worker.js').catch(() => {})
      return { beacon, opaque, fromWorker }
    }, victim.origin)
    // What it can see is the proxy's refusal, the same for whatever is inside.
    expect(outcome.opaque).toBe('opaque')
    expect(victim.asked).toEqual([])
  })

  it('134: opens a WebSocket, and asks by WebRTC', async () => {
    const outcome = await connection.page.evaluate(async (port) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
      const opened = await new Promise((resolve) => {
        socket.addEventListener('open', () => resolve('open'))
        socket.addEventListener('error', () => resolve('refused'))
      })
      const peer = new RTCPeerConnection({
        iceServers: [
          { urls: `stun:127.0.0.1:${port}` },
          { urls: `turn:127.0.0.1:${port}?transport=tcp`, username: 'u', credential: 'p' },
        ],
      })
      peer.createDataChannel('x')
      const candidates: string[] = []
      const gathered = new Promise((resolve) => {
        peer.addEventListener('icecandidate', ({ candidate }) =>
          candidate === null ? resolve('done') : candidates.push(candidate.candidate),
        )
      })
      await peer.setLocalDescription(await peer.createOffer())
      await gathered
      return { opened, candidates }
    }, victim.port)
    expect(outcome.opened).toBe('refused')
    expect(outcome.candidates).toEqual([])
    expect(victim.asked).toEqual([])
  })
})

it('134: a name has an address of the open internet when it is looked at, and ours a moment later', async () => {
  // The address that is checked is the one that is dialled, and each connection is checked anew.
  answers = ['127.0.0.1']
  expect(await goTo(`http://rebind.example:${victim.port}/`)).toBe(403)
  const asked: string[] = []
  const rebinding: Resolve = (host) => {
    asked.push(host)
    return Promise.resolve([asked.length === 1 ? '192.0.2.1' : '127.0.0.1'])
  }
  const allowed = readAllowed(['192.0.2.0/24'])
  const proxy = await openEgressProxy({ allowed, own: [], resolve: rebinding, dialLimitMs: 300 })
  const pass = proxy.issuePass()
  const ask = () => askByHand(proxy.address, `rebind.example:${victim.port}`, pass)
  // Not there (a network for documentation), and nothing else was dialled in its place.
  expect(await ask()).toContain(' 502 ')
  expect(asked).toHaveLength(1)
  expect(await ask()).toContain(' 403 ')
  expect(victim.asked).toEqual([])
  await proxy.close()
})

it("134: the server's own address is allowed by mistake", async () => {
  const own = [{ address: '0.0.0.0', port: victim.port }]
  const proxy = await openEgressProxy({ allowed: readAllowed(['127.0.0.0/8', victim.place]), own })
  expect(await askByHand(proxy.address, victim.place, proxy.issuePass())).toContain(' 403 ')
  expect(victim.asked).toEqual([])
  await proxy.close()
})

it('134: another program of the machine uses the proxy to reach what is allowed', async () => {
  const proxy = await openEgressProxy({ allowed: readAllowed([victim.place]), own: [] })
  const pass = proxy.issuePass()
  expect(await askByHand(proxy.address, victim.place, pass)).toContain(' 200 ')
  for (const wrong of [undefined, { ...pass, password: 'x' }, { ...pass, username: 'x' }]) {
    expect(await askByHand(proxy.address, victim.place, wrong)).toContain(' 407 ')
  }
  pass.withdraw()
  expect(await askByHand(proxy.address, victim.place, pass)).toContain(' 407 ')
  await proxy.close()
})

it('the pass of a connection never goes out to a site', async () => {
  const seen: string[] = []
  const site = await openSite({
    '/': (request, answer) => {
      seen.push(request.rawHeaders.join(' '))
      answer.end('x')
    },
  })
  const open = await openTestBrowsers([site.place])
  const other = await open.openConnection({ organizationId: 'a', connectionId: '2' })
  await other.page.goto(`${site.origin}/`)
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.join(' ').toLowerCase()).not.toContain('proxy')
  await open.close()
  await site.close()
})

/** The first line of the answer to a CONNECT. */
function askByHand(
  proxy: string,
  place: string,
  pass: { username: string; password: string } | undefined,
): Promise<string> {
  const { hostname, port } = new URL(proxy)
  const credentials = Buffer.from(`${pass?.username}:${pass?.password}`).toString('base64')
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const line = pass === undefined ? '' : `proxy-authorization: Basic ${credentials}\r\n`
      socket.write(`CONNECT ${place} HTTP/1.1\r\nhost: ${place}\r\n${line}\r\n`)
    })
    socket.once('data', (data) => {
      resolve(data.toString().split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })
}
