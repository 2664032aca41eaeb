// A program for a test, started by root: gives root up, starts a browser, and says what it then may and may not.
import { execFileSync } from 'node:child_process'
import { openEgressProxy } from '../browser/egress-proxy.ts'
import { launchBrowser } from '../browser/launch.ts'
import { readAllowed } from '../../reach/reachable.ts'
import { giveUpRoot } from '../give-up-root.ts'
import { processesOfGroup, statusLine } from './processes.ts'

const user = giveUpRoot(0.9)
const proxy = await openEgressProxy({ allowed: readAllowed([]), own: [] })
const [, , path = ''] = process.argv
const launched = await launchBrowser({ path, proxy: proxy.address, chance: 0 })
await launched.browser.newPage()
const all = processesOfGroup(launched.processGroup)
const renderer = all.find(({ command }) => command.includes('--type=renderer'))
const seen = {
  isOrdinary: user !== undefined && user.uid > 1_000 && process.getuid?.() === user.uid,
  groups: process.getgroups?.().filter((group) => group !== user?.gid).length,
  takesRootBack: attempt(() => process.setuid?.(0)),
  browserIsOfUs: all.length > 3 && all.every(({ uid }) => uid === user?.uid),
  environmentForOthers: attempt(() =>
    execFileSync('cat', [`/proc/${process.pid}/environ`], { stdio: ['ignore', 'ignore', 'ignore'] }),
  )
    ? 'read'
    : 'refused',
  seccomp: renderer === undefined ? undefined : statusLine(renderer.pid, 'Seccomp'),
}
process.stdout.write(JSON.stringify(seen))
await launched.close()
await proxy.close()

function attempt(what: () => unknown): boolean {
  try {
    what()
    return true
  } catch {
    return false
  }
}
