// Signs in at real applications that nobody here wrote, their second factor on, with no configuration, shows the page
// behind the login on a screen, and has the extension type the code in the browser of a person:
// `npm run test:real -- FOLDER [NAME …]`. The folder holds a script for each (`NAME.sh install|start|creds|stop`); `creds`
// prints where it is, the login, the secret, and a text that only somebody who is signed in sees.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { readServicePacks } from '../server/service-packs/service-packs.ts'
import { decodeBase32 } from '../otp/base32.ts'
import { prepareKey } from '../otp/prepared-key.ts'
import { stepAt, totp } from '../otp/totp.ts'
import { act } from '../runner/act/act.ts'
import { openUrl } from '../runner/act/open-url.ts'
import { openBrowsers, type Browsers } from '../runner/browser/browsers.ts'
import { findBrowser } from '../runner/browser/find-browser.ts'
import type { Typed } from '../runner/decide/decision.ts'
import { perceive } from '../runner/perceive/perceive.ts'
import { recognise } from '../runner/recognise/recognise.ts'
import { signIn, type SeenStep } from '../runner/sign-in.ts'
import type { Login } from './real-app.ts'
import { signInByTheExtension } from './real-app-by-the-extension.ts'
import { showOnScreen } from './real-app-on-a-screen.ts'

/** The machine's own Node and npm: ours, which came with the packages, is newer than some of the applications take. */
const machine = {
  ...process.env,
  PATH: (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter),
}

const [folder = '', ...wanted] = process.argv.slice(2)
if (folder === '') {
  process.stderr.write('usage: npm run test:real -- FOLDER [NAME …]\n')
  process.exit(1)
}
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.sh'))
  .map((file) => file.slice(0, -3))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
let failed = 0
for (const name of names) {
  const said = await tryOne(name)
  if (said !== undefined) failed += 1
  process.stdout.write(`${name.padEnd(14)} ${said ?? 'signed in, on a screen, and by the extension'}\n`)
}
process.stdout.write(`${names.length - failed} passed, ${failed} failed\n`)
process.exit(failed === 0 && names.length > 0 ? 0 : 1)

/** Nothing where it worked. */
async function tryOne(name: string): Promise<string | undefined> {
  try {
    for (const action of ['install', 'start']) run(name, action)
    const login = JSON.parse(run(name, 'creds').trim().split('\n').at(-1) ?? '') as Login
    const said = await signInAt(login)
    if (said !== undefined) return said
    for (const further of [showOnScreen, signInByTheExtension]) {
      await untilNextStep(login)
      const what = await further(login)
      if (what !== undefined) return what
    }
    return undefined
  } catch (error) {
    return (error as Error).message
  } finally {
    spawnSync('sh', ['-c', `"${join(folder, `${name}.sh`)}" stop`], {
      stdio: 'ignore',
      timeout: 60_000,
      env: machine,
    })
  }
}

/** The code of this step was used: a server that begins with none is not to make it again. */
function untilNextStep({ period }: Login): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, period * 1000 - (Date.now() % (period * 1000))))
}

function run(name: string, action: string): string {
  const limit = { encoding: 'utf8', timeout: 1_200_000, env: machine } as const
  const { status, stdout, stderr } = spawnSync('bash', [join(folder, `${name}.sh`), action], limit)
  if (status !== 0) throw new Error(`${action} failed: ${stderr.trim().split('\n').at(-1) ?? ''}`)
  return stdout
}

async function signInAt(login: Login): Promise<string | undefined> {
  const pack = readServicePacks(join(tmpdir(), 'no-packs-of-ours')).find('any')
  if (pack === undefined) return 'there is no pack for any address'
  const { host } = new URL(login.url)
  const browsers = await openBrowsers({
    find: () => findBrowser({ named: undefined, unpackTo: join(tmpdir(), 'browser'), say: () => {} }),
    allow: [host],
    own: [],
    clock: () => new Date(),
    chance: () => 0.5,
    log: () => {},
  })
  try {
    return await signInWith(browsers, login, pack)
  } finally {
    await browsers.close()
  }
}

type Pack = Parameters<typeof signIn>[0]['pack']

async function signInWith(browsers: Browsers, login: Login, pack: Pack): Promise<string | undefined> {
  const open = await browsers.openConnection({ organizationId: 'a', connectionId: 'b' })
  const refusedHosts = () => open.refusedHosts()
  const opened = await openUrl(open.page, login.url, refusedHosts)
  if (opened !== 'opened') return opened
  const steps: SeenStep[] = []
  const valueOf = valuesOf(login)
  const connection = { ...login, hasPassword: true, hasSecret: true, signInOrigins: [] }
  const end = await signIn(
    { pack, connection },
    {
      page: () => open.activePage(),
      perceive,
      recognise,
      act: (decision, { perceived, ...on }) =>
        act(decision, { ...on, ...perceived, url: login.url, refusedHosts, valueOf }),
      onStep: async (step) => void steps.push(step),
      loginDialog: () => open.loginDialog(),
      lastStatus: () => open.lastStatus(),
      clock: () => new Date(),
      stop: new AbortController().signal,
    },
  )
  const way = steps.map(({ what, page }) => `${what} (${page})`).join(', ')
  if (end.cause !== undefined) return `${end.cause} after ${way}`
  const text = await open.activePage().locator('body').innerText()
  return text.includes(login.signedInText) ? undefined : `taken for signed in, and is not, after ${way}`
}

/** Codes as the broker hands them out: none twice, each when its step is there. */
function valuesOf(login: Login): (what: Typed) => Promise<string> {
  const key = prepareKey(decodeBase32(login.totpSecret), login.algorithm)
  const parameters = { periodSeconds: login.period, digits: login.digits }
  let last = 0
  return async (what) => {
    if (what !== 'code') return what === 'password' ? login.password : login.username
    const step = Math.max(stepAt(Date.now(), parameters), last + 1)
    last = step
    const beginsAt = step * login.period * 1000
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, beginsAt - Date.now())))
    return totp(key, beginsAt, parameters)
  }
}
